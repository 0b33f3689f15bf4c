"""What set-up finds about each thing and does about it: compared first, put right after."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class State(StrEnum):
    """What happened to one declared thing, or would happen if it were not only a plan."""

    EXISTS = "exists"
    CREATED = "created"
    CHANGED = "changed"
    TO_CREATE = "to create"
    TO_CHANGE = "to change"


@dataclass(frozen=True, slots=True)
class Outcome:
    """One line of the report; `detail` names what was changed, never a secret."""

    kind: str
    name: str
    state: State
    detail: str = ""

    def __str__(self) -> str:
        more = f" ({self.detail})" if self.detail else ""
        return f"{self.state:9} {self.kind} {self.name}{more}"


class Mismatch(Exception):
    """Something of that name exists in a shape that cannot be changed into the declared one."""


@dataclass(frozen=True, slots=True)
class Difference:
    """Something that is not as declared, and what makes it so."""

    what: str
    put_right: Callable[[], Any]


def settle(
    kind: str, name: str, differences: Sequence[Difference], *, apply: bool, made: bool = False
) -> Outcome:
    """Put the differences right, or with `apply` off only name them; `made` says it is new."""
    if apply:
        for difference in differences:
            difference.put_right()
    if made:
        return Outcome(kind, name, State.CREATED)
    if not differences:
        return Outcome(kind, name, State.EXISTS)
    detail = ", ".join(difference.what for difference in differences)
    return Outcome(kind, name, State.CHANGED if apply else State.TO_CHANGE, detail)


def differs(wanted: Any, found: Any) -> bool:
    """Whether anything that is wanted is otherwise in what was found; more may be found.

    >>> differs({"a": {"b": 1}}, {"a": {"b": 1, "c": 2}, "d": 3})
    False
    >>> differs({"a": [1]}, {"a": [1, 2]}), differs({"a": 1}, {})
    (True, True)
    """
    if isinstance(wanted, dict):
        if not isinstance(found, dict):
            return True
        return any(differs(value, found.get(name)) for name, value in wanted.items())
    if isinstance(wanted, list) and isinstance(found, list):
        return sorted(map(_text, wanted)) != sorted(map(_text, found))
    return bool(wanted != found)


def _text(value: Any) -> str:
    return json.dumps(value, sort_keys=True)


def filled_up(wanted: dict[str, Any], found: dict[str, Any]) -> dict[str, Any]:
    """What is wanted, and of what was found whatever it does not speak of.

    Services reset what an update leaves out; this keeps what somebody else has set.

    >>> filled_up({"a": {"b": 1}}, {"a": {"b": 2, "c": 3}, "d": 4})
    {'a': {'b': 1, 'c': 3}, 'd': 4}
    """
    merged = dict(found)
    for name, value in wanted.items():
        there = found.get(name)
        if isinstance(value, dict) and isinstance(there, dict):
            merged[name] = filled_up(value, there)
        else:
            merged[name] = value
    return merged
