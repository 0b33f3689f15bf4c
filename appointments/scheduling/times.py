"""The arithmetic of a provider's day: its five-minute cells, and which times are free or why not.

A day is the clinic-local one and its cells count elapsed time from local midnight, so a day on
which the clocks change has 276 or 300 of them, every instant is in exactly one cell, a skipped
wall time does not exist and a doubled one exists twice.
"""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import NamedTuple
from zoneinfo import ZoneInfo

from medisecure.errors import Invalid, gettext_noop
from medisecure.local_day import ONE_DAY, as_zone, day_bounds

CELL = timedelta(minutes=5)
STEP_MINUTES = 15


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


class Slot(NamedTuple):
    """A time a visit might start: the instant in UTC, whose wall clock tells it, why not if not.

    `note` says more about the reason (the holiday's name). `is_mine`: the whole time is already the
    asker's own; if that is only a hold, `held_until` is the instant it lapses. A tuple, because a
    fortnight of free times has 1,344 of them.
    """

    starts_at: datetime
    zone: ZoneInfo
    minutes: int
    reason: Reason | None = None
    note: str = ""
    is_mine: bool = False
    held_until: datetime | None = None

    @property
    def local(self) -> datetime:
        """When it starts on the wall clock."""
        return self.starts_at.astimezone(self.zone)

    @property
    def is_free(self) -> bool:
        """Whether it can be booked."""
        return self.reason is None

    @property
    def ends_at(self) -> datetime:
        """The instant a visit booked here would end."""
        return self.starts_at + timedelta(minutes=self.minutes)


def cells(starts_at: datetime, minutes: int, zone: str | ZoneInfo) -> dict[date, list[str]]:
    """The cells a visit touches, by local day: `{2025-06-15: ["c204", "c205", ...]}`.

    A cell touched in part is touched. Raises `Invalid` unless the visit lasts some time.
    """
    if minutes <= 0:
        raise Invalid({"duration": gettext_noop("A visit must end after it starts.")})
    tz, start = as_zone(zone), starts_at.astimezone(UTC)
    end = start + timedelta(minutes=minutes)
    day = start.astimezone(tz).date()  # where clocks went back over midnight, the day before
    touched: dict[date, list[str]] = {}
    while (opens := day_bounds(day, tz))[0] < end:
        names = cells_between(max(start, opens[0]), min(end, opens[1]), opens[0])
        if names:
            touched[day] = names
        day += ONE_DAY
    return touched


def nearest(slots: Iterable[Slot], wanted: datetime, n: int = 3) -> list[Slot]:
    """The `n` free slots closest to the wanted instant, closest first; the earlier of equals."""
    free = [slot for slot in slots if slot.is_free]
    return sorted(free, key=lambda slot: (abs(slot.starts_at - wanted), slot.starts_at))[:n]


def cells_between(start: datetime, end: datetime, midnight: datetime) -> list[str]:
    """The cells touched from one instant to another of the day that starts at `midnight`."""
    first = (start - midnight) // CELL
    after_last = -((midnight - end) // CELL)
    return [f"c{number}" for number in range(first, after_last)]
