"""Readers of values as the wire has them: maps and lists become entities without a plain copy.

Each reads what `readers.reader_of` makes of `plain(value)`, and errs where that does. Whatever has
no shorter way goes that one.
"""

from collections.abc import Callable
from dataclasses import is_dataclass
from datetime import date, datetime
from enum import Enum
from functools import cache
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin

from medisecure.dynamodb.calls.wire import Typed, plain
from medisecure.dynamodb.sealing.making import maker_of
from medisecure.dynamodb.sealing.readers import (
    FieldReader,
    Reader,
    field_readers,
    reader_of,
    text,
    whole,
)

WireReader = Callable[[Typed], Any]
IN_TEXT = (datetime, date)
SURELY_KEPT = 16  # a number of fewer digits fits into JSON


@cache
def wire_reader_of(kind: Any) -> WireReader:
    """The reader of a type; `TypeError` for a type that nothing here has."""
    origin, inner = get_origin(kind), get_args(kind)
    if origin in (Union, UnionType):
        return _one_of(kind, inner)
    if origin in (list, tuple):
        one = _text if inner[0] is str else wire_reader_of(inner[0])
        return _many(reader_of(kind), one, origin)
    if kind in IN_TEXT or (isinstance(kind, type) and issubclass(kind, Enum)):
        return _from_text(reader_of(kind))
    if is_dataclass(kind):
        return _entity_of(kind)
    return _whole if kind is int else _as_plain(reader_of(kind))


@cache
def wire_fields(entity: Any) -> dict[str, FieldReader]:
    """The reader of each attribute, by the schema's name."""
    return field_readers(entity, wire_reader_of)


def _as_plain(read: Reader) -> WireReader:
    return lambda value: read(plain(value))


def _text(value: Typed) -> str:
    return value["S"] if "S" in value else text(plain(value))


def _whole(value: Typed) -> int:
    """A whole number; most have few digits, which need no more than a look."""
    digits = value.get("N", "")
    if len(digits) < SURELY_KEPT and digits.isdecimal():
        return int(digits)
    return whole(plain(value))


def _from_text(read: Reader) -> WireReader:
    return lambda value: read(value["S"]) if "S" in value else read(plain(value))


def _entity_of(entity: Any) -> WireReader:
    known: dict[str, FieldReader] = {}
    make = maker_of(entity)

    def read(value: Typed) -> Any:
        if not known:  # not before: a type may hold itself
            known.update(wire_fields(entity))
        inside = value.get("M")
        if inside is None:
            raise TypeError("not a map")
        found = {}
        for name, each in inside.items():
            if name in known:
                field, is_plain_text, reader = known[name]
                found[field] = each["S"] if is_plain_text and "S" in each else reader(each)
        return make(found)

    return read


def _one_of(kind: Any, kinds: tuple[Any, ...]) -> WireReader:
    rest = tuple(each for each in kinds if each is not NoneType)
    if len(rest) != 1:
        return _as_plain(reader_of(kind))
    read = wire_reader_of(rest[0])
    return lambda value: None if "NULL" in value else read(value)


def _many(read: Reader, one: WireReader, kind: type[Any]) -> WireReader:
    def listed(value: Typed) -> Any:
        inside = value.get("L")
        return read(plain(value)) if inside is None else kind([one(each) for each in inside])

    return listed
