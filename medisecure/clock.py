"""The time: one server clock in UTC, the clinic's own zone, and how both are written down."""

import os
import re
from datetime import UTC, date, datetime, timedelta
from functools import cache, lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from dateutil.relativedelta import relativedelta

from medisecure.errors import Invalid, gettext_noop

# The zone of the clinic's own clock, an IANA name: a setting, and the same one in every module.
CLINIC_ZONE = os.environ.get("CLINIC_ZONE", "Asia/Qatar")

_UTC_TEXT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{3})?Z")
_SPAN = re.compile(r"\s*(\d{1,4})\s*(day|week|month|year)s?\s*", re.IGNORECASE)


def now() -> datetime:
    """This instant in UTC, cut to the millisecond so that what is stored reads back equal."""
    instant = datetime.now(UTC)
    return instant.replace(microsecond=instant.microsecond // 1000 * 1000)


def utc_text(instant: datetime) -> str:
    """The instant as the schema writes it; milliseconds only when there are any.

    Raises `ValueError` for a time without a zone.

    >>> utc_text(datetime(2025, 6, 1, 10, 30, tzinfo=UTC))
    '2025-06-01T10:30:00Z'
    """
    if instant.tzinfo is None:
        raise ValueError("a time without a zone names no instant")
    precision = "milliseconds" if instant.microsecond // 1000 else "seconds"
    return instant.astimezone(UTC).replace(tzinfo=None).isoformat(timespec=precision) + "Z"


@lru_cache(4_096)  # a day's items name the same instants over and over
def from_utc_text(text: str) -> datetime:
    """The UTC instant written as `2025-06-01T10:30:00Z`; `ValueError` for any other form."""
    if not _UTC_TEXT.fullmatch(text):
        raise ValueError("not a UTC time such as 2025-06-01T10:30:00Z")
    return datetime.fromisoformat(text)


@cache
def _known_zone(name: str) -> ZoneInfo | None:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def zone(name: str) -> ZoneInfo:
    """The time zone of that IANA name; `Invalid` for a name nobody keeps time by."""
    known = _known_zone(name)
    if known is None:
        raise Invalid({"time_zone": gettext_noop("This time zone is not known.")})
    return known


def clinic_date(instant: datetime) -> date:
    """The day it is at the clinic at that instant."""
    return instant.astimezone(zone(CLINIC_ZONE)).date()


def counted(span: str) -> tuple[int, str] | None:
    """How many of which unit (day, week, month, year) a span is; None if it is no such count.

    >>> counted("3 Months")
    (3, 'month')
    """
    parsed = _SPAN.fullmatch(span)
    return (int(parsed[1]), parsed[2].lower()) if parsed else None


def later(day: date, span: str) -> date | None:
    """The day that comes `span` after `day`; None if the span is not a count of days or the like.

    Months keep the day of the month where there is one, else its last day.

    >>> later(date(2025, 1, 31), "1 month")
    datetime.date(2025, 2, 28)
    """
    parsed = counted(span)
    if parsed is None:
        return None
    count, unit = parsed
    try:
        if unit in {"day", "week"}:
            return day + timedelta(days=count * (7 if unit == "week" else 1))
        after: date = day + relativedelta(months=count * (12 if unit == "year" else 1))
    except (ValueError, OverflowError):  # beyond the calendar's last year
        return None
    return after
