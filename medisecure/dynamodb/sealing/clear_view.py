"""What of a stored item may be judged before any of its secrets is opened.

A refusal must cost as little as an item that is not there: the policy is asked about this view,
and only what it allows is decrypted. A rule that asks for a secret attribute is a mistake of ours.
"""

from collections.abc import Callable, Mapping
from dataclasses import MISSING, Field, fields
from functools import cache
from typing import Any, NamedTuple, get_type_hints

from medisecure.dynamodb.calls.wire import Typed, plain
from medisecure.dynamodb.item_type import ItemType
from medisecure.dynamodb.sealing import codec
from medisecure.dynamodb.sealing.readers import camel, reader_of
from medisecure.fields import is_from_key, is_secret


class ClearView:
    """An item seen as its entity, attribute by attribute, as far as it is stored in clear."""

    def __init__(self, item_type: ItemType[Any], raw: Mapping[str, Typed]) -> None:
        self._item_type, self._raw = item_type, raw

    def __getattr__(self, name: str) -> Any:
        """The entity's attribute or property; `LookupError` for one that is a secret."""
        entity: Any = self._item_type.entity
        shape = _shape(entity)
        if name in shape.fields:
            value = self._field(shape.fields[name])
        elif name in shape.properties:
            value = shape.properties[name](self)
        else:
            raise AttributeError(name)
        self.__dict__[name] = value
        return value

    def _field(self, of: "_Attribute") -> Any:
        if of.is_secret:
            raise LookupError(f"{of.name} is a secret, and the policy decides without secrets")
        if of.is_from_key:
            keys = {"PK": self._raw["PK"]["S"], "SK": self._raw["SK"]["S"]}
            return codec.from_key(self._item_type, keys)[of.stored_as]
        stored = self._raw.get(of.stored_as)
        return of.otherwise() if stored is None else of.read(plain(stored))


class _Attribute(NamedTuple):
    """A field, how it is read, and what it is where nothing is stored."""

    name: str
    stored_as: str
    is_secret: bool
    is_from_key: bool
    read: Callable[[Any], Any]
    otherwise: Callable[[], Any]


def _attribute(of: "Field[Any]", kind: Any) -> _Attribute:
    default = None if of.default is MISSING else of.default
    otherwise = (lambda: default) if of.default_factory is MISSING else of.default_factory
    read = reader_of(kind) if of.init else _never
    return _Attribute(of.name, camel(of.name), is_secret(of), is_from_key(of), read, otherwise)


def _never(_: Any) -> Any:
    raise LookupError("a field that is never stored")


class _Shape:
    """An entity's attributes, and its properties."""

    def __init__(self, entity: Any) -> None:
        types = get_type_hints(entity)
        self.fields = {each.name: _attribute(each, types[each.name]) for each in fields(entity)}
        named = {name: value for base in reversed(entity.__mro__) for name, value in
                 vars(base).items()}  # fmt: skip
        self.properties: dict[str, Callable[[Any], Any]] = {
            name: value.fget
            for name, value in named.items()
            if isinstance(value, property) and value.fget is not None
        }


@cache
def _shape(entity: Any) -> _Shape:
    return _Shape(entity)


def clear(item_type: ItemType[Any], raw: Mapping[str, Typed]) -> Any:
    """What the policy is asked about; an entity that builds itself holds no secret at all."""
    build = codec.shape_of(item_type).build
    if build is not None:
        return build(raw)
    return ClearView(item_type, raw)
