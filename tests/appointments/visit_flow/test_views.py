"""Steps of a visit's day: pressed once, from what was seen, by those who run the day."""

import itertools
from collections.abc import Callable, Iterator

import pytest
from django.test import Client
from django.urls import reverse

from appointments.booking.services import book, cancel
from appointments.visit_flow.services import step
from appointments.visits.models import Appointment
from appointments.visits.repository import Appointments
from appointments.visits.status import Status
from medisecure.dynamodb.calls.meter import metered
from medisecure.dynamodb.unit_of_work import UnitOfWork
from tests.desk import (
    at,
    booking_request,
    fresh_patient,
    staff_reading_arabic,
    the_clock_says,
    working_day,
)
from tests.people import DR_OTHER, DR_SMITH, REEM
from tools.drills.cast import doctors

pytestmark = pytest.mark.usefixtures("clinic")
As = Callable[..., UnitOfWork]
SignIn = Callable[[str], Client]


@pytest.fixture(autouse=True)
def its_time_has_come(request: pytest.FixtureRequest) -> Iterator[None]:
    """The tests of a booked visit happen on its day, when it begins."""
    if "visit" not in request.fixturenames:
        yield
        return
    with the_clock_says(request.getfixturevalue("visit").starts_at):
        yield


@pytest.fixture
def visit(acting: As) -> Appointment:
    return book(
        acting("staff", REEM),
        booking_request(fresh_patient("Maha", "Steps"), at(working_day(), "09:00")),
    )


def url(visit: Appointment, name: str = "step") -> str:
    return reverse(f"appointments:{name}", args=[visit.patient_id, visit.appointment_id])


def press(client: Client, visit: Appointment, step: str, name: str = "step", **more: str) -> str:
    answer = client.post(url(visit, name), {"step": step, **more}, follow=True)
    assert answer.status_code == 200
    return answer.content.decode()


def now_is(acting: As, visit: Appointment) -> Appointment:
    return Appointments(acting("staff", REEM)).get(visit.patient_id, visit.appointment_id)


def test_a_step_is_noted_with_who_and_when(
    acting: As, signed_in: SignIn, visit: Appointment
) -> None:
    html = press(signed_in(REEM), visit, "SCHEDULED.ARRIVED")
    assert "has arrived." in html
    noted = now_is(acting, visit).last_step
    assert noted is not None
    assert (noted.status, noted.before, noted.by) == (Status.ARRIVED, Status.SCHEDULED, REEM)
    steps = html[html.index("steps-done") :]
    assert "Reem Saad" in steps
    assert f'datetime="{noted.at.isoformat()}"' in steps


def test_a_whole_visit_goes_its_way_by_the_buttons(
    acting: As, signed_in: SignIn, visit: Appointment
) -> None:
    client = signed_in(REEM)
    way = ["SCHEDULED", "CONFIRMED", "ARRIVED", "IN_ROOM", "IN_CONSULTATION", "COMPLETED"]
    for seen, wanted in itertools.pairwise(way):
        assert f'value="{seen}.{wanted}"' in client.get(url(visit, "detail")).content.decode()
        press(client, visit, f"{seen}.{wanted}")
    assert now_is(acting, visit).status is Status.COMPLETED


def test_pressed_twice_is_one_step(acting: As, signed_in: SignIn, visit: Appointment) -> None:
    for _ in range(2):
        press(signed_in(REEM), visit, "SCHEDULED.ARRIVED")
    assert len(now_is(acting, visit).steps or []) == 1


def test_who_saw_an_older_status_is_told_and_changes_nothing(
    acting: As, signed_in: SignIn, visit: Appointment
) -> None:
    press(signed_in(REEM), visit, "SCHEDULED.ARRIVED")
    assert "was updated meanwhile" in press(signed_in(REEM), visit, "SCHEDULED.NO_SHOW")
    assert now_is(acting, visit).status is Status.ARRIVED


@pytest.mark.parametrize("step", ["SCHEDULED.IN_CONSULTATION", "SCHEDULED.IN_ROOM"])
def test_an_illegal_step_is_refused_in_words(
    acting: As, signed_in: SignIn, visit: Appointment, step: str
) -> None:
    assert "A visit that is scheduled cannot become" in press(signed_in(REEM), visit, step)
    assert now_is(acting, visit).status is Status.SCHEDULED


@pytest.mark.parametrize(
    "step", ["", "SCHEDULED", "SCHEDULED.", "ODD.ARRIVED", "SCHEDULED.CANCELLED"]
)
def test_what_is_no_step_changes_nothing(
    acting: As, signed_in: SignIn, visit: Appointment, step: str
) -> None:
    assert "Nothing was changed" in press(signed_in(REEM), visit, step)
    assert now_is(acting, visit) == now_is(acting, visit)
    assert now_is(acting, visit).status is Status.SCHEDULED


def test_the_last_step_is_taken_back(acting: As, signed_in: SignIn, visit: Appointment) -> None:
    client = signed_in(REEM)
    html = press(client, visit, "SCHEDULED.ARRIVED")
    assert "Undo: Arrived" in html
    press(client, visit, "ARRIVED", name="undo")
    assert now_is(acting, visit).status is Status.SCHEDULED
    assert "was updated meanwhile" in press(client, visit, "ARRIVED", name="undo")


def test_a_no_show_gives_its_time_back_and_undoing_it_takes_it_again(
    acting: As, signed_in: SignIn, visit: Appointment
) -> None:
    client = signed_in(REEM)
    press(client, visit, "SCHEDULED.NO_SHOW")
    other = book(acting("staff", REEM), booking_request(fresh_patient(), visit.starts_at))
    assert "Someone else has been booked" in press(client, visit, "NO_SHOW", name="undo")
    assert now_is(acting, other).is_live


def test_doctors_start_and_end_their_own_visits(
    acting: As, signed_in: SignIn, visit: Appointment
) -> None:
    step(acting("staff", REEM), visit.patient_id, visit.appointment_id, Status.ARRIVED,
         expected=Status.SCHEDULED)  # fmt: skip
    doctor, day = signed_in(DR_SMITH), f"{reverse('providers:day')}?date={visit.local_date}"
    assert 'value="ARRIVED.IN_CONSULTATION"' in doctor.get(day).content.decode()
    html = press(doctor, visit, "ARRIVED.IN_CONSULTATION", back=day)
    assert "Note of the visit" in html  # where what is found is written
    assert 'value="IN_CONSULTATION.COMPLETED"' in doctor.get(day).content.decode()
    press(doctor, visit, "IN_CONSULTATION.COMPLETED", back=day)
    assert now_is(acting, visit).status is Status.COMPLETED


@pytest.mark.parametrize("name", ["step", "undo"])
def test_nobody_else_takes_steps(
    acting: As, signed_in: SignIn, visit: Appointment, name: str
) -> None:
    """Not even patients, whose own visit it is."""
    for who in (visit.patient_id, DR_OTHER, "compliance_omar"):
        answer = signed_in(who).post(url(visit, name), {"step": "SCHEDULED.ARRIVED"})
        assert answer.status_code == 404, who
    assert now_is(acting, visit).status is Status.SCHEDULED


def test_patients_see_neither_steps_nor_buttons(signed_in: SignIn, visit: Appointment) -> None:
    html = signed_in(visit.patient_id).get(url(visit, "detail")).content.decode()
    assert "formaction" not in html
    assert "steps-done" not in html


@pytest.mark.parametrize(
    "back", ["https://evil.example/", "//evil.example", "javascript:x", "/\\x"]
)
def test_a_press_leads_back_to_our_own_pages_only(
    signed_in: SignIn, visit: Appointment, back: str
) -> None:
    sent = {"step": "SCHEDULED.ARRIVED", "back": back}
    assert signed_in(REEM).post(url(visit), sent)["Location"] == url(visit, "detail")


def test_a_visit_with_its_steps_costs_four_round_trips(
    signed_in: SignIn, visit: Appointment
) -> None:
    client = signed_in(REEM)
    press(client, visit, "SCHEDULED.ARRIVED")
    with metered() as meter:
        client.get(url(visit, "detail"))
    assert meter.sequential <= 4


def test_the_steps_read_in_arabic(signed_in: SignIn, visit: Appointment) -> None:
    client = signed_in(staff_reading_arabic())
    assert 'dir="rtl"' in press(client, visit, "SCHEDULED.ARRIVED")


def test_taking_a_cancellation_back_onto_another_visit_asks_the_desk_why(
    acting: As, signed_in: SignIn, visit: Appointment
) -> None:
    desk = acting("staff", REEM)
    cancel(desk, visit.patient_id, visit.appointment_id, "a slip")
    (other,) = doctors(1)
    book(desk, booking_request(visit.patient_id, visit.starts_at, provider_id=other))
    asked = press(signed_in(REEM), visit, "CANCELLED", "undo", back="/board/")
    assert "another visit at this time" in asked
    assert 'name="beyond"' in asked
    assert 'value="/board/"' in asked
    assert now_is(acting, visit).status is Status.CANCELLED
    sent = {"step": "CANCELLED", "back": "/board/", "beyond": "Both were meant"}
    assert signed_in(REEM).post(url(visit, "undo"), sent)["Location"] == "/board/"
    back = now_is(acting, visit)
    assert back.status is Status.SCHEDULED
    assert back.beyond_limits is not None
