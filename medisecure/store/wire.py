"""DynamoDB's typed values to plain Python and back, without boto3's slower general walk."""

from base64 import b64decode
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

Typed = dict[str, Any]
Item = dict[str, Any]


def plain(value: Mapping[str, Any]) -> Any:
    """One typed value as Python: text, int, Decimal, bool, None, bytes, list or dict.

    >>> plain({"M": {"dose": {"N": "20"}, "unit": {"S": "mg"}}})
    {'dose': 20, 'unit': 'mg'}
    """
    for tag, content in value.items():
        if tag == "S":
            return content
        if tag == "N":
            return number(content)
        if tag == "M":
            return {name: plain(inner) for name, inner in content.items()}
        if tag == "L":
            return [plain(inner) for inner in content]
        if tag == "B":
            return b64decode(content) if isinstance(content, str) else bytes(content)
        if tag == "BOOL":
            return content
        if tag == "NULL":
            return None
        if tag == "SS":
            return set(content)
    raise ValueError("an attribute type this application does not use")


def plain_item(item: Mapping[str, Typed]) -> Item:
    """A whole item as Python."""
    return {name: plain(value) for name, value in item.items()}


def number(text: str) -> int | Decimal:
    """A number as it was written: whole ones as int."""
    return int(text) if text.lstrip("-").isdigit() else Decimal(text)


def typed(value: Any) -> Typed:
    """One Python value as DynamoDB wants it. Raises TypeError for what it cannot hold.

    >>> typed({"heartRate": 72})
    {'M': {'heartRate': {'N': '72'}}}
    """
    if isinstance(value, str):
        return {"S": str(value)}
    if isinstance(value, bool):
        return {"BOOL": value}
    if isinstance(value, int | Decimal):
        return {"N": str(value)}
    if isinstance(value, bytes):
        return {"B": value}
    if value is None:
        return {"NULL": True}
    if isinstance(value, Mapping):
        return {"M": {name: typed(inner) for name, inner in value.items()}}
    if isinstance(value, list | tuple):
        return {"L": [typed(inner) for inner in value]}
    raise TypeError(f"{type(value).__name__} has no place in the table")


def typed_item(item: Mapping[str, Any]) -> dict[str, Typed]:
    """A whole item as DynamoDB wants it."""
    return {name: typed(value) for name, value in item.items()}
