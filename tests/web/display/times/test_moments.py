"""Dates are written as Django writes them, in both languages."""

from datetime import UTC, date, datetime, time, timedelta, timezone

import pytest
from django.template import Context, Template
from django.utils import translation
from django.utils.formats import date_format, time_format
from hypothesis import given
from hypothesis import strategies as st

from medisecure.web.display.times.moments import written

PATTERNS = ("DATE_FORMAT", "DATETIME_FORMAT", "TIME_FORMAT", "SHORT_DATE_FORMAT", "l j F Y",
            "D j M", "d/m/Y H:i", r"j \o\f F", "N jS y, P", "YEAR_MONTH_FORMAT")  # fmt: skip
HALF = timezone(timedelta(hours=-9, minutes=-30))
ZONES = st.sampled_from([UTC, timezone(timedelta(hours=3)), HALF])


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("pattern", PATTERNS)
@given(at=st.datetimes(min_value=datetime(1000, 1, 1), timezones=ZONES))  # noqa: DTZ001 - given zones
def test_an_instant(language: str, pattern: str, at: datetime) -> None:
    with translation.override(language):
        assert written(at, pattern) == date_format(at, pattern)


@pytest.mark.parametrize("language", ["en", "ar"])
@given(on=st.dates(min_value=date(1000, 1, 1)), at=st.times())
def test_a_day_and_an_hour(language: str, on: date, at: time) -> None:
    with translation.override(language):
        assert written(on, "DATE_FORMAT") == date_format(on, "DATE_FORMAT")
        assert written(at, "TIME_FORMAT") == time_format(at)


def test_the_language_is_asked_each_time() -> None:
    day = date(2025, 6, 15)
    with translation.override("ar"):
        assert written(day, "DATE_FORMAT") == "15 يونيو 2025"
    with translation.override("en"):
        assert written(day, "DATE_FORMAT") == "15 June 2025"


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("pattern", ["Y-m-d", "Y", "DATE_FORMAT", "c", ""])
@pytest.mark.parametrize(
    "at", [date(2025, 6, 5), datetime(2025, 6, 5, 22, 30, tzinfo=UTC), time(9, 5), None, "", "x"]
)
def test_the_filter_says_what_djangos_says(language: str, pattern: str, at: object) -> None:
    asked = "{{ at|date:pattern }}"
    theirs, ours = Template(asked), Template("{% load medisecure %}" + asked)
    with translation.override(language):
        told = Context({"at": at, "pattern": pattern})
        assert ours.render(told) == theirs.render(told)
