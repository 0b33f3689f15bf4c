"""What a page costs: round trips, capacity units and time, counted while a meter is switched on."""

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from math import ceil
from typing import Any

READ_UNIT, WRITE_UNIT = 4096, 1024
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


def read_units(sizes: list[int], *, consistent: bool, together: bool) -> float:
    """Read units for items of these sizes; a Query rounds their sum, a Get each one.

    >>> read_units([1500] * 3, consistent=False, together=True)
    1.0
    >>> read_units([1500] * 3, consistent=True, together=False)
    3
    """
    blocks = (
        max(1, ceil(sum(sizes) / READ_UNIT))
        if together
        else sum(max(1, ceil(size / READ_UNIT)) for size in sizes or [0])
    )
    return blocks if consistent else blocks / 2


def write_units(sizes: list[int], *, transactional: bool) -> float:
    """Write units for items of these sizes; a transaction writes each twice."""
    blocks = sum(max(1, ceil(size / WRITE_UNIT)) for size in sizes)
    return blocks * 2 if transactional else blocks


def measured(
    operation: str, request: Mapping[str, Any], answer: Mapping[str, Any], started: float
) -> Call:
    """The round trip that just ended, with the units DynamoDB would charge for it."""
    ended, deep = time.monotonic(), depth() + 1
    waited_until(deep)
    if operation in WRITES:
        return Call(operation, started, ended, 0, _written(operation, request), deep)
    if operation == "query":
        sizes = [item_bytes(item) for item in answer.get("Items", [])]
    elif operation == "batch_get_item":
        sizes = [item_bytes(item) for found in answer["Responses"].values() for item in found]
    else:
        sizes = [item_bytes(answer.get("Item", {}))]
    consistent = operation == "batch_get_item" or bool(request.get("ConsistentRead"))
    units = read_units(sizes, consistent=consistent, together=operation == "query")
    return Call(operation, started, ended, units, depth=deep)


def _written(operation: str, request: Mapping[str, Any]) -> float:
    if operation == "transact_write_items":
        bodies = [body for entry in request["TransactItems"] for body in entry.values()]
        sizes = [item_bytes(body.get("Item") or body["Key"]) for body in bodies]
        return write_units(sizes, transactional=True)
    body = request.get("Item") or request.get("Key") or {}
    return write_units([item_bytes(body)], transactional=False)
