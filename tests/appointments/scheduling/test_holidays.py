"""A country's calendar comes without those of all others."""

import subprocess
import sys

ASKED = """
import sys
from datetime import date
from appointments.scheduling.holidays import holiday_on
print(holiday_on(date(2026, 12, 18)), holiday_on(date(2026, 12, 25), "GB-ENG"))
print(sum(each.startswith("holidays.countries.") for each in sys.modules))
"""


def test_only_the_countries_asked_for_are_loaded() -> None:
    said = subprocess.run(
        [sys.executable, "-c", ASKED], capture_output=True, text=True, check=True
    ).stdout.splitlines()
    assert said == ["Qatar National Day Christmas Day", "2"]
