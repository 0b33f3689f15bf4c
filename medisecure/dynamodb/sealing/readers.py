"""From what an item holds to what a field is: worked out once for each type, not for each item.

A reader takes a plain value and gives the field's own, or raises `TypeError` or `ValueError` for
what was never written so. Unknown attributes are passed over: another release may have written
them. See docs/adr/0088-readers-are-made-once.md; `wire_readers` reads what came by the wire.
"""

from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from functools import cache
from types import NoneType, UnionType
from typing import Any, NamedTuple, Union, get_args, get_origin, get_type_hints

from medisecure.clock import from_utc_text
from medisecure.dynamodb.sealing.making import maker_of

Reader = Callable[[Any], Any]
LARGEST_NUMBER = 2**53  # beyond it JSON no longer tells whole numbers apart


def camel(name: str) -> str:
    """A field's name as the schema spells it.

    >>> camel("date_of_birth")
    'dateOfBirth'
    """
    head, *rest = name.split("_")
    return head + "".join(part.title() for part in rest)


def path(names: str) -> str:
    """The same of a field inside another one.

    >>> path("scheduling_info.time_zone")
    'schedulingInfo.timeZone'
    """
    return ".".join(map(camel, names.split(".")))


def number(value: Any) -> int | Decimal:
    """A number that fits into JSON without loss; what came as a float is exact from here on."""
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        raise TypeError("not a number")
    if not -LARGEST_NUMBER <= value <= LARGEST_NUMBER:  # nor NaN, which is neither
        raise TypeError("not a number that can be kept")
    return Decimal(str(value)) if isinstance(value, float) else value


def text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError("not text")
    return value


def whole(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError("not a whole number")
    if abs(value) > LARGEST_NUMBER:
        raise TypeError("not a number that can be kept")
    return value


def truth(value: Any) -> bool:
    if not isinstance(value, bool):
        raise TypeError("not true or false")
    return value


@cache
def reader_of(kind: Any) -> Reader:
    """The reader of a type; `TypeError` for a type that nothing here has."""
    if kind in _SIMPLE:
        return _SIMPLE[kind]
    if isinstance(kind, type) and issubclass(kind, Enum):
        return _member_of(kind)
    if is_dataclass(kind):
        return _entity_of(kind)
    origin, inner = get_origin(kind), get_args(kind)
    if origin in (Union, UnionType):
        return _one_of(inner)
    if origin in (list, tuple):
        return _many(reader_of(inner[0]), origin)
    if origin in (dict, Mapping):
        return _by_name(reader_of(inner[1]))
    raise TypeError(f"no reader for {kind}")


class FieldReader(NamedTuple):
    """The field an attribute becomes; most are texts, which need no more than a look.

    `read` takes a plain value, or one as the wire has it: whichever it was made for.
    """

    name: str
    is_text: bool
    read: Reader


def is_text(kind: Any) -> bool:
    """Whether a field of this type is text, or text that may be absent."""
    return kind in (str, str | None)


def field_readers(entity: Any, reader_for: Callable[[Any], Reader]) -> dict[str, FieldReader]:
    """The reader of each attribute, by the schema's name; `reader_for` makes that of a type."""
    types = get_type_hints(entity)
    return {
        camel(each.name): FieldReader(
            each.name, is_text(types[each.name]), reader_for(types[each.name])
        )
        for each in fields(entity)
        if each.init
    }


@cache
def plain_fields(entity: Any) -> dict[str, FieldReader]:
    """The same for plain values."""
    return field_readers(entity, reader_of)


def _entity_of(entity: Any) -> Reader:
    known: dict[str, FieldReader] = {}
    make = maker_of(entity)

    def read(value: Any) -> Any:
        if not isinstance(value, dict):
            raise TypeError("not a map")
        if not known:  # not before: a type may hold itself
            known.update(plain_fields(entity))
        found = {}
        for name, each in value.items():
            if name in known:
                field, is_text, reader = known[name]
                found[field] = each if is_text and each.__class__ is str else reader(each)
        return make(found)

    return read


def _member_of(kind: type[Enum]) -> Reader:
    members = {each.value: each for each in kind}

    def read(value: Any) -> Enum:
        found = members.get(value)
        return kind(value) if found is None else found  # it says what is wrong

    return read


def _one_of(kinds: tuple[Any, ...]) -> Reader:
    rest = tuple(each for each in kinds if each is not NoneType)
    read = number if set(rest) == {int, Decimal} else reader_of(*rest)
    if len(rest) == len(kinds):
        return read
    return lambda value: None if value is None else read(value)


def _many(read: Reader, kind: type[Any]) -> Reader:
    def listed(value: Any) -> Any:
        if not isinstance(value, list | set):
            raise TypeError("not a list")
        return kind([read(each) for each in value])

    return listed


def _by_name(read: Reader) -> Reader:
    def named(value: Any) -> dict[str, Any]:
        if not isinstance(value, dict):
            raise TypeError("not a map")
        return {text(name): read(each) for name, each in value.items()}

    return named


_SIMPLE: dict[Any, Reader] = {
    str: text, int: whole, bool: truth, datetime: from_utc_text, date: date.fromisoformat,
}  # fmt: skip
