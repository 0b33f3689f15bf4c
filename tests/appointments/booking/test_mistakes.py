"""A visit that was entered in error: its time, its relation, its place in every count are gone."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from appointments.booking.calling_off import mark_in_error
from appointments.booking.services import book, cancel
from appointments.outbox.repository import Outbox
from appointments.visit_flow.services import step, undo
from appointments.visits.day_cells import own_cells
from appointments.visits.models import Appointment
from appointments.visits.repository import Appointments, Days
from appointments.visits.status import Status
from medisecure import wiring
from medisecure.dynamodb.unit_of_work import UnitOfWork
from medisecure.errors import AccessDenied, Conflict, NotFound
from tests.desk import at, booking_request, far_day, fresh_patient, the_clock_says
from tests.people import DR_OTHER, REEM
from tests.trail import entries
from tools.drills.cast import doctors

pytestmark = pytest.mark.usefixtures("clinic")
As = Callable[..., UnitOfWork]
Raw = Callable[..., list[dict[str, Any]]]
SignIn = Callable[[str], Client]
WHY = "Booked for another Noor Saleh"


@pytest.fixture
def doctor() -> str:
    return doctors(1)[0]


@pytest.fixture
def visit(acting: As, doctor: str) -> Appointment:
    wanted = booking_request(fresh_patient(), at(far_day(), "09:00"), provider_id=doctor)
    return book(acting("staff", REEM), wanted)


def names(visit: Appointment) -> tuple[str, str]:
    return visit.patient_id, visit.appointment_id


def marked(uow: UnitOfWork, visit: Appointment, seen: str = "SCHEDULED") -> Appointment:
    return mark_in_error(uow, *names(visit), WHY, expected=seen)


def stored(visit: Appointment) -> Appointment:
    return Appointments(wiring.system_work("tests")).get(*names(visit))


def chart(client: Client, visit: Appointment) -> int:
    return client.get(reverse("patients:chart", args=[visit.patient_id])).status_code


def url(visit: Appointment, name: str = "in-error") -> str:
    return reverse(f"appointments:{name}", args=names(visit))


@pytest.mark.parametrize("who", ["staff", "its doctor"])
def test_time_relation_and_reminder_end_at_once_and_the_trail_says_who(
    acting: As, signed_in: SignIn, visit: Appointment, raw: Raw, who: str
) -> None:
    doctor = visit.provider_id
    assert chart(signed_in(doctor), visit) == 200
    role, person = ("staff", REEM) if who == "staff" else ("provider", doctor)
    marked(acting(role, person), visit)
    assert chart(signed_in(doctor), visit) == 404
    now = stored(visit)
    assert (now.status, now.version) == (Status.ENTERED_IN_ERROR, visit.version + 1)
    assert now.mistake is not None
    assert (now.mistake.by, now.mistake.reason) == (person, WHY)
    uow = wiring.system_work("tests")
    assert not own_cells(Days(uow).get(doctor, visit.local_date), visit)
    with pytest.raises(NotFound):
        Outbox(uow).get(*names(visit))
    [told] = entries(raw(patient=visit.patient_id), action="MARK_VISIT_IN_ERROR")
    assert (told["userId"]["S"], told["resourceId"]["S"]) == (person, visit.appointment_id)


def test_a_visit_that_took_place_opens_the_chart_no_more_and_counts_no_more(
    acting: As, signed_in: SignIn, visit: Appointment, doctor: str
) -> None:
    with the_clock_says(visit.starts_at):
        for status in (Status.ARRIVED, Status.IN_CONSULTATION, Status.COMPLETED):
            step(acting("staff", REEM), *names(visit), status, expected=stored(visit).status)
        assert chart(signed_in(doctor), visit) == 200
        marked(acting("provider", doctor), visit, "COMPLETED")
        assert chart(signed_in(doctor), visit) == 404
        assert not stored(visit).is_live


def test_another_visit_keeps_the_chart_open(
    acting: As, signed_in: SignIn, visit: Appointment, doctor: str
) -> None:
    later = visit.starts_at + timedelta(days=7)
    book(acting("staff", REEM), booking_request(visit.patient_id, later, provider_id=doctor))
    marked(acting("staff", REEM), visit)
    assert chart(signed_in(doctor), visit) == 200


def test_staff_see_it_struck_through_with_the_reason_and_its_patient_does_not(
    acting: As, signed_in: SignIn, visit: Appointment, doctor: str
) -> None:
    marked(acting("staff", REEM), visit)
    for who in (REEM, doctor):
        page = signed_in(who).get(url(visit, "detail"))
        if who == doctor:  # their relation has ended, and with it the page of the patient
            assert page.status_code == 404
            continue
        html = page.content.decode()
        assert WHY in html
        assert "<h1><s>" in html
    details = signed_in(REEM).get(reverse("patients:details", args=[visit.patient_id]))
    assert "Entered in error" in details.content.decode()
    board = signed_in(REEM).get(reverse("appointments:board"), {"date": f"{visit.local_date}"})
    assert "Entered in error" in board.content.decode()
    patient = signed_in(visit.patient_id)
    assert patient.get(url(visit, "detail")).status_code == 404
    own = patient.get(reverse("appointments:of-patient", args=[visit.patient_id]))
    assert visit.appointment_id not in own.content.decode()


def test_pressed_twice_is_said_once_and_what_changed_meanwhile_is_looked_at_again(
    acting: As, visit: Appointment
) -> None:
    cancel(acting("staff", REEM), *names(visit), "ill")
    with pytest.raises(Conflict):
        marked(acting("staff", REEM), visit)
    marked(acting("staff", REEM), visit, "CANCELLED")
    again = marked(acting("staff", REEM), visit, "CANCELLED")
    assert again.version == stored(visit).version
    with pytest.raises(Conflict):
        step(
            acting("staff", REEM), *names(visit), Status.CONFIRMED, expected=Status.ENTERED_IN_ERROR
        )


def test_it_is_taken_back_as_any_step_is(acting: As, signed_in: SignIn, visit: Appointment,
                                         doctor: str) -> None:  # fmt: skip
    with the_clock_says(visit.starts_at):
        for status in (Status.ARRIVED, Status.IN_CONSULTATION, Status.COMPLETED):
            step(acting("staff", REEM), *names(visit), status, expected=stored(visit).status)
    with the_clock_says(visit.starts_at + timedelta(days=3)):
        marked(acting("staff", REEM), visit, "COMPLETED")
        undo(acting("staff", REEM), *names(visit), expected=Status.ENTERED_IN_ERROR)
        assert chart(signed_in(doctor), visit) == 200
    back = stored(visit)
    assert (back.status, back.mistake) == (Status.COMPLETED, None)


@pytest.mark.parametrize("who", ["patient", "colleague"])
def test_nobody_else_says_so(acting: As, signed_in: SignIn, visit: Appointment, who: str) -> None:
    role, person = ("patient", visit.patient_id) if who == "patient" else ("provider", DR_OTHER)
    with pytest.raises((AccessDenied, NotFound)):
        marked(acting(role, person), visit)
    sent = {"seen": "SCHEDULED", "reason": "x"}
    assert signed_in(person).post(url(visit), sent).status_code == 404


def test_the_page_asks_for_a_reason_and_keeps_what_is_typed(
    signed_in: SignIn, visit: Appointment
) -> None:
    desk = signed_in(REEM)
    assert url(visit) in desk.get(url(visit, "detail")).content.decode()
    empty = desk.post(url(visit), {"seen": "SCHEDULED", "reason": " "}).content.decode()
    assert "Say why" in empty
    stale = desk.post(url(visit), {"seen": "ARRIVED", "reason": WHY}).content.decode()
    assert "changed meanwhile" in stale
    assert WHY in stale
    answer = desk.post(url(visit), {"seen": "SCHEDULED", "reason": WHY})
    assert answer["Location"] == url(visit, "detail")
    assert "nothing left to do" in desk.get(url(visit)).content.decode()
