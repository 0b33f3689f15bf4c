"""Changes one declared property at a time: where no check notices, a check is missing."""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from typing import Any

from medisecure.resources import Resources
from medisecure.resources.kinds import Capacity, Colder, Lock

# What stands for "there is none" when it is changed into something.
INSTEAD: dict[str, Any] = {
    "capacity": Capacity(),
    "lock": Lock(mode="GOVERNANCE", days=1),
    "colder": Colder(after_days=1, storage_class="GLACIER"),
    "expires_after_days": 1,
    "old_versions_days": 1,
    "sort_key": "SK",
    "ttl_attribute": "expires",
}
OTHER_WORD = {"GOVERNANCE": "COMPLIANCE", "COMPLIANCE": "GOVERNANCE", "ON": "OPTIONAL"}


def mutants(resources: Resources) -> Iterator[tuple[str, Resources]]:
    """Each property's path, with the declaration in which only that one differs."""
    yield from _of(resources, "")


def _of(thing: Any, path: str) -> Iterator[tuple[str, Any]]:
    for field in fields(thing):
        value, where = getattr(thing, field.name), f"{path}{field.name}"
        for changed_at, changed in _changed(value, field.name, where):
            yield changed_at, replace(thing, **{field.name: changed})


def _changed(value: Any, name: str, where: str) -> Iterator[tuple[str, Any]]:
    if is_dataclass(value):
        yield from _of(value, f"{where}.")
        if name in INSTEAD:
            yield where, None
    elif isinstance(value, tuple):
        yield from _changed_in(value, name, where)
    else:
        yield where, _other(value, name)


def _changed_in(values: tuple[Any, ...], name: str, where: str) -> Iterator[tuple[str, Any]]:
    """A list with its last entry gone, and with each entry changed in turn."""
    if values:
        yield f"{where} (one fewer)", values[:-1]
    for number, value in enumerate(values):
        for changed_at, changed in _changed(value, name, f"{where}[{number}]"):
            yield changed_at, (*values[:number], changed, *values[number + 1 :])


def _other(value: Any, name: str) -> Any:
    """Another value of the same type.

    >>> _other(True, ""), _other(35, ""), _other("PK", "")
    (False, 36, 'PKx')
    """
    if value is None:
        return INSTEAD[name]
    if isinstance(value, bool):
        return not value
    return value + 1 if isinstance(value, int) else OTHER_WORD.get(value, f"{value}x")
