"""Cancelling: with a reason, once, and the time is free for others in the same moment."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from appointments.booking.services import book, cancel
from appointments.visits.day_cells import own_cells
from appointments.visits.models import Appointment
from appointments.visits.repository import Appointments, Days
from appointments.visits.status import Status
from medisecure.dynamodb.calls.meter import metered
from medisecure.dynamodb.unit_of_work import UnitOfWork
from medisecure.errors import Conflict
from tests.desk import at, booking_request, fresh_patient, staff_reading_arabic, working_day
from tests.people import DR_OTHER, DR_SMITH, JOHN, LAYLA, REEM, VISIT

pytestmark = pytest.mark.usefixtures("clinic")
As = Callable[..., UnitOfWork]
SignIn = Callable[[str], Client]


def page(visit: Appointment) -> str:
    return reverse("appointments:cancel", args=[visit.patient_id, visit.appointment_id])


@pytest.fixture
def visit(acting: As) -> Appointment:
    """A visit of a fresh patient on a day of its own."""
    return book(acting("staff", REEM), booking_request(fresh_patient(), at(working_day(), "11:00")))


def stored(acting: As, visit: Appointment) -> Appointment:
    return Appointments(acting("staff", REEM)).get(visit.patient_id, visit.appointment_id)


def test_the_desk_cancels_with_a_reason_and_the_time_is_free(
    signed_in: SignIn, acting: As, visit: Appointment
) -> None:
    answer = signed_in(REEM).post(page(visit), {"reason": "travels"})
    assert answer.status_code == 302
    gone = stored(acting, visit)
    assert gone.status is Status.CANCELLED
    assert gone.cancellation is not None
    assert (gone.cancellation.by, gone.cancellation.reason) == (REEM, "travels")
    assert not Days(acting("staff", REEM)).get(DR_SMITH, visit.local_date).taken
    assert book(acting("staff", REEM), booking_request(fresh_patient(), visit.starts_at)).is_live


def test_a_reason_is_asked_for_and_what_was_typed_stays(
    signed_in: SignIn, acting: As, visit: Appointment
) -> None:
    client = signed_in(REEM)
    assert "Say why, in a few words." in client.post(page(visit), {}).content.decode()
    html = client.post(page(visit), {"reason": "y" * 501}).content.decode()
    assert "500" in html
    assert "y" * 501 in html
    assert stored(acting, visit).status is Status.SCHEDULED


def test_cancelling_twice_says_that_it_is_cancelled_already(
    signed_in: SignIn, visit: Appointment
) -> None:
    client = signed_in(REEM)
    client.post(page(visit), {"reason": "travels"})
    again = client.post(page(visit), {"reason": "travels"})
    assert again.status_code == 200
    assert "This visit is already cancelled." in again.content.decode()
    assert "already cancelled" in client.get(page(visit)).content.decode()


def test_of_two_who_cancel_at_once_one_does_and_the_other_is_told(
    acting: As, visit: Appointment
) -> None:
    ready = Barrier(2)

    def press(_: int) -> Any:
        uow = acting("staff", REEM)
        ready.wait()
        try:
            return cancel(uow, visit.patient_id, visit.appointment_id, "travels")
        except Conflict as refusal:
            return refusal

    with ThreadPoolExecutor(2) as pool:
        outcomes = list(pool.map(press, range(2)))
    assert sum(isinstance(each, Conflict) for each in outcomes) == 1


@pytest.mark.parametrize("who", [JOHN, LAYLA, DR_SMITH, DR_OTHER, "compliance_omar"])
def test_nobody_else_cancels_here(
    signed_in: SignIn, acting: As, visit: Appointment, who: str
) -> None:
    client = signed_in(who)
    assert client.get(page(visit)).status_code == 404
    assert client.post(page(visit), {"reason": "because"}).status_code == 404
    assert stored(acting, visit).status is Status.SCHEDULED


def test_an_unknown_visit_and_another_patients_are_absent(
    signed_in: SignIn, visit: Appointment
) -> None:
    client = signed_in(REEM)
    for patient, name in ((visit.patient_id, "appointment_none"), (LAYLA, visit.appointment_id)):
        url = reverse("appointments:cancel", args=[patient, name])
        assert client.get(url).status_code == 404
        assert client.post(url, {"reason": "x"}).status_code == 404


def test_a_visit_that_holds_no_time_is_cancelled_and_takes_nobody_elses(
    acting: As, monkeypatch: pytest.MonkeyPatch
) -> None:
    starts = at(working_day(), "09:00")
    with monkeypatch.context() as beside:
        beside.setattr(Days, "claim", lambda *_, **__: None)
        visit = book(acting("staff", REEM), booking_request(fresh_patient(), starts))
    other = book(acting("staff", REEM), booking_request(fresh_patient(), starts))
    cancel(acting("staff", REEM), visit.patient_id, visit.appointment_id, "put beside")
    days = Days(acting("staff", REEM))
    assert own_cells(days.get(DR_SMITH, other.local_date), other)


def test_the_page_shows_the_visit_in_four_round_trips(
    signed_in: SignIn, visit: Appointment
) -> None:
    client = signed_in(REEM)
    client.get(page(visit))
    with metered() as get:
        html = client.get(page(visit)).content.decode()
    with metered() as post:
        client.post(page(visit), {"reason": "travels"})
    assert "Dr. Sarah Smith" in html
    assert "11:00" in html
    assert (get.sequential <= 4, post.sequential <= 4) == (True, True)


def test_the_page_reads_in_arabic(signed_in: SignIn) -> None:
    url = reverse("appointments:cancel", args=[JOHN, VISIT])
    assert 'dir="rtl"' in signed_in(staff_reading_arabic()).get(url).content.decode()
