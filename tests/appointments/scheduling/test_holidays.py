"""Holidays are those of a country, and loaded for the first day that is looked at."""

import subprocess
import sys
from datetime import date

import pytest

from appointments.scheduling.holidays import holiday_on
from medisecure.errors import Invalid
from providers.directory.rules import (
    NO_HOLIDAYS,
)
from tests.appointments.scheduling.examples import (
    SUNDAY,
)

ASKED = """
import sys
from datetime import date
from appointments.scheduling.holidays import holiday_on
print(holiday_on(date(2026, 12, 18)), holiday_on(date(2026, 12, 25), "GB-ENG"))
print(sum(each.startswith("holidays.countries.") for each in sys.modules))
"""


def test_holidays_are_qatars_unless_another_country_is_named() -> None:
    assert holiday_on(date(2025, 3, 30)) == "Eid al-Fitr"
    assert holiday_on(date(2025, 12, 25)) is None
    assert holiday_on(date(2025, 12, 25), "GB") == "Christmas Day"
    assert holiday_on(date(2025, 12, 18), NO_HOLIDAYS) is None
    assert holiday_on(date(2025, 12, 25), "US", "ar") == "Christmas Day"  # no Arabic there


@pytest.mark.parametrize("country", ["QX", "GB-XXX"])
def test_a_country_without_a_calendar_is_refused(country: str) -> None:
    with pytest.raises(Invalid):
        holiday_on(SUNDAY, country)


def test_the_big_calendar_is_not_loaded_until_a_day_is_looked_at() -> None:
    check = "import sys, appointments.scheduling.availability; print('holidays' in sys.modules)"
    ran = subprocess.run([sys.executable, "-c", check], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "False"


def test_only_the_countries_asked_for_are_loaded() -> None:
    said = subprocess.run(
        [sys.executable, "-c", ASKED], capture_output=True, text=True, check=True
    ).stdout.splitlines()
    assert said == ["Qatar National Day Christmas Day", "2"]
