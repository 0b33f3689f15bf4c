"""A day in few letters, where a list or a heading has little room."""

from datetime import date, datetime

from django.utils.formats import date_format
from django.utils.translation import get_language, gettext


def short_weekday(day: date) -> str:
    """The weekday as a column or a tile has it: "Sun"; whole in Arabic, as everywhere else."""
    return date_format(day, "l" if _has_no_short_weekdays() else "D")


def short_day(day: date, *, with_year: bool = False) -> str:
    """Weekday, day and month: "Sun 29 Nov". Arabic has no short weekdays that people use."""
    usual = "l j F" if _has_no_short_weekdays() else "D j M"
    return date_format(day, f"{usual} Y" if with_year else usual)


def short_moment(at: datetime) -> str:
    """Day and time in few letters, by the clock the instant has: "Sun 29 Nov, 10:30"."""
    return f"{short_day(at)}{gettext(', ')}{at:%H:%M}"


def _has_no_short_weekdays() -> bool:
    return (get_language() or "").startswith("ar")
