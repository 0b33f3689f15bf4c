"""What a page costs: round trips, capacity units and time, counted while a meter is switched on.

Units are those AWS bills; `billing` finds them.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from math import ceil
from typing import Any

WRITES = frozenset(
    {"put_item", "update_item", "delete_item", "transact_write_items", "batch_write_item"}
)


@dataclass(frozen=True, slots=True)
class Call:
    """One round trip; times are seconds of the monotonic clock.

    `depth` is how many round trips had to be waited for before this one could start, plus itself.
    """

    operation: str
    started: float
    ended: float
    read_units: float = 0.0
    write_units: float = 0.0
    depth: int = 1

    @property
    def writes(self) -> bool:
        return self.operation in WRITES


@dataclass(slots=True)
class Meter:
    """The calls of one page or command."""

    calls: list[Call] = field(default_factory=list)

    @property
    def total(self) -> int:
        return len(self.calls)

    @property
    def read_units(self) -> float:
        return sum(call.read_units for call in self.calls)

    @property
    def write_units(self) -> float:
        return sum(call.write_units for call in self.calls)

    @property
    def sequential(self) -> int:
        """The longest chain of calls that had to wait for one another.

        It follows from how the calls were started, not from when they happened to run.

        >>> Meter([Call("a", 0, 2), Call("b", 3, 4), Call("c", 4, 5, depth=2)]).sequential
        2
        """
        return max((call.depth for call in self.calls), default=0)

    @property
    def sequential_writes(self) -> int:
        """How many of the waits are for writes."""
        return len({call.depth for call in self.calls if call.writes})


_meter: ContextVar[Meter | None] = ContextVar("meter", default=None)
_depth: ContextVar[int] = ContextVar("depth", default=0)


def depth() -> int:
    """How many round trips this line of work has waited for so far."""
    return _depth.get()


def waited_until(reached: int) -> None:
    """This line of work has now waited for a call, or for another line, at that depth."""
    _depth.set(max(_depth.get(), reached))


def current() -> Meter | None:
    """The meter that is on, if one is."""
    return _meter.get()


@contextmanager
def metered() -> Iterator[Meter]:
    """Count every call made inside, side-by-side ones included."""
    meter = Meter()
    token, level = _meter.set(meter), _depth.set(0)
    try:
        yield meter
    finally:
        _meter.reset(token)
        _depth.reset(level)


def item_bytes(item: Mapping[str, Mapping[str, Any]]) -> int:
    """The size of an item as DynamoDB counts it: UTF-8 names plus values.

    Source: the service's developer guide, "item sizes and formats".
    """
    return sum(len(name.encode()) + value_bytes(value) for name, value in item.items())


def value_bytes(value: Mapping[str, Any]) -> int:
    """The size of one typed value; binary may be bytes or base64 text."""
    ((tag, content),) = value.items()
    if tag == "S":
        return len(content.encode())
    if tag == "N":
        return ceil(len(content.lstrip("-").replace(".", "").strip("0") or "0") / 2) + 1
    if tag == "B":
        text = isinstance(content, str)
        return len(content) * 3 // 4 - content.count("=") if text else len(content)
    if tag == "M":
        return 3 + sum(1 + len(k.encode()) + value_bytes(v) for k, v in content.items())
    if tag == "L":
        return 3 + sum(1 + value_bytes(v) for v in content)
    return 1 if tag in ("BOOL", "NULL") else sum(len(str(part).encode()) for part in content)


def measured(
    operation: str, started: float, ended: float, *, read: float = 0.0, write: float = 0.0
) -> Call:
    """The round trip that just ended, with the units it was billed."""
    deep = depth() + 1
    waited_until(deep)
    return Call(operation, started, ended, read, write, deep)
