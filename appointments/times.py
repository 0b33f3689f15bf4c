"""The arithmetic of a provider's day: its five-minute cells, and which times are free or why not.

A day is the clinic-local one and its cells count elapsed time from local midnight, so a day on
which the clocks change has 276 or 300 of them, every instant is in exactly one cell, a skipped
wall time does not exist and a doubled one exists twice.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from medisecure import clock
from medisecure.errors import Invalid, gettext_noop

CELL = timedelta(minutes=5)
STEP_MINUTES = 15
MIDNIGHT_ENDS = "24:00"

_DAY = timedelta(days=1)
_MINUTE = timedelta(minutes=1)


class Reason(StrEnum):
    """Why a time cannot be booked."""

    CLOSED = "CLOSED"  # outside the provider's working hours
    PAST = "PAST"
    HOLIDAY = "HOLIDAY"
    TIME_OFF = "TIME_OFF"
    BREAK = "BREAK"
    TOO_FAR = "TOO_FAR"  # further ahead than patients may book
    TOO_SOON = "TOO_SOON"  # later than the notice patients must give
    BOOKED = "BOOKED"
    HELD = "HELD"  # by someone else, for a few minutes
    TOO_SHORT = "TOO_SHORT"  # free at first, but not for as long as the visit needs


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """A time a visit might start: the instant in UTC, the local wall time, and why not if not.

    `note` says more about the reason (the holiday's name). `is_mine`: the whole time is already the
    asker's own; if that is only a hold, `held_until` is the instant it lapses.
    """

    starts_at: datetime
    local: datetime
    minutes: int
    reason: Reason | None = None
    note: str = ""
    is_mine: bool = False
    held_until: datetime | None = None

    @property
    def is_free(self) -> bool:
        """Whether it can be booked."""
        return self.reason is None

    @property
    def ends_at(self) -> datetime:
        """The instant a visit booked here would end."""
        return self.starts_at + timedelta(minutes=self.minutes)


def day_bounds(day: date, zone: str | ZoneInfo) -> tuple[datetime, datetime]:
    """The first instant of the local day and the first of the next, both in UTC.

    >>> [each.isoformat() for each in day_bounds(date(2025, 6, 15), "Asia/Qatar")]
    ['2025-06-14T21:00:00+00:00', '2025-06-15T21:00:00+00:00']
    """
    tz = _tz(zone)
    return _first_instant(day, time(), tz), _first_instant(day + _DAY, time(), tz)


def cells(starts_at: datetime, minutes: int, zone: str | ZoneInfo) -> dict[date, list[str]]:
    """The cells a visit touches, by local day: `{2025-06-15: ["c204", "c205", ...]}`.

    A cell touched in part is touched. Raises `Invalid` unless the visit lasts some time.
    """
    if minutes <= 0:
        raise Invalid({"duration": gettext_noop("A visit must end after it starts.")})
    tz, start = _tz(zone), starts_at.astimezone(UTC)
    end = start + timedelta(minutes=minutes)
    day = start.astimezone(tz).date()  # where clocks went back over midnight, the day before
    touched: dict[date, list[str]] = {}
    while (opens := day_bounds(day, tz))[0] < end:
        names = cells_between(max(start, opens[0]), min(end, opens[1]), opens[0])
        if names:
            touched[day] = names
        day += _DAY
    return touched


def nearest(slots: Iterable[Slot], wanted: datetime, n: int = 3) -> list[Slot]:
    """The `n` free slots closest to the wanted instant, closest first; the earlier of equals."""
    free = [slot for slot in slots if slot.is_free]
    return sorted(free, key=lambda slot: (abs(slot.starts_at - wanted), slot.starts_at))[:n]


def span_on(day: date, start: str, end: str, zone: str | ZoneInfo) -> tuple[datetime, datetime]:
    """From the first instant at `start` to the last one before `end`, wall times of a local day.

    A skipped time counts as the change that skips it, so a span inside one is empty; a doubled one
    is lived twice, and a span that ends within it ends the second time. `24:00` is the day's end.

    >>> [each.isoformat() for each in span_on(date(2025, 6, 15), "08:00", "24:00", "Asia/Qatar")]
    ['2025-06-15T05:00:00+00:00', '2025-06-15T21:00:00+00:00']
    """
    tz = _tz(zone)
    opens = _first_instant(day, time.fromisoformat(start), tz)
    if end == MIDNIGHT_ENDS:
        return opens, day_bounds(day, tz)[1]
    return opens, _last_instant(day, time.fromisoformat(end), tz)


def cells_between(start: datetime, end: datetime, midnight: datetime) -> list[str]:
    """The cells touched from one instant to another of the day that starts at `midnight`."""
    first = (start - midnight) // CELL
    after_last = -((midnight - end) // CELL)
    return [f"c{number}" for number in range(first, after_last)]


def _first_instant(day: date, wall: time, tz: ZoneInfo) -> datetime:
    """The first instant of the day at which the wall clock shows `wall` or, if skipped, later."""
    shown = datetime.combine(day, wall, tzinfo=tz)
    instant = shown.astimezone(UTC)
    if _wall(instant, tz) == shown.replace(tzinfo=None):
        return instant
    earlier = shown.replace(fold=1).astimezone(UTC)  # of a skipped time: as if clocks had changed
    return _change_between(earlier, instant, tz)


def _last_instant(day: date, wall: time, tz: ZoneInfo) -> datetime:
    """The end of the last minute of the day at which the wall clock is short of `wall`.

    Not simply the second time of a doubled one: who closes at 01:00 has left before clocks go back
    to it.
    """
    shown = (datetime.combine(day, wall, tzinfo=tz) - _MINUTE).replace(fold=1)
    instant = shown.astimezone(UTC)
    skipped = _wall(instant, tz) != shown.replace(tzinfo=None)
    return _first_instant(day, wall, tz) if skipped else instant + _MINUTE


def _change_between(low: datetime, high: datetime, tz: ZoneInfo) -> datetime:
    """The instant at which the clocks change after `low` and not after `high`."""
    before = low.astimezone(tz).utcoffset()
    while high - low > _MINUTE:
        middle = low + (high - low) // _MINUTE // 2 * _MINUTE
        if middle.astimezone(tz).utcoffset() == before:
            low = middle
        else:
            high = middle
    return high


def _wall(instant: datetime, tz: ZoneInfo) -> datetime:
    return instant.astimezone(tz).replace(tzinfo=None)


def _tz(zone: str | ZoneInfo) -> ZoneInfo:
    return clock.zone(zone) if isinstance(zone, str) else zone
