"""A doctor is away for a day: somebody else runs their visits, that day's and no others."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from appointments.booking.services import book, move
from appointments.stand_in.services import name_stand_in
from appointments.visit_flow.services import step
from appointments.visits.models import Appointment, Status
from appointments.visits.repository import Appointments
from medisecure.dynamodb.unit_of_work import UnitOfWork
from medisecure.errors import AccessDenied, Conflict, NotFound
from tests.desk import at, booking_request, fresh_patient, the_clock_says, working_day
from tests.people import DR_OTHER, JOHN, REEM
from tools.drills.cast import doctors

pytestmark = pytest.mark.usefixtures("clinic")
As = Callable[..., UnitOfWork]
SignIn = Callable[[str], Client]


@pytest.fixture
def away() -> str:
    """A doctor of this test only, who is away."""
    (doctor,) = doctors(1)
    return doctor


@pytest.fixture
def visit(acting: As, away: str) -> Appointment:
    wanted = booking_request(fresh_patient(), at(working_day(), "09:00"), provider_id=away)
    return book(acting("staff", REEM), wanted)


def arrive(uow: UnitOfWork, visit: Appointment) -> Appointment:
    return step(uow, visit.patient_id, visit.appointment_id, Status.ARRIVED, seen=Status.SCHEDULED)


def test_the_stand_in_runs_the_visit_and_opens_the_chart(
    acting: As, signed_in: SignIn, visit: Appointment, away: str
) -> None:
    with the_clock_says(visit.starts_at):
        with pytest.raises(AccessDenied):
            arrive(acting("provider", DR_OTHER), visit)
        assert name_stand_in(acting("staff", REEM), away, visit.local_date, DR_OTHER) == 1
        assert arrive(acting("provider", DR_OTHER), visit).status is Status.ARRIVED
        doctor = signed_in(DR_OTHER)
        assert doctor.get(reverse("patients:chart", args=[visit.patient_id])).status_code == 200
        day = doctor.get(reverse("providers:day"), {"date": f"{visit.local_date:%Y-%m-%d}"})
        assert visit.appointment_id in day.content.decode()


def test_other_days_and_other_visits_stay_the_doctors_own(
    acting: As, visit: Appointment, away: str
) -> None:
    later = visit.starts_at + timedelta(days=7)
    wanted = booking_request(visit.patient_id, later, provider_id=away)
    other = book(acting("staff", REEM), wanted)
    name_stand_in(acting("staff", REEM), away, visit.local_date, DR_OTHER)
    with the_clock_says(later), pytest.raises(AccessDenied):
        arrive(acting("provider", DR_OTHER), other)


def test_a_visit_that_moves_to_another_day_leaves_the_stand_in_behind(
    acting: As, signed_in: SignIn, visit: Appointment, away: str
) -> None:
    name_stand_in(acting("staff", REEM), away, visit.local_date, DR_OTHER)
    wanted = booking_request(visit.patient_id, visit.starts_at + timedelta(days=7),
                             provider_id=away, appointment_id=visit.appointment_id)  # fmt: skip
    assert move(acting("staff", REEM), visit.patient_id, wanted).stand_in_id is None
    chart = reverse("patients:chart", args=[visit.patient_id])
    assert signed_in(DR_OTHER).get(chart).status_code == 404
    assert signed_in(away).get(chart).status_code == 200


def test_naming_again_covers_what_was_booked_since_and_another_one_takes_over(
    acting: As, signed_in: SignIn, visit: Appointment, away: str
) -> None:
    day, desk = visit.local_date, lambda: acting("staff", REEM)
    assert name_stand_in(desk(), away, day, DR_OTHER) == 1
    book(desk(), booking_request(fresh_patient(), visit.starts_at + timedelta(hours=1),
                                 provider_id=away))  # fmt: skip
    assert name_stand_in(desk(), away, day, DR_OTHER) == 2
    (third,) = doctors(1)
    assert name_stand_in(desk(), away, day, third) == 2
    chart = reverse("patients:chart", args=[visit.patient_id])
    assert signed_in(DR_OTHER).get(chart).status_code == 404
    assert signed_in(third).get(chart).status_code == 200


def test_the_desk_names_them_on_a_page(
    acting: As, signed_in: SignIn, visit: Appointment, away: str
) -> None:
    url, desk = reverse("appointments:stand-in", args=[away]), signed_in(REEM)
    date = f"{visit.local_date:%Y-%m-%d}"
    assert "no stand-in yet" in desk.get(url, {"date": date}).content.decode()
    said = desk.post(url, {"date": date, "stand_in": DR_OTHER}, follow=True).content.decode()
    assert "Visits with this stand-in: 1." in said
    assert "Yousef Haddad" in said
    stored = Appointments(acting("staff", REEM)).get(visit.patient_id, visit.appointment_id)
    assert stored.stand_in_id == DR_OTHER
    for odd in ({"date": date, "stand_in": away}, {"date": "x", "stand_in": DR_OTHER}, {}):
        assert desk.post(url, odd).status_code == 200


@pytest.mark.parametrize("who", ["patient_nobody", JOHN, REEM])
def test_nobody_but_a_doctor_stands_in(acting: As, visit: Appointment, away: str, who: str) -> None:
    with pytest.raises(NotFound):
        name_stand_in(acting("staff", REEM), away, visit.local_date, who)
    with pytest.raises(Conflict, match="themselves"):
        name_stand_in(acting("staff", REEM), away, visit.local_date, away)


@pytest.mark.parametrize("role", ["provider", "patient", "compliance"])
def test_nobody_but_the_desk_names_them(
    acting: As, visit: Appointment, away: str, role: str
) -> None:
    with pytest.raises(AccessDenied):
        name_stand_in(acting(role, away), away, visit.local_date, DR_OTHER)
