"""What one patient may have at once, in however many sessions they try."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from ulid import ULID

from appointments.booking.patient_limits import (
    OF_THE_PATIENT,
    OVERLAPS,
    TOO_MANY_A_DAY,
    TOO_MANY_AHEAD,
)
from appointments.booking.services import BookingRequest, book, cancel, hold, move
from appointments.scheduling.availability import hold_of
from appointments.visits.models import Appointment
from appointments.visits.repository import Appointments, Days
from medisecure import wiring
from medisecure.access.actor import Actor, RequestContext, Role
from medisecure.clinic_rules import RULES
from medisecure.dynamodb.unit_of_work import UnitOfWork
from medisecure.errors import AccessDenied, Conflict
from tests.dynamodb.examples import new_patient
from tests.people import REEM
from tools.drills.cast import clinic_time, doctors

MOST_AHEAD, MOST_A_DAY = 3, 2
SESSIONS = 12
Ask = Callable[[str, datetime], BookingRequest]


@pytest.fixture(autouse=True)
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """A clinic that lets a patient have few."""
    monkeypatch.setattr(RULES, "most_ahead", MOST_AHEAD)
    monkeypatch.setattr(RULES, "most_a_day", MOST_A_DAY)


@pytest.fixture
def patient_id(clinic: None) -> str:
    return new_patient()


@pytest.fixture
def day() -> date:
    return (wiring.system_work("tests").at + timedelta(days=20)).date()


def session(patient_id: str) -> UnitOfWork:
    """One more browser of the same patient."""
    actor = Actor(user_id=patient_id, role=Role.PATIENT)
    return wiring.unit_of_work(actor, RequestContext(request_id=f"test-{ULID()}"))


def request(patient_id: str, doctor: str, at: datetime, **other: Any) -> BookingRequest:
    asked: dict[str, Any] = {
        "appointment_id": f"appointment_{ULID()}", "patient_id": patient_id,
        "provider_id": doctor, "starts_at": at, "minutes": 30,
    }  # fmt: skip
    return BookingRequest(**(asked | other))


def refusal(deed: Callable[[], Any]) -> str:
    with pytest.raises(Conflict) as refused:
        deed()
    return refused.value.message


def live(patient_id: str) -> list[Appointment]:
    uow = wiring.system_work("tests")
    return [each for each in Appointments(uow).coming(patient_id, uow.at, 100) if each.is_live]


def held(patient_id: str, doctor_ids: list[str], day: date) -> set[str]:
    """The forms for which any time of these doctors is held on that day."""
    days = Days(wiring.system_work("tests")).several((each, day) for each in doctor_ids)
    holds = [hold_of(owner) for each in days.values() for owner in each.taken.values()]
    return {each.holder_id for each in holds if each}


def at_once(deeds: list[Callable[[], Any]]) -> list[Any]:
    """Each deed in a session of its own, all together; a refusal is its result."""

    def tried(deed: Callable[[], Any]) -> Any:
        try:
            return deed()
        except Conflict as refused:
            return refused

    with ThreadPoolExecutor(len(deeds)) as crowd:
        return list(crowd.map(tried, deeds))


def test_two_visits_that_overlap_cannot_be_booked(patient_id: str, day: date) -> None:
    one, other = doctors(2)
    book(session(patient_id), request(patient_id, one, clinic_time(day, 9)))
    later = clinic_time(day, 9) + timedelta(minutes=15)
    overlapping = request(patient_id, other, later)
    assert refusal(lambda: book(session(patient_id), overlapping)) == OVERLAPS
    assert refusal(lambda: hold(session(patient_id), overlapping)) == OVERLAPS
    assert book(session(patient_id), request(patient_id, other, clinic_time(day, 10)))


def test_a_visit_is_not_moved_onto_another_one(patient_id: str, day: date) -> None:
    one, other = doctors(2)
    book(session(patient_id), request(patient_id, one, clinic_time(day, 9)))
    second = book(session(patient_id), request(patient_id, other, clinic_time(day, 11)))
    onto = request(patient_id, other, clinic_time(day, 9), appointment_id=second.appointment_id)
    assert refusal(lambda: move(session(patient_id), patient_id, onto)) == OVERLAPS
    beside = request(
        patient_id, other, second.starts_at + timedelta(minutes=15),
        appointment_id=second.appointment_id,
    )  # fmt: skip
    assert move(session(patient_id), patient_id, beside).starts_at == beside.starts_at


def test_so_many_visits_of_one_doctor_on_a_day_and_no_more(patient_id: str, day: date) -> None:
    [doctor] = doctors(1)
    for hour in (9, 10):
        book(session(patient_id), request(patient_id, doctor, clinic_time(day, hour)))
    third = request(patient_id, doctor, clinic_time(day, 11))
    assert refusal(lambda: book(session(patient_id), third)) == TOO_MANY_A_DAY


def test_so_many_visits_ahead_and_room_again_once_one_is_cancelled(
    patient_id: str, day: date
) -> None:
    staff = doctors(4)
    booked = [
        book(session(patient_id), request(patient_id, who, clinic_time(day, 9 + n)))
        for n, who in enumerate(staff[:3])
    ]
    fourth = request(patient_id, staff[3], clinic_time(day, 15))
    assert refusal(lambda: book(session(patient_id), fourth)) == TOO_MANY_AHEAD
    cancel(session(patient_id), patient_id, booked[0].appointment_id, "")
    assert book(session(patient_id), fourth)


def test_the_desk_is_told_and_goes_on_with_a_word_that_stays_with_the_visit(
    patient_id: str, day: date, acting: Callable[..., UnitOfWork]
) -> None:
    one, other = doctors(2)
    book(session(patient_id), request(patient_id, one, clinic_time(day, 9)))
    second = request(patient_id, other, clinic_time(day, 9))
    told = refusal(lambda: book(acting("staff", REEM), second))
    assert told == OF_THE_PATIENT[OVERLAPS]
    visit = book(acting("staff", REEM), replace(second, beyond="Twins, both at nine"))
    assert visit.beyond_limits is not None
    assert (visit.beyond_limits.by, visit.beyond_limits.reason) == (REEM, "Twins, both at nine")
    assert visit.overruled is None  # it holds its time like any other
    free = request(new_patient(), other, clinic_time(day, 9))
    with pytest.raises(Conflict):
        book(acting("staff", REEM), free)


def test_a_patient_cannot_overrule(patient_id: str, day: date) -> None:
    one, other = doctors(2)
    book(session(patient_id), request(patient_id, one, clinic_time(day, 9)))
    with pytest.raises((Conflict, AccessDenied)):
        book(session(patient_id), request(patient_id, other, clinic_time(day, 9), beyond="please"))


def test_many_sessions_at_once_book_no_two_visits_that_overlap(patient_id: str, day: date) -> None:
    staff = doctors(SESSIONS)
    nine = clinic_time(day, 9)
    answers = at_once(
        [lambda who=who: book(session(patient_id), request(patient_id, who, nine)) for who in staff]
    )
    assert len([each for each in answers if isinstance(each, Appointment)]) == 1
    assert len(live(patient_id)) == 1


def test_many_sessions_at_once_do_not_book_beyond_the_limits(patient_id: str, day: date) -> None:
    [doctor] = doctors(1)
    quarter = timedelta(minutes=30)
    times = [clinic_time(day, 8) + quarter * n for n in range(SESSIONS)]
    at_once(
        [lambda at=at: book(session(patient_id), request(patient_id, doctor, at)) for at in times]
    )
    assert 1 <= len(live(patient_id)) <= MOST_A_DAY


def test_many_sessions_at_once_hold_one_time(patient_id: str, day: date) -> None:
    staff = doctors(4)
    asked = [
        request(patient_id, staff[n % 4], clinic_time(day, 8 + n // 4)) for n in range(SESSIONS)
    ]
    answers = at_once([lambda each=each: hold(session(patient_id), each) for each in asked])
    assert [each for each in answers if not isinstance(each, Conflict)]
    assert len(held(patient_id, staff, day)) == 1


def test_another_form_gives_back_what_the_first_one_held(patient_id: str, day: date) -> None:
    one, other = doctors(2)
    first = request(patient_id, one, clinic_time(day, 9))
    hold(session(patient_id), first)
    again = request(patient_id, one, clinic_time(day, 9))  # the same time, in another tab
    hold(session(patient_id), again)
    assert held(patient_id, [one, other], day) == {again.appointment_id}
    elsewhere = request(patient_id, other, clinic_time(day, 14))
    hold(session(patient_id), elsewhere)
    assert held(patient_id, [one, other], day) == {elsewhere.appointment_id}
    visit = book(session(patient_id), elsewhere)
    assert visit.is_live
    assert held(patient_id, [one, other], day) == set()
