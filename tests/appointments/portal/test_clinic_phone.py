"""Wherever a patient is told to call, the number stands beside; the cut-off is told before."""

import re
from collections.abc import Callable
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from appointments.booking.services import book
from medisecure.clock import utc_text
from medisecure.dynamodb.unit_of_work import UnitOfWork
from tests.appointments.portal.choosing import BOOK, CONFIRM, choosing, slot
from tests.desk import at, booking_request, fresh_patient, the_clock_says, working_day
from tests.people import REEM
from tests.providers.hours.test_hours import new_doctor

pytestmark = pytest.mark.usefixtures("clinic")
As = Callable[..., UnitOfWork]
SignIn = Callable[[str], Client]
LINK = 'href="tel:+97444001234"'


@pytest.fixture(autouse=True)
def reached(settings: Any) -> None:
    settings.CLINIC_PHONE = "+97444001234"
    settings.CLINIC_ADDRESS, settings.CLINIC_ADDRESS_AR = "Corniche 1", "الكورنيش 1"
    settings.CLINIC_MAP_URL = "https://maps.example/corniche"
    settings.CLINIC_HOURS = "07:00–17:00"
    settings.CLINIC_EMERGENCY = "Call 999."


def main_of(answer: Any) -> str:
    html = unescape(answer.content.decode())
    return html[html.index("<main") : html.index("</main>")]


def test_every_page_of_a_patient_ends_with_how_to_reach_the_clinic(signed_in: SignIn) -> None:
    html = signed_in(fresh_patient()).get("/home/").content.decode()
    footer = html[html.index("<footer") :]
    for said in (LINK, "Corniche 1", 'href="https://maps.example/corniche"', "07:00–17:00",
                 "Call 999."):  # fmt: skip
        assert said in footer, said
    arabic = signed_in(fresh_patient(language="ar")).get("/home/").content.decode()
    assert "الكورنيش 1" in arabic


def test_a_page_without_times_says_whom_to_call(signed_in: SignIn) -> None:
    far = new_doctor(minimumNotice=90 * 24 * 60)
    main = main_of(signed_in(fresh_patient()).get(BOOK, {"whom": far}))
    assert "There are no free times on these days" in main
    assert LINK in main


def test_closed_online_booking_says_the_number(signed_in: SignIn, settings: Any) -> None:
    settings.PATIENT_BOOKING = "off"
    assert LINK in main_of(signed_in(fresh_patient()).get(BOOK))


def test_a_visit_too_near_says_the_number(signed_in: SignIn, acting: As) -> None:
    patient, day = fresh_patient(), working_day()
    visit = book(acting("staff", REEM), booking_request(patient, at(day, "09:00")))
    with the_clock_says(visit.starts_at - timedelta(hours=2)):
        for page in ("portal-cancel", "portal-move"):
            url = reverse(f"appointments:{page}", args=[visit.appointment_id])
            assert LINK in main_of(signed_in(patient).get(url)), page
        url = reverse("appointments:detail", args=[patient, visit.appointment_id])
        assert LINK in main_of(signed_in(patient).get(url))


def test_a_refusal_says_the_number(signed_in: SignIn, acting: As) -> None:
    day, patient = working_day(), fresh_patient()
    book(acting("staff", REEM), booking_request(fresh_patient(), at(day, "09:00")))
    answer = signed_in(patient).post(BOOK, choosing(patient, at(day, "09:00")))
    assert LINK in main_of(answer)


def test_the_cut_off_is_told_before_one_confirms(signed_in: SignIn) -> None:
    patient, day = fresh_patient(), working_day()
    client = signed_in(patient)
    page = client.post(BOOK, choosing(patient, at(day, "09:00")), follow=True)
    words = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", main_of(page)))
    eve = at(day, "09:00") - timedelta(hours=24)
    assert "You can move or cancel this visit online until" in words
    assert f'datetime="{utc_text(eve)[:16]}' in main_of(page)
    assert LINK in main_of(page)


def test_a_visit_within_the_cut_off_says_that_it_cannot_be_changed(
    signed_in: SignIn, settings: Any
) -> None:
    settings.PATIENT_CUTOFF_HOURS = 24 * 3650  # whichever day is the next free one
    patient, day = fresh_patient(), working_day()
    page = signed_in(patient).get(
        CONFIRM, choosing(patient, at(day, "09:00")) | {"slot": slot(at(day, "09:00"))}
    )
    assert "cannot be moved or cancelled online" in main_of(page)


def test_moving_tells_the_cut_off_of_the_new_time(signed_in: SignIn, acting: As) -> None:
    patient, day = fresh_patient(), working_day()
    visit = book(acting("staff", REEM), booking_request(patient, at(day, "09:00")))
    url = reverse("appointments:portal-move-confirm", args=[visit.appointment_id])
    page = signed_in(patient).get(url, {"slot": slot(at(day, "11:00")), "seen": "0"})
    eve = at(day, "11:00") - timedelta(hours=24)
    assert f'datetime="{utc_text(eve)[:16]}' in main_of(page)


def test_without_a_number_nothing_stands_in_its_place(signed_in: SignIn, settings: Any) -> None:
    settings.CLINIC_PHONE = ""
    settings.PATIENT_BOOKING = "off"
    html = signed_in(fresh_patient()).get(BOOK).content.decode()
    assert 'href="tel:"' not in html
    assert "clinic-address" not in html
