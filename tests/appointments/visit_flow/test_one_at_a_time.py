"""One consultation at a time: seen, in the same second, with a stand-in, and after an undo."""

from collections.abc import Callable, Iterator

import pytest

from appointments.booking.services import book
from appointments.stand_in.services import name_stand_in
from appointments.visit_flow.services import step, undo
from appointments.visits.models import Appointment
from appointments.visits.repository import Appointments
from appointments.visits.status import Status
from medisecure import wiring
from medisecure.dynamodb.unit_of_work import UnitOfWork
from medisecure.errors import Conflict
from tests.appointments.between import happening_between
from tests.desk import at, booking_request, fresh_patient, the_clock_says, working_day
from tests.people import REEM
from tools.drills.cast import doctors

pytestmark = pytest.mark.usefixtures("clinic")
Desk = Callable[[], UnitOfWork]
Patch = pytest.MonkeyPatch
INSIDE, DONE, ARRIVED = Status.IN_CONSULTATION, Status.COMPLETED, Status.ARRIVED
BUSY = "still in consultation with another patient"


@pytest.fixture
def desk(acting: Callable[..., UnitOfWork]) -> Desk:
    return lambda: acting("staff", REEM)


@pytest.fixture
def two(desk: Desk) -> Iterator[tuple[Appointment, Appointment]]:
    """Two patients of one doctor, both here, at the time of the first."""
    [doctor], day = doctors(1), working_day()
    visits = [
        book(desk(), booking_request(fresh_patient(), at(day, clock), provider_id=doctor))
        for clock in ("09:00", "09:30")
    ]
    with the_clock_says(visits[0].starts_at):
        first, second = (took(desk, each, ARRIVED) for each in visits)
        yield first, second


def took(desk: Desk, visit: Appointment, status: Status) -> Appointment:
    return step(desk(), visit.patient_id, visit.appointment_id, status, expected=visit.status)


def took_back(desk: Desk, visit: Appointment) -> Appointment:
    return undo(desk(), visit.patient_id, visit.appointment_id, expected=visit.status)


def status_of(visit: Appointment) -> Status:
    found = Appointments(wiring.system_work("tests")).get(visit.patient_id, visit.appointment_id)
    return found.status


def test_the_second_is_refused_until_the_first_is_done(
    desk: Desk, two: tuple[Appointment, Appointment]
) -> None:
    first, second = two
    inside = took(desk, first, INSIDE)
    with pytest.raises(Conflict, match=BUSY):
        took(desk, second, INSIDE)
    assert status_of(second) is ARRIVED
    took(desk, inside, DONE)
    assert took(desk, second, INSIDE).status is INSIDE


def test_of_two_in_the_same_second_one_is_let_in_and_the_other_told_why(
    desk: Desk, two: tuple[Appointment, Appointment], monkeypatch: Patch
) -> None:
    first, second = two
    with (
        happening_between(monkeypatch, lambda: took(desk, second, INSIDE)),
        pytest.raises(Conflict, match=BUSY),
    ):
        took(desk, first, INSIDE)
    assert (status_of(first), status_of(second)) == (ARRIVED, INSIDE)


def test_whoever_is_started_twice_at_once_has_begun(
    desk: Desk, two: tuple[Appointment, Appointment], monkeypatch: Patch
) -> None:
    first, _second = two
    with happening_between(monkeypatch, lambda: took(desk, first, INSIDE)):
        assert took(desk, first, INSIDE).status is INSIDE


def test_done_is_not_taken_back_while_somebody_else_is_inside(
    desk: Desk, two: tuple[Appointment, Appointment]
) -> None:
    first, second = two
    done = took(desk, took(desk, first, INSIDE), DONE)
    took(desk, second, INSIDE)
    with pytest.raises(Conflict, match=BUSY):
        took_back(desk, done)
    assert status_of(first) is DONE


def test_nobody_is_let_in_beside_a_visit_taken_back_in_the_same_second(
    desk: Desk, two: tuple[Appointment, Appointment], monkeypatch: Patch
) -> None:
    """What names the visit on the day is another name once it is called in again."""
    first, second = two
    done = took(desk, took(desk, first, INSIDE), DONE)
    with (
        happening_between(monkeypatch, lambda: took_back(desk, done)),
        pytest.raises(Conflict, match=BUSY),
    ):
        took(desk, second, INSIDE)
    assert (status_of(first), status_of(second)) == (INSIDE, ARRIVED)


def test_a_stand_in_has_one_patient_at_a_time_and_the_doctor_another(
    desk: Desk, two: tuple[Appointment, Appointment]
) -> None:
    first, second = two
    [colleague] = doctors(1)
    own = book(
        desk(),
        booking_request(fresh_patient(), first.starts_at, provider_id=colleague),
    )
    own = took(desk, own, ARRIVED)
    inside = took(desk, first, INSIDE)
    # The doctor sees the first; the colleague sees their own, and takes over what has not begun
    assert took(desk, own, INSIDE).status is INSIDE
    took(desk, inside, DONE)
    again = took_back(desk, second)
    assert name_stand_in(desk(), first.provider_id, first.local_date, colleague) == 1
    handed = Appointments(desk()).get(again.patient_id, again.appointment_id)
    with pytest.raises(Conflict, match=BUSY):
        took(desk, took(desk, handed, ARRIVED), INSIDE)
