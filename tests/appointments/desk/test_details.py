"""A booked visit is changed by the desk: what it is about, what it costs, the receipt."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from appointments.booking.services import book, cancel
from appointments.desk.details.forms import PaymentForm
from appointments.visits.models import Appointment
from appointments.visits.repository import Appointments
from medisecure.dynamodb.calls.meter import metered
from medisecure.dynamodb.unit_of_work import UnitOfWork
from providers.directory.repository import Providers
from tests.desk import at, booking_request, fresh_patient, working_day
from tests.people import DR_SMITH, REEM
from tests.trail import entries

pytestmark = pytest.mark.usefixtures("clinic")
As = Callable[..., UnitOfWork]
SignIn = Callable[[str], Client]
DETAILS = {
    "visit_type": "FOLLOW_UP",
    "mode": "VIDEO",
    "other_place": "Clinic - Room 207",
    "reason": "Ohrensausen",
    "preparation": "Bring earlier ECGs\n\n  Fasting for 12 hours ",
}


@pytest.fixture
def visit(acting: As) -> Appointment:
    return book(acting("staff", REEM), booking_request(fresh_patient(), at(working_day(), "09:00")))


def url(visit: Appointment, name: str) -> str:
    return reverse(f"appointments:{name}", args=[visit.patient_id, visit.appointment_id])


def stored(acting: As, visit: Appointment) -> Appointment:
    return Appointments(acting("staff", REEM)).get(visit.patient_id, visit.appointment_id)


def test_details_are_changed_once_and_stand_in_the_trail(
    acting: As, signed_in: SignIn, visit: Appointment, raw: Callable[..., list[dict[str, Any]]]
) -> None:
    client, sent = signed_in(REEM), {**DETAILS, "version": visit.version}
    assert client.post(url(visit, "change"), sent).status_code == 302
    now = stored(acting, visit)
    info = now.scheduling_info
    assert (info.type, info.mode, info.location) == ("FOLLOW_UP", "VIDEO", "Clinic - Room 207")
    assert (now.reason, now.preparation) == (
        "Ohrensausen",
        ["Bring earlier ECGs", "Fasting for 12 hours"],
    )
    assert now.sequence == visit.sequence + 1  # another place is another calendar entry
    assert (now.starts_at, now.minutes) == (visit.starts_at, visit.minutes)
    told = entries(raw(patient=visit.patient_id), userId=REEM, action="CHANGE_APPOINTMENT")
    assert [each["resourceId"]["S"] for each in told].count(visit.appointment_id) == 1
    # Sent again from the page as it was, it is refused and loses nothing that was typed
    html = client.post(url(visit, "change"), {**sent, "reason": "Neu"}).content.decode()
    assert "changed meanwhile" in html
    assert "Neu" in html


def test_what_is_too_long_is_said_beside_its_field(signed_in: SignIn, visit: Appointment) -> None:
    sent = {**DETAILS, "version": visit.version, "preparation": "x" * 301}
    assert "at most" in signed_in(REEM).post(url(visit, "change"), sent).content.decode()


def test_a_visit_that_is_off_is_not_changed(
    acting: As, signed_in: SignIn, visit: Appointment
) -> None:
    off = cancel(acting("staff", REEM), visit.patient_id, visit.appointment_id, "ill")
    sent = {**DETAILS, "version": off.version}
    assert "was cancelled" in signed_in(REEM).post(url(visit, "change"), sent).content.decode()


def test_a_payment_is_taken_and_has_a_receipt(
    acting: As, signed_in: SignIn, visit: Appointment
) -> None:
    client = signed_in(REEM)
    assert client.get(url(visit, "receipt")).status_code == 302
    sent = {"version": visit.version, "fee": "250.50", "currency": "QAR", "status": "PAID"}
    html = client.post(url(visit, "payment"), sent).content.decode()
    assert "Choose the payment method." in html
    html = client.post(url(visit, "payment"), {**sent, "method": "CASH"}, follow=True)
    assert url(visit, "receipt") in html.content.decode()
    pay = stored(acting, visit).payment
    assert pay is not None
    assert (pay.fee, pay.status, pay.method) == (Decimal("250.5"), "PAID", "CASH")
    assert pay.paid_at is not None
    receipt = client.get(url(visit, "receipt")).content.decode()
    assert "250.50" in receipt
    assert "in cash" in receipt.lower()
    assert visit.appointment_id in receipt


def test_taking_a_payment_costs_four_round_trips(signed_in: SignIn, visit: Appointment) -> None:
    client = signed_in(REEM)
    client.get(url(visit, "payment"))
    sent = {"version": visit.version, "fee": "250", "currency": "QAR", "status": "PAID"}
    with metered() as cost:
        taken = client.post(url(visit, "payment"), {**sent, "method": "CASH"})
    assert taken.status_code == 302
    assert cost.sequential <= 4


@pytest.mark.parametrize(("status", "method"), [("WAIVED", ""), ("PENDING", "INSURANCE")])
def test_a_payment_is_waived_or_goes_through_insurance(
    acting: As, signed_in: SignIn, visit: Appointment, status: str, method: str
) -> None:
    sent = {"version": visit.version, "fee": "0", "currency": "QAR", "status": status,
            "method": method}  # fmt: skip
    assert signed_in(REEM).post(url(visit, "payment"), sent).status_code == 302
    pay = stored(acting, visit).payment
    assert pay is not None
    assert (pay.status, pay.method, pay.paid_at) == (status, method or None, None)


@pytest.mark.parametrize(
    "typed", [{"fee": "-1"}, {"fee": "x"}, {"fee": "1,250"}, {"status": "STOLEN"}]
)
def test_a_payment_that_cannot_be_is_refused(
    acting: As, signed_in: SignIn, visit: Appointment, typed: dict[str, str]
) -> None:
    sent = {"version": visit.version, "fee": "10", "currency": "QAR", "status": "PENDING", **typed}
    assert signed_in(REEM).post(url(visit, "payment"), sent).status_code == 200
    assert replace(stored(acting, visit)) == visit


@pytest.mark.parametrize("name", ["change", "payment", "receipt"])
def test_these_pages_are_the_desks_alone(signed_in: SignIn, visit: Appointment, name: str) -> None:
    for who in (DR_SMITH, "compliance_omar"):
        assert signed_in(who).get(url(visit, name)).status_code == 404


def test_where_nothing_was_agreed_the_doctors_fee_stands_in_the_form(
    acting: As, visit: Appointment
) -> None:
    doctor = Providers(acting("staff", REEM)).get(DR_SMITH)
    assert doctor.availability is not None
    unpaid = replace(visit, payment=None)
    shown = PaymentForm.as_it_is(unpaid, doctor)
    assert shown["fee"] == doctor.availability.consultation_fee == 200
    assert PaymentForm.as_it_is(unpaid, None)["fee"] is None
