"""A free time becomes a visit once, and never twice, by whatever rules a visit has."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Barrier
from typing import Any

import pytest

from appointments.booking.services import BookingRequest, book, cancel
from appointments.scheduling.times import Slot
from appointments.visits.day_cells import own_cells
from appointments.visits.models import Appointment
from appointments.visits.repository import Appointments, Days
from medisecure.clock import now
from medisecure.dynamodb.unit_of_work import UnitOfWork
from medisecure.errors import AccessDenied, Conflict, NotFound
from tests.desk import at, booking_request, fresh_patient, working_day
from tests.people import DR_OTHER, DR_SMITH, JOHN, REEM

pytestmark = pytest.mark.usefixtures("clinic")
As = Callable[..., UnitOfWork]
ROUNDS = 15


def reread(acting: As, patient_id: str, appointment_id: str) -> list[Appointment]:
    return Appointments(acting("staff", REEM)).find(patient_id, appointment_id)


# ── two at once ─────────────────────────────────────────────────────────────


def race(acting: As, wishes: list[BookingRequest]) -> list[Any]:
    """What each of several people who press at the same moment gets: a visit or a refusal."""
    ready = Barrier(len(wishes))

    def press(wanted: BookingRequest) -> Any:
        uow = acting("staff", REEM)
        ready.wait()
        try:
            return book(uow, wanted)
        except Conflict as refusal:
            return refusal

    with ThreadPoolExecutor(len(wishes)) as pool:
        return list(pool.map(press, wishes))


def wish(patient_id: str, starts_at: datetime, minutes: int = 30) -> BookingRequest:
    """One of many visits of the same two patients."""
    return booking_request(patient_id, starts_at, minutes, beyond="A race of many rounds")


def test_of_two_who_want_one_time_exactly_one_gets_it_every_time(acting: As) -> None:
    first, second = fresh_patient(), fresh_patient()
    day = working_day()
    for n in range(ROUNDS):
        starts = at(day, "08:00") + timedelta(minutes=30 * n)
        outcomes = race(acting, [wish(first, starts), wish(second, starts)])
        won = [each for each in outcomes if isinstance(each, Appointment)]
        lost = [each for each in outcomes if isinstance(each, Conflict)]
        assert (len(won), len(lost)) == (1, 1)
        taken = Days(acting("staff", REEM)).get(DR_SMITH, day)
        assert own_cells(taken, won[0])
        offered = [slot for slot in lost[0].alternatives if isinstance(slot, Slot)]
        assert offered
        assert all(slot.is_free and slot.starts_at != starts for slot in offered)


def test_overlapping_visits_of_unequal_length_never_both_win(acting: As) -> None:
    first, second = fresh_patient(), fresh_patient()
    day = working_day()
    for n in range(ROUNDS // 2):
        hour = at(day, "08:00") + timedelta(hours=n)
        long, short = (
            wish(first, hour, 60),
            wish(second, hour + timedelta(minutes=30), 15),
        )
        outcomes = race(acting, [long, short])
        assert sum(isinstance(each, Appointment) for each in outcomes) == 1


def test_touching_visits_both_win(acting: As) -> None:
    day = working_day()
    early, late = (
        booking_request(fresh_patient(), at(day, "09:00")),
        booking_request(fresh_patient(), at(day, "09:30")),
    )
    assert all(isinstance(each, Appointment) for each in race(acting, [early, late]))


def test_without_the_claim_two_would_get_one_time(
    acting: As, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Days, "claim", lambda *_, **__: None)
    first, second = fresh_patient(), fresh_patient()
    day = working_day()
    double = 0
    for n in range(ROUNDS):
        starts = at(day, "08:00") + timedelta(minutes=30 * n)
        outcomes = race(acting, [wish(first, starts), wish(second, starts)])
        double += all(isinstance(each, Appointment) for each in outcomes)
    assert double


def test_the_same_form_pressed_twice_at_once_is_one_visit(acting: As) -> None:
    patient, starts = fresh_patient(), at(working_day(), "10:00")
    same = booking_request(patient, starts)
    outcomes = race(acting, [same, same])
    assert all(isinstance(each, Appointment) for each in outcomes)
    assert len(Appointments(acting("staff", REEM)).coming(patient, now())) == 1


# ── rules ───────────────────────────────────────────────────────────────────


def test_a_form_that_has_booked_books_no_second_visit(acting: As) -> None:
    patient, day = fresh_patient(), working_day()
    first = book(acting("staff", REEM), booking_request(patient, at(day, "08:00")))
    again = booking_request(patient, at(day, "12:00"), appointment_id=first.appointment_id)
    with pytest.raises(Conflict, match="already booked another visit"):
        book(acting("staff", REEM), again)
    assert len(reread(acting, patient, first.appointment_id)) == 1


def test_a_cancelled_visits_form_does_not_revive_it(acting: As) -> None:
    patient, starts = fresh_patient(), at(working_day(), "08:00")
    wanted = booking_request(patient, starts)
    book(acting("staff", REEM), wanted)
    cancel(acting("staff", REEM), patient, wanted.appointment_id, "mistake")
    with pytest.raises(Conflict):
        book(acting("staff", REEM), wanted)
    assert book(acting("staff", REEM), booking_request(patient, starts)).is_live


@pytest.mark.parametrize(
    ("clock", "minutes", "says"),
    [("07:00", 30, "does not work"), ("17:00", 30, "does not work"), ("16:45", 30, "too short"),
     ("09:07", 30, "does not work")],
)  # fmt: skip
def test_times_outside_working_hours_are_refused_with_the_reason(
    acting: As, clock: str, minutes: int, says: str
) -> None:
    with pytest.raises(Conflict, match=says) as refusal:
        book(
            acting("staff", REEM),
            booking_request(fresh_patient(), at(working_day(), clock), minutes),
        )
    assert refusal.value.alternatives


def test_a_past_time_is_refused_as_past(acting: As) -> None:
    day = now().date() - timedelta(days=now().weekday() + 7)
    with pytest.raises(Conflict, match="already passed"):
        book(acting("staff", REEM), booking_request(fresh_patient(), at(day, "09:00")))


def test_only_doctors_are_booked_and_only_for_patients(acting: As) -> None:
    starts = at(working_day(), "09:00")
    with pytest.raises(NotFound):
        book(acting("staff", REEM), booking_request(fresh_patient(), starts, provider_id=JOHN))
    with pytest.raises((NotFound, AccessDenied)):
        book(acting("staff", REEM), booking_request(DR_OTHER, starts))
