"""A provider's week says when patients can be seen."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from medisecure.errors import Invalid
from medisecure.identity.person import PersonalInfo
from providers.directory.models import Availability, Hours, ProfessionalInfo, Provider, WorkingHours
from tests.desk import CLINIC

NOW = datetime(2025, 6, 1, tzinfo=UTC)
DAY = Hours(start="08:00", end="17:00")


def test_hours_are_those_of_the_weekday_and_none_on_a_day_off() -> None:
    week = Availability(working_hours=WorkingHours(monday=DAY))
    assert week.hours_on(date(2025, 6, 16)) == DAY
    assert week.hours_on(date(2025, 6, 15)) is None
    assert Availability().hours_on(date(2025, 6, 16)) is None


@pytest.mark.parametrize(
    ("start", "end"),
    [("17:00", "08:00"), ("08:00", "08:00"), ("8:00", "17:00"), ("08:00", "25:00"), ("", "17:00"),
     ("08:60", "17:00"), ("\u0660\u0668:\u0660\u0660", "17:00"), ("24:00", "24:00")],
)  # fmt: skip
def test_hours_that_cannot_be_are_refused(start: str, end: str) -> None:
    with pytest.raises(Invalid):
        Hours(start=start, end=end)


def test_hours_may_end_at_midnight() -> None:
    assert Hours(start="20:00", end="24:00").end == "24:00"


def test_fees_and_years_are_not_negative_and_zones_exist() -> None:
    with pytest.raises(Invalid):
        Availability(consultation_fee=Decimal("-0.01"))
    with pytest.raises(Invalid):
        Availability(time_zone="Asia/Nowhere")
    with pytest.raises(Invalid):
        ProfessionalInfo(years_of_experience=-1)


def test_a_provider_works_in_the_clinics_zone_unless_another_is_set() -> None:
    about = PersonalInfo(first_name="Dr. Sarah", last_name="Smith")
    made = Provider(provider_id="p", personal_info=about, created_at=NOW, updated_at=NOW)
    abroad = Availability(time_zone="Europe/London")
    assert (made.zone_name, abroad.zone_name) == (CLINIC.key, "Europe/London")
    assert (made.display_name, made.department) == ("Dr. Sarah Smith", None)
