"""Marks on the fields of what we store: which are secret, and which are not plain attributes."""

from collections.abc import Callable, Mapping
from dataclasses import MISSING, Field, field, fields
from types import MappingProxyType
from typing import Any

SECRET: Mapping[str, bool] = MappingProxyType({"secret": True})

# The value is part of the item's key and of no attribute: the schema's profiles hold no `userId`.
FROM_KEY: Mapping[str, bool] = MappingProxyType({"from_key": True})

# Left out of the stored item while it holds its default, as in the schema's own items.
QUIET: Mapping[str, bool] = MappingProxyType({"quiet": True})


def secret(*, default: Any = MISSING, default_factory: Callable[[], Any] | Any = MISSING) -> Any:
    """A field that is encrypted at rest and absent from `repr()`, and so from logs."""
    return field(default=default, default_factory=default_factory, repr=False, metadata=SECRET)


def is_secret(of: "Field[Any]") -> bool:
    """Whether the field is encrypted at rest."""
    return "secret" in of.metadata


def is_from_key(of: "Field[Any]") -> bool:
    """Whether the field is read from the item's key and never stored as an attribute."""
    return "from_key" in of.metadata


def is_quiet(of: "Field[Any]") -> bool:
    """Whether the field is left out of the item while it holds its default."""
    return "quiet" in of.metadata


def secret_fields(cls: type[Any]) -> frozenset[str]:
    """The names of the entity's fields that are encrypted at rest."""
    return frozenset(each.name for each in fields(cls) if is_secret(each))
