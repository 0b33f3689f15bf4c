"""Making entities of what was read, at a fraction of what their own `__init__` costs.

A frozen dataclass sets each field past its own guard, which is most of the time it takes to make
one. A twin of the same shape has no guard: it is filled as any object is, and becomes the entity.
See docs/adr/0130-a-board-in-small-steps.md.
"""

from collections.abc import Callable, Mapping
from dataclasses import MISSING, Field, field, fields, make_dataclass
from functools import cache
from typing import Any

Maker = Callable[[Mapping[str, Any]], Any]  # of fields by name, as the entity's own `__init__`


@cache
def maker_of(entity: Any) -> Maker:
    """What makes an entity of its fields' values; errors as those of its `__init__`."""
    if not entity.__dataclass_params__.frozen:
        return lambda values: entity(**values)
    twin: Any = type(entity.__name__, (entity,), {"__slots__": (), **_unguarded(entity)})

    def make(values: Mapping[str, Any]) -> Any:
        made = twin(**values)
        made.__class__ = entity
        return made

    return make


def _unguarded(entity: Any) -> dict[str, Any]:
    """The ways of a class that anybody may fill; both ways, else Python takes the slow one."""
    after = getattr(entity, "__post_init__", None)
    filled: Any = make_dataclass(
        entity.__name__,
        [(each.name, Any, _copy(each)) for each in fields(entity)],
        namespace={"__post_init__": after} if after else {},
        kw_only=True,
        slots="__slots__" in vars(entity),
    )
    return {
        "__init__": filled.__init__,
        "__setattr__": object.__setattr__,
        "__delattr__": object.__delattr__,
    }


def _copy(of: "Field[Any]") -> Any:
    if of.default_factory is not MISSING:
        return field(default_factory=of.default_factory, init=of.init)
    return field(default=of.default, init=of.init)
