"""Hours that go on over midnight: entered, offered, booked at 23:45, and never twice."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from appointments.booking.booking import book
from appointments.booking.requests import free_day
from appointments.scheduling.availability import Beside, day_slots
from appointments.scheduling.times import Reason
from appointments.visits.day_cells import occupied
from medisecure import wiring
from medisecure.audit.actions import Action
from medisecure.clock import now
from medisecure.dynamodb.unit_of_work import UnitOfWork
from medisecure.errors import Conflict, Invalid
from providers.directory.models import Availability, Hours, Season, WorkingHours
from providers.directory.repository import Providers
from providers.directory.rules import WEEKDAYS, DayException, TimeOff, TimeOffKind
from tests.desk import CLINIC, at, booking_request, fresh_patient
from tests.people import REEM
from tests.providers.hours.test_hours import new_doctor

As = Callable[..., UnitOfWork]
NIGHT = {"start": "20:00", "end": "01:00"}
SUNDAY = date(2026, 2, 22)
MONDAY = SUNDAY + timedelta(days=1)
LONG_AGO = datetime(2026, 1, 1, tzinfo=CLINIC)


def sunday_night(**more: object) -> Availability:
    """The doctor works on Sunday from 20:00 to 01:00, and on Monday from 08:00 to 10:00."""
    week = WorkingHours(sunday=Hours(**NIGHT), monday=Hours(start="08:00", end="10:00"))
    return replace(Availability(working_hours=week, holiday_country="NONE"), **more)


def free(rules: Availability, day: date, beside: dict[date, Beside] | None = None) -> list[str]:
    slots = day_slots(rules, day, CLINIC, {}, minutes=30, now=LONG_AGO,
                      neighbours=beside or {day + timedelta(days=1): Beside({})})  # fmt: skip
    return [f"{each.local:%H:%M}" for each in slots if each.is_free]


def test_the_evening_is_the_days_and_the_night_the_next_ones() -> None:
    rules = sunday_night()
    assert free(rules, SUNDAY)[0] == "20:00"
    assert free(rules, SUNDAY)[-1] == "23:45"
    assert free(rules, MONDAY) == ["00:00", "00:15", "00:30", "08:00", "08:15", "08:30", "08:45",
                                   "09:00", "09:15", "09:30"]  # fmt: skip


def test_a_visit_at_a_quarter_to_midnight_heeds_what_is_taken_of_the_next_day() -> None:
    taken = {MONDAY: Beside({"c2": "appointment_1"})}  # 00:10
    assert free(sunday_night(), SUNDAY, taken)[-1] == "23:30"
    gone = TimeOff(
        kind=TimeOffKind.SICK, starts_at=at(MONDAY, "00:00"), ends_at=at(MONDAY, "09:00")
    )
    assert free(sunday_night(), SUNDAY, {MONDAY: Beside({}, [gone])})[-1] == "23:30"


def test_a_next_day_nobody_read_is_never_reached_into() -> None:
    slots = day_slots(sunday_night(), SUNDAY, CLINIC, {}, minutes=30, now=LONG_AGO)
    why = {f"{each.local:%H:%M}": each.reason for each in slots}
    assert why["23:45"] is Reason.TOO_SHORT


def test_the_night_belongs_to_the_day_it_began_on() -> None:
    closed = DayException(day=SUNDAY, reason="painting")
    assert free(sunday_night(exceptions=[closed]), MONDAY)[0] == "08:00"
    next_day = DayException(day=MONDAY, reason="painting")
    assert free(sunday_night(exceptions=[next_day]), MONDAY) == ["00:00", "00:15", "00:30"]


def test_a_holiday_ends_the_day_and_not_the_night_before() -> None:
    national = date(2026, 12, 18)  # Qatar's National Day, a Friday
    week = WorkingHours(thursday=Hours(**NIGHT), friday=Hours(**NIGHT), saturday=Hours(**NIGHT))
    rules = Availability(working_hours=week)
    assert free(rules, national) == ["00:00", "00:15", "00:30"]
    assert free(rules, national + timedelta(days=1))[0] == "20:00"  # the holiday had no evening


def test_two_times_the_wrong_way_round_are_no_night() -> None:
    with pytest.raises(Invalid):
        Hours(start="17:00", end="08:00")
    with pytest.raises(Invalid):
        Hours(start="20:00", end="20:00")
    assert Hours(start="20:00", end="08:00")


def test_a_season_has_a_week_of_its_own_and_ends() -> None:
    nights = WorkingHours(**dict.fromkeys(WEEKDAYS, Hours(**NIGHT)))
    ramadan = Season(name="Ramadan", first=SUNDAY, last=MONDAY, working_hours=nights)
    rules = sunday_night(seasons=[ramadan])
    assert rules.spans_on(SUNDAY - timedelta(days=7)) == [("20:00", "24:00")]
    assert rules.spans_on(MONDAY) == [("00:00", "01:00"), ("20:00", "24:00")]
    tuesday = MONDAY + timedelta(days=1)
    assert rules.spans_on(tuesday) == [("00:00", "01:00")]  # its last night goes on
    assert rules.spans_on(tuesday + timedelta(days=1)) == []


def test_two_seasons_on_one_day_are_refused() -> None:
    one = Season(name="One", first=SUNDAY, last=MONDAY, working_hours=WorkingHours())
    other = replace(one, name="Other", first=MONDAY, last=MONDAY + timedelta(days=9))
    with pytest.raises(Invalid):
        sunday_night(seasons=[one, other])


@pytest.fixture
def night_doctor(clinic: None) -> str:
    provider_id = new_doctor(holidayCountry="NONE")
    uow = wiring.system_work("tests")
    there = Providers(uow).current(provider_id)
    nights = WorkingHours(**dict.fromkeys(WEEKDAYS, Hours(**NIGHT)))
    assert there.availability
    with uow:
        terms = replace(there.availability, working_hours=nights)
        Providers(uow).save(replace(there, availability=terms), Action.CHANGE_HOURS)
    uow.close()
    return provider_id


def test_a_visit_is_booked_across_midnight_and_holds_both_days(
    acting: As, night_doctor: str
) -> None:
    day = now().date() + timedelta(days=9)
    quarter_to = at(day, "23:45")
    desk = acting("staff", REEM)
    starts = [each.starts_at for each in free_day(desk, night_doctor, day, 30).free]
    assert quarter_to in starts
    visit = book(desk, booking_request(fresh_patient(), quarter_to, provider_id=night_doctor))
    assert sorted(occupied(visit)) == [day, day + timedelta(days=1)]
    after = day + timedelta(days=1)
    for taken in (quarter_to, at(day, "23:30"), at(after, "00:00")):
        with pytest.raises(Conflict):
            booked(acting, night_doctor, taken)
    booked(acting, night_doctor, at(after, "00:15"))


def booked(acting: As, doctor: str, starts_at: datetime) -> None:
    wanted = booking_request(fresh_patient(), starts_at, provider_id=doctor)
    book(acting("staff", REEM), wanted)


def test_who_works_to_midnight_only_is_not_booked_past_it(acting: As, night_doctor: str) -> None:
    day = now().date() + timedelta(days=11)
    with pytest.raises(Conflict):
        booked(acting, night_doctor, at(day, "00:45"))
