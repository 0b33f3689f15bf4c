"""DynamoDB's typed values to plain Python and back, without boto3's slower general walk."""

from binascii import a2b_base64
from collections.abc import Callable, Mapping
from decimal import Decimal
from types import NoneType
from typing import Any

Typed = dict[str, Any]
Item = dict[str, Any]


def plain(value: Mapping[str, Any]) -> Any:
    """One typed value as Python: text, int, Decimal, bool, None, bytes, set of texts, list or dict.

    Raises ValueError for DynamoDB's other types, which this application does not write.

    >>> plain({"M": {"dose": {"N": "20"}, "unit": {"S": "mg"}}})
    {'dose': 20, 'unit': 'mg'}
    """
    for tag, content in value.items():
        if tag == "S":  # most values are texts
            return content
        if tag in _READ:
            return _READ[tag](content)
    raise ValueError("an attribute type this application does not use")


def plain_item(item: Mapping[str, Typed]) -> Item:
    """A whole item as Python."""
    return {name: value["S"] if "S" in value else plain(value) for name, value in item.items()}


def binary(value: Mapping[str, Any]) -> bytes | None:
    """What a binary value holds; None for a value of any other type."""
    content = value.get("B")
    return None if content is None else _bytes(content)


def number(text: str) -> int | Decimal:
    """A number as it was written: whole ones as int."""
    return int(text) if text.lstrip("-").isdigit() else Decimal(text)


def typed(value: Any) -> Typed:
    """One Python value as DynamoDB wants it. Raises TypeError for what it cannot hold.

    >>> typed({"heartRate": 72})
    {'M': {'heartRate': {'N': '72'}}}
    """
    for kinds, tag, write in _WRITTEN:
        if isinstance(value, kinds):
            return {tag: write(value)}
    raise TypeError(f"{type(value).__name__} has no place in the table")


def typed_item(item: Mapping[str, Any]) -> dict[str, Typed]:
    """A whole item as DynamoDB wants it."""
    return {name: typed(value) for name, value in item.items()}


def _same(content: Any) -> Any:
    return content


def _bytes(content: str | bytes) -> bytes:
    """Binary is bytes from boto3 and base64 text from the wire."""
    return a2b_base64(content) if isinstance(content, str) else bytes(content)


def _map(content: Mapping[str, Typed]) -> Item:
    return {name: inner["S"] if "S" in inner else plain(inner) for name, inner in content.items()}


def _list(content: list[Typed]) -> list[Any]:
    return [plain(inner) for inner in content]


_READ: dict[str, Callable[[Any], Any]] = {
    "S": _same, "N": number, "B": _bytes, "BOOL": _same, "NULL": lambda _: None,
    "M": _map, "L": _list, "SS": set,
}  # fmt: skip
# In this order: an enum of texts is text, and a bool is an int too.
_WRITTEN: tuple[tuple[Any, str, Callable[[Any], Any]], ...] = (
    (str, "S", str),
    (bool, "BOOL", _same),
    (int | Decimal, "N", str),
    (bytes, "B", _same),
    (NoneType, "NULL", lambda _: True),
    (Mapping, "M", lambda value: {name: typed(inner) for name, inner in value.items()}),
    (list | tuple, "L", lambda value: [typed(inner) for inner in value]),
)
