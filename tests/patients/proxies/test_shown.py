"""Whoever sees what a proxy asked for sees that it was a proxy, and not the patient."""

import re
from collections.abc import Callable
from datetime import timedelta
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse

from appointments.booking.services import book, cancel
from appointments.waitlist.joining import WaitlistRequest, join
from medisecure.clock import clinic_date, now
from medisecure.dynamodb.unit_of_work import UnitOfWork
from medisecure.web.input.fields import new_id
from tests.desk import at, booking_request, fresh_patient, working_day
from tests.documents.renewals.test_renewals import ITEM, MINE, ask, with_medicine
from tests.patients.home.portal import ago, record, store
from tests.patients.proxies.test_acting import acts, as_proxy, begin
from tests.people import DR_SMITH, REEM

pytestmark = pytest.mark.usefixtures("clinic")
As = Callable[..., UnitOfWork]
SignIn = Callable[[str], Client]
BY = "by somebody who acts for the patient"


@pytest.fixture
def parent() -> str:
    return fresh_patient("Huda", "Parent")


def page(client: Client, name: str, *args: str) -> str:
    return client.get(reverse(name, args=args)).content.decode()


def test_a_doctor_sees_who_asked_for_a_medicine_again(signed_in: SignIn, parent: str) -> None:
    patient, other = with_medicine(), with_medicine()
    acts(parent, patient)
    client = signed_in(parent)
    begin(client, patient)
    ask(client, "for my mother")
    ask(signed_in(other), "for myself")
    doctor = signed_in(DR_SMITH)
    asked, own = (page(doctor, "documents:renewal", who, ITEM) for who in (patient, other))
    assert BY in asked
    assert "The patient says" not in asked
    assert BY not in own
    assert "The patient says" in own
    assert BY in page(doctor, "providers:day")
    assert BY in signed_in(patient).get(MINE).content.decode()
    assert BY not in signed_in(other).get(MINE).content.decode()


def test_the_desk_sees_who_booked_a_visit_and_who_called_it_off(
    signed_in: SignIn, acting: As, parent: str
) -> None:
    patient, day, desk = fresh_patient("Yara", "Booked"), working_day(), signed_in(REEM)
    acts(parent, patient)
    theirs = book(as_proxy(parent, patient), booking_request(patient, at(day, "09:00")))
    own = book(acting("patient", patient), booking_request(patient, at(day, "10:00")))
    shown = page(desk, "appointments:detail", patient, theirs.appointment_id)
    assert BY in shown
    assert BY not in page(desk, "appointments:detail", patient, own.appointment_id)
    for by, visit in ((as_proxy(parent, patient), theirs), (acting("patient", patient), own)):
        cancel(by, patient, visit.appointment_id, "")
    for reader in (desk, signed_in(patient)):
        off = page(reader, "appointments:detail", patient, theirs.appointment_id)
        assert "Cancelled by somebody who acts for the patient" in off
        assert "The clinic cancelled it" not in off
    off = page(desk, "appointments:detail", patient, own.appointment_id)
    assert "The patient cancelled it" in off
    assert BY not in off


def test_the_waitlist_says_that_a_proxy_asked(signed_in: SignIn, parent: str) -> None:
    patient, today = fresh_patient("Yara", "Waits"), clinic_date(now())
    acts(parent, patient)
    wish = WaitlistRequest(
        patient_id=patient, whom=DR_SMITH, minutes=30, visit_id=new_id("appointment"),
        earliest=today + timedelta(days=1), latest=today + timedelta(days=20),
    )  # fmt: skip
    join(as_proxy(parent, patient), wish)
    desk, html = signed_in(REEM), page(signed_in(REEM), "appointments:waitlist")
    while f"/{patient}/" not in html:  # whoever has waited longest stands first
        following = re.search(r'rel="next" href="([^"]+)"', html)
        assert following
        html = desk.get(unescape(following[1])).content.decode()
    row = html[html.index(f"/{patient}/") :]
    assert BY in row[: row.index("</li>")]


def test_the_desk_and_the_patient_see_who_asked_for_a_change(
    signed_in: SignIn, parent: str
) -> None:
    patient, mail = fresh_patient("Yara", "Asks"), f"{new_id('mail').lower()}@example.com"
    acts(parent, patient)
    client, url = signed_in(parent), reverse("patients:ask-change", args=[patient])
    begin(client, patient)
    form = client.get(url).context["form"]
    told = {name: form[name].value() or "" for name in form.fields} | {"email": mail}
    told = {name: value for name, value in told.items() if value is not False}
    assert client.post(url, told).status_code == 302
    waiting = page(signed_in(REEM), "patients:change-requests")
    row = waiting[waiting.index(f"/{patient}/") :]
    assert BY in row[: row.index("</li>")]
    assert BY in page(signed_in(patient), "patients:my-details", patient)


def test_who_acts_for_a_patient_reads_no_visit_as_their_own(signed_in: SignIn, parent: str) -> None:
    patient = with_medicine()
    store(record(patient, ago(hours=3), clinicalData={"chiefComplaint": "Cough"}))
    acts(parent, patient)
    client = signed_in(parent)
    begin(client, patient)
    for address in ("patients:home", "patients:my-health"):
        shown = page(client, address).partition("<main")[2]
        assert "Cough" in shown
        assert "Reason for the visit" in shown
        assert "You came because of" not in shown
        assert "Your " not in re.sub(r"<[^>]*>", " ", shown)
    assert "You came because of" in page(signed_in(patient), "patients:my-health")
