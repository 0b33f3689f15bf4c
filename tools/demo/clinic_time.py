"""Clinic time in Doha: UTC+3 all year, no summer time."""

from datetime import UTC, date, datetime, time, timedelta, timezone

DOHA = timezone(timedelta(hours=3), "Asia/Qatar")
ZONE_NAME = "Asia/Qatar"
GRID_MINUTES = 15
DEMO_CLOCK = time(10, 30)
"""The local time at which the demo's "today" is told."""


def local(day: date, clock: time) -> datetime:
    """The instant (aware, UTC) at which a clock in Doha shows `clock` on `day`."""
    return datetime.combine(day, clock, DOHA).astimezone(UTC)


def demo_now(today: date) -> datetime:
    """The instant (UTC) the demo's statuses agree with: 10:30 in Doha on `today`."""
    return local(today, DEMO_CLOCK)


def local_date(instant: datetime) -> date:
    """The date a calendar in Doha shows at `instant`."""
    return instant.astimezone(DOHA).date()


def stamp(instant: datetime) -> str:
    """The schema's text of an instant: `2025-06-01T10:30:00Z`, whole seconds, UTC."""
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
