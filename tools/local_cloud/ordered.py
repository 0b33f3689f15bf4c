"""Keys kept in order, so that a query costs what it answers and not what the partition holds.

Nothing here knows the engine: entries are tuples, a partition is a sorted list of them. Finding
is by halving; adding and removing also move the list's tail, eight bytes an entry.
"""

from bisect import bisect_left, bisect_right, insort
from collections.abc import Callable, Iterator
from operator import itemgetter
from typing import Any

# (sort value if there is one, values that break ties …, partition key, sort key): the last two
# are the engine's address of the item, all before them its place in the order.
Entry = tuple[Any, ...]
Address = tuple[str, str]

_first = itemgetter(0)


class Order:
    """Every partition of a table, or of one of its indexes, in the order a query reads it."""

    def __init__(self) -> None:
        self._partitions: dict[Any, list[Entry]] = {}
        self._names: list[Any] = []

    def add(self, partition: Any, entry: Entry) -> None:
        """Put an entry in its place; one that is there already stays once."""
        if partition not in self._partitions:
            self._partitions[partition] = []
            insort(self._names, partition)
        entries = self._partitions[partition]
        place = bisect_left(entries, entry)
        if entries[place : place + 1] != [entry]:
            entries.insert(place, entry)

    def remove(self, partition: Any, entry: Entry) -> None:
        """Take an entry out, and its partition with the last one; one that is not there is fine."""
        entries = self._partitions.get(partition, [])
        place = bisect_left(entries, entry)
        if entries[place : place + 1] == [entry]:
            del entries[place]
            if not entries:
                del self._partitions[partition]
                del self._names[bisect_left(self._names, partition)]

    def entries(self, partition: Any) -> list[Entry]:
        """A partition's entries, not to be changed."""
        return self._partitions.get(partition, [])

    def names(self, since: Any = "") -> Iterator[Any]:
        """The partitions in order, beginning with `since` if that one exists."""
        for place in range(bisect_left(self._names, since), len(self._names)):
            yield self._names[place]


def between(
    entries: list[Entry], span: tuple[int, int], *, forward: bool, after: Entry | None = None
) -> Iterator[Address]:
    """The addresses of a span in reading order, beginning behind the place `after`."""
    low, high = span
    if after is not None:
        length = len(after)
        place: Callable[[Entry], Entry] = lambda entry: entry[:length]  # noqa: E731
        if forward:
            low = max(low, bisect_right(entries, after, key=place))
        else:
            high = min(high, bisect_left(entries, after, key=place))
    for number in range(low, high) if forward else range(high - 1, low - 1, -1):
        pk, sk = entries[number][-2:]
        yield pk, sk


def span(entries: list[Entry], operator: str, operands: list[Any]) -> tuple[int, int]:
    """Where the sort values begin and end that a key condition asks for.

    `operator` is one of DynamoDB's for sort keys: `=`, `<`, `<=`, `>`, `>=`, `BETWEEN`,
    `begins_with`, or "" for all. Raises `KeyError` for any other.
    """
    if not operator:
        return 0, len(entries)
    low, high = operands[0], operands[-1]
    key: Callable[[Entry], Any] = _first
    if operator == "begins_with":
        key = lambda entry: entry[0][: len(low)]  # noqa: E731
    before, behind = bisect_left(entries, low, key=key), bisect_right(entries, high, key=key)
    return {
        "=": (before, behind),
        "BETWEEN": (before, behind),
        "begins_with": (before, behind),
        "<": (0, before),
        "<=": (0, behind),
        ">": (behind, len(entries)),
        ">=": (before, len(entries)),
    }[operator]
