"""A day in few letters, where a list or a heading has little room."""

from datetime import date, datetime
from functools import lru_cache

from django.utils.formats import date_format
from django.utils.translation import get_language, gettext


def short_weekday(day: date) -> str:
    """The weekday as a column or a tile has it: "Sun"; whole in Arabic, as everywhere else."""
    return _written(day, "l" if _has_no_short_weekdays() else "D")


def short_day(day: date, *, with_year: bool = False) -> str:
    """Weekday, day and month: "Sun 29 Nov". Arabic has no short weekdays that people use."""
    usual = "l j F" if _has_no_short_weekdays() else "D j M"
    return _written(day, f"{usual} Y" if with_year else usual)


def day_and_month(day: date) -> str:
    """Where the weekday stands beside it: "29 Nov"."""
    return _written(day, "j M")


def short_moment(at: datetime) -> str:
    """Day and time in few letters, by the clock the instant has: "Sun 29 Nov, 10:30"."""
    return f"{short_day(at)}{gettext(', ')}{at:%H:%M}"


def _written(day: date, form: str) -> str:
    plain = day.date() if isinstance(day, datetime) else day  # equal instants have several days
    return _in_words(plain, form, get_language())


@lru_cache(maxsize=1_024)  # the days around today, in each language
def _in_words(day: date, form: str, _language: str | None) -> str:
    return date_format(day, form)


def _has_no_short_weekdays() -> bool:
    return (get_language() or "").startswith("ar")
