"""A day on the wall clock of a zone: when it begins and ends, also where the clocks change."""

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from medisecure import clock

MIDNIGHT_ENDS = "24:00"
ONE_DAY = timedelta(days=1)
_MINUTE = timedelta(minutes=1)


@lru_cache(maxsize=512)
def day_bounds(day: date, zone: str | ZoneInfo) -> tuple[datetime, datetime]:
    """The first instant of the local day and the first of the next, both in UTC.

    >>> [each.isoformat() for each in day_bounds(date(2025, 6, 15), "Asia/Qatar")]
    ['2025-06-14T21:00:00+00:00', '2025-06-15T21:00:00+00:00']
    """
    tz = as_zone(zone)
    return _first_instant(day, time(), tz), _first_instant(day + ONE_DAY, time(), tz)


@lru_cache(maxsize=1_024)  # the hours and breaks of a clinic are few, and asked for every day shown
def span_on(day: date, start: str, end: str, zone: str | ZoneInfo) -> tuple[datetime, datetime]:
    """From the first instant at `start` to the last one before `end`, wall times of a local day.

    A skipped time counts as the change that skips it, so a span inside one is empty. A
    repeated time counts twice, and a span that ends within it ends the second time. `24:00` is the
    day's end.

    >>> [each.isoformat() for each in span_on(date(2025, 6, 15), "08:00", "24:00", "Asia/Qatar")]
    ['2025-06-15T05:00:00+00:00', '2025-06-15T21:00:00+00:00']
    """
    tz = as_zone(zone)
    opens = _first_instant(day, time.fromisoformat(start), tz)
    if end == MIDNIGHT_ENDS:
        return opens, day_bounds(day, tz)[1]
    return opens, _last_instant(day, time.fromisoformat(end), tz)


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


def as_zone(zone: str | ZoneInfo) -> ZoneInfo:
    """The zone itself, or the one of that IANA name; `Invalid` for a name nobody keeps time by."""
    return clock.zone(zone) if isinstance(zone, str) else zone
