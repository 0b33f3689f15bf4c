"""What of a stored item may be judged before any of its secrets is opened.

A refusal must cost as little as an item that is not there: the policy is asked about this view,
and only what it allows is decrypted. A rule that asks for a secret attribute is a mistake of ours.
"""

from collections.abc import Callable, Mapping
from dataclasses import MISSING, Field, fields
from functools import cache
from typing import Any

from medisecure.dynamodb.calls.wire import Typed
from medisecure.dynamodb.item_type import ItemType
from medisecure.dynamodb.keys import Pattern
from medisecure.dynamodb.sealing import codec
from medisecure.dynamodb.sealing.readers import camel
from medisecure.dynamodb.sealing.wire_readers import wire_fields
from medisecure.fields import is_from_key, is_secret

View = Callable[[Mapping[str, Typed]], Any]


class ClearView:
    """An item seen as its entity, attribute by attribute, as far as it is stored in clear.

    Each kind has a class of its own: an attribute is read when it is asked for, and kept.
    """

    def __init__(self, raw: Mapping[str, Typed]) -> None:
        self._raw = raw


class Told:
    """An attribute of such a class; the value it found stands in its place from then on."""

    def __init__(self, name: str, tell: Callable[[Any], Any]) -> None:
        self._name, self._tell = name, tell

    def __get__(self, view: Any, _: Any) -> Any:
        value = view.__dict__[self._name] = self._tell(view)
        return value


def clear(item_type: ItemType[Any], raw: Mapping[str, Typed]) -> Any:
    """What the policy is asked about; an entity that builds itself holds no secret at all."""
    return view_of(item_type)(raw)


def view_of(item_type: ItemType[Any]) -> View:
    """The same for many items of a kind."""
    return codec.shape_of(item_type).build or shut_view_of(item_type)


def shut_view_of(item_type: ItemType[Any]) -> View:
    """What is seen of an item that cannot be opened, whoever builds it otherwise."""
    entity: Any = item_type.entity
    return _view(entity, item_type.key)


@cache
def _view(entity: Any, key: Pattern) -> type[ClearView]:
    named = {name: value for base in reversed(entity.__mro__) for name, value in
             vars(base).items()}  # fmt: skip
    told = {name: value.fget for name, value in named.items()
            if isinstance(value, property) and value.fget is not None}  # fmt: skip
    told |= {each.name: _field(entity, key, each) for each in fields(entity)}
    return type("ClearView", (ClearView,), {name: Told(name, tell) for name, tell in told.items()})


def _field(entity: Any, key: Pattern, of: "Field[Any]") -> Callable[[Any], Any]:
    """What tells a field of a view; `LookupError` for one that is a secret."""
    if is_secret(of):
        return _is_secret(of.name)
    if is_from_key(of):
        return lambda view: _part(key, view._raw, of.name)
    stored_as, otherwise = camel(of.name), _otherwise(of)
    if not of.init:
        return lambda _: otherwise()
    read = wire_fields(entity)[stored_as].read

    def tell(view: Any) -> Any:
        stored = view._raw.get(stored_as)
        return otherwise() if stored is None else read(stored)

    return tell


def _part(key: Pattern, raw: Mapping[str, Typed], name: str) -> str:
    """What the item's key says."""
    keys = {"PK": raw["PK"]["S"], "SK": raw["SK"]["S"]}
    parts = key.parts_of(keys)
    return parts[name] if name in parts else key.all_parts_of(keys)[name]


def _is_secret(name: str) -> Callable[[Any], Any]:
    def tell(_: Any) -> Any:
        raise LookupError(f"{name} is a secret, and the policy decides without secrets")

    return tell


def _otherwise(of: "Field[Any]") -> Callable[[], Any]:
    """What a field is where nothing is stored; None where it has no default."""
    if of.default_factory is not MISSING:
        return of.default_factory
    default = None if of.default is MISSING else of.default
    return lambda: default
