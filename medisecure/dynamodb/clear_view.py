"""What of a stored item may be judged before any of its secrets is opened.

A refusal must cost as little as an item that is not there: the policy is asked about this view,
and only what it allows is decrypted. A rule that asks for a secret attribute is a mistake of ours.
"""

from collections.abc import Callable, Mapping
from dataclasses import MISSING, Field, fields
from functools import cache
from typing import Any

from medisecure.dynamodb import codec
from medisecure.dynamodb.item_type import ItemType
from medisecure.dynamodb.wire import Typed, plain
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
            value = self._field(shape.fields[name], shape.types[name])
        elif name in shape.properties:
            value = shape.properties[name](self)
        else:
            raise AttributeError(name)
        self.__dict__[name] = value
        return value

    def _field(self, of: "Field[Any]", kind: Any) -> Any:
        if is_secret(of):
            raise LookupError(f"{of.name} is a secret, and the policy decides without secrets")
        if is_from_key(of):
            keys = {"PK": self._raw["PK"]["S"], "SK": self._raw["SK"]["S"]}
            return codec.from_key(self._item_type, keys)[codec.camel(of.name)]
        stored = self._raw.get(codec.camel(of.name))
        if stored is not None:
            return codec.structured(plain(stored), kind)
        if of.default_factory is not MISSING:
            return of.default_factory()
        return None if of.default is MISSING else of.default


class _Shape:
    """An entity's attributes with their types, and its properties."""

    def __init__(self, entity: Any) -> None:
        self.fields = {each.name: each for each in fields(entity)}
        self.types = codec.types_of(entity)
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
    build = getattr(item_type.entity, "of_attributes", None)
    if build is not None:
        return build({name: plain(value) for name, value in raw.items()})
    return ClearView(item_type, raw)
