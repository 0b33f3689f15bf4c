"""A list longer than one page of the database is shown whole, or says that there is more."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from appointments.booking.booking import book
from appointments.visit_pages import views
from appointments.visits import repository as visits
from appointments.visits.repository import Appointments
from appointments.waitlist import repository as waitlist
from appointments.waitlist.repository import Entries
from appointments.waitlist.services import WaitlistRequest, join
from medisecure.clock import now
from medisecure.dynamodb import repository
from medisecure.dynamodb.unit_of_work import UnitOfWork
from medisecure.local_day import day_bounds
from medisecure.web.input.fields import new_id
from tests.desk import CLINIC, at, booking_request, fresh_patient
from tests.people import REEM
from tests.providers.hours.test_hours import new_doctor

pytestmark = pytest.mark.usefixtures("clinic")
As = Callable[..., UnitOfWork]
DAY = now().date() + timedelta(days=13)
CLOCKS = ("09:00", "10:00", "11:00", "12:00", "13:00")


@pytest.fixture
def two_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(repository, "AT_ONCE", 2)
    monkeypatch.setattr(visits, "AT_ONCE", 2)
    monkeypatch.setattr(waitlist, "A_PAGE", 2)


@pytest.fixture
def doctor(acting: As) -> str:
    name = new_doctor("Long lists", holidayCountry="NONE")
    for clock in CLOCKS:
        asked = booking_request(fresh_patient(), at(DAY, clock), provider_id=name)
        book(acting("staff", REEM), asked)
    return name


@pytest.mark.usefixtures("two_at_once")
def test_a_day_and_a_doctors_day_are_whole(acting: As, doctor: str) -> None:
    desk = acting("staff", REEM)
    of_doctor = Appointments(desk).of_provider(doctor, *day_bounds(DAY, CLINIC))
    assert len(of_doctor) == len(CLOCKS)
    everybody = [each for each in Appointments(desk).on(DAY) if each.provider_id == doctor]
    assert [f"{each.local_start:%H:%M}" for each in everybody] == list(CLOCKS)


@pytest.mark.usefixtures("two_at_once")
def test_the_board_shows_every_visit_of_the_day(
    signed_in: Callable[[str], Client], doctor: str
) -> None:
    url = reverse("appointments:board")
    answer: Any = signed_in(REEM).get(url, {"date": str(DAY), "doctor": doctor})
    html = answer.content.decode()
    assert all(clock in html for clock in CLOCKS)
    assert html.count("/visits/appointment_") >= len(CLOCKS)


@pytest.mark.usefixtures("two_at_once")
def test_a_queue_and_a_patients_waits_are_whole(acting: As) -> None:
    patient, doctors = fresh_patient(), [new_doctor() for _ in range(3)]
    for whom in doctors:
        wanted = WaitlistRequest(patient_id=patient, whom=whom, earliest=now().date(), latest=DAY,
                        minutes=30, visit_type="CONSULTATION",
                        visit_id=new_id("appointment"))  # fmt: skip
        join(acting("patient", patient), wanted)
    assert len(Entries(acting("patient", patient)).of_patient(patient)) == 3
    for _ in range(4):
        other = fresh_patient()
        wanted = WaitlistRequest(
            patient_id=other,
            whom=doctors[0],
            earliest=now().date(),
            latest=DAY,
            minutes=30,
            visit_type="CONSULTATION",
            visit_id=new_id("appointment"),
        )
        join(acting("patient", other), wanted)
    assert len(Entries(acting("staff", REEM)).in_queue(doctors[0])) == 5


def test_a_patients_page_says_that_there_are_more_visits(
    acting: As, signed_in: Callable[[str], Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    patient, doctor = fresh_patient(), new_doctor()
    for days in range(3):
        starts = at(DAY + timedelta(days=days), "09:00")
        book(acting("staff", REEM), booking_request(patient, starts, provider_id=doctor))
    url = reverse("appointments:of-patient", args=[patient])
    said = "The next 2 visits are listed; there are more after them."
    assert said not in signed_in(patient).get(url).content.decode()
    monkeypatch.setattr(views, "MOST_COMING", 2)
    html = signed_in(patient).get(url).content.decode()
    assert said in html
    assert html.count("/visits/appointment_") >= 2
