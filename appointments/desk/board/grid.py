"""The board's grid: rows of quarter hours, lanes side by side, and the part of the day on show.

Rows count elapsed quarter hours, so that a day on which the clocks change has its right length.
"""

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import groupby, pairwise
from operator import itemgetter
from typing import Any, TypeVar, cast
from zoneinfo import ZoneInfo

QUARTER = timedelta(minutes=15)
ROWS_AN_HOUR = 4
MOST_ROWS, LONGEST_SPAN, LANES = 96, 48, 2
Cell = dict[str, Any]
T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """The part of the day on show: `rows` quarter hours from the instant `opens`."""

    opens: datetime
    rows: int
    tz: ZoneInfo
    _known: dict[Any, Any] = field(default_factory=dict, init=False, repr=False, compare=False)

    def once(self, key: Hashable, work: Callable[..., T], *given: Any) -> T:
        """What `work` finds for this frame, which lives as long as a page: found once for a key."""
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = work(*given)
        return cast(T, found)

    def row(self, instant: datetime) -> int:
        """The row the instant is in; 1 is the first, and it may lie outside the frame."""
        return (instant - self.opens) // QUARTER + 1

    def rows_of(self, starts: datetime, ends: datetime) -> range:
        """The rows something takes up, as far as they are on show; at least one if any is."""
        first, after = self.row(starts), -((self.opens - ends) // QUARTER) + 1
        return range(max(first, 1), min(max(after, first + 1), self.rows + 1))

    def rows_from(self, starts: datetime, ends: datetime) -> range:
        """The rows that begin in this time, as far as they are on show."""
        first, after = (-((self.opens - at) // QUARTER) + 1 for at in (starts, ends))
        return range(max(first, 1), min(after, self.rows + 1))

    @property
    def hours(self) -> list[dict[str, Any]]:
        """The labels on the board's edge."""
        starts = range(1, self.rows + 1, ROWS_AN_HOUR)
        return [
            {"row": row, "label": clock((self.opens + (row - 1) * QUARTER).astimezone(self.tz))}
            for row in starts
        ]

    def now_row(self, now: datetime) -> int | None:
        """The row of the now-line, if now is on show."""
        row = self.row(now)
        return row if 1 <= row <= self.rows else None


def clock(local: datetime) -> str:
    """What the wall clock shows, as `%H:%M` does at a third of the cost: a board asks often.

    >>> clock(datetime(2026, 3, 2, 8, 5))
    '08:05'
    """
    return local.time().isoformat("minutes")


def in_lanes(visits: list[Cell]) -> list[Cell]:
    """Give visits that share rows a lane each; those that find none are returned."""
    rest: list[Cell] = []
    ordered = sorted(visits, key=itemgetter("row"))
    if all(one["row"] + one["span"] <= other["row"] for one, other in pairwise(ordered)):
        return rest
    for group in _groups(ordered):
        if len(group) == 1:
            continue
        free_from = [1] * LANES
        for cell in group:
            lane = next((n for n, row in enumerate(free_from) if row <= cell["row"]), None)
            if lane is None:
                rest.append(cell)
                continue
            free_from[lane] = cell["row"] + cell["span"]
            cell["lane"] = lane + 1
    return rest


def _groups(ordered: list[Cell]) -> list[list[Cell]]:
    """Cells in order of their rows, cut wherever nothing reaches into the next one."""
    groups: list[list[Cell]] = []
    reach = 0
    for cell in ordered:
        if cell["row"] >= reach:
            groups.append([])
        groups[-1].append(cell)
        reach = max(reach, cell["row"] + cell["span"])
    return groups


def merged(kind: str, rows: Mapping[int, str]) -> Iterator[Cell]:
    """Neighbouring rows that say the same, as cells; none is longer than a class for it exists."""
    for why, some in groupby(sorted(rows), key=rows.__getitem__):
        yield from _merged(some, kind, why)


def _merged(rows: Iterable[int], kind: str, why: str) -> list[Cell]:
    merged: list[Cell] = []
    for row in rows:
        last = merged[-1] if merged else None
        if last and last["row"] + last["span"] == row and last["span"] < LONGEST_SPAN:
            last["span"] += 1
        else:
            merged.append({"kind": kind, "row": row, "span": 1, "why": why})
    return merged
