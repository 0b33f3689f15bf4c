"""A patient's details at the desk: how to reach them, and their visits."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from appointments.booking.services import book, cancel
from appointments.visits.models import Appointment, SchedulingInfo
from appointments.visits.repository import Appointments
from medisecure.clock import now
from medisecure.dynamodb.calls.meter import metered
from medisecure.dynamodb.unit_of_work import UnitOfWork
from medisecure.web.input.fields import new_id
from tests.desk import at, booking_request, fresh_patient, staff_reading_arabic, working_day
from tests.people import DR_OTHER, DR_SMITH, JOHN, LAYLA, REEM, VISIT

pytestmark = pytest.mark.usefixtures("clinic")
As = Callable[..., UnitOfWork]
SignIn = Callable[[str], Client]


def page(patient_id: str) -> str:
    return reverse("patients:details", args=[patient_id])


def had_visits(acting: As, patient_id: str, many: int) -> None:
    """Visits of the past, one a day."""
    for n in range(many):
        uow = acting("system", "system_tests")
        visit = Appointment(
            appointment_id=new_id("appointment"),
            patient_id=patient_id,
            provider_id=DR_OTHER,
            scheduling_info=SchedulingInfo(
                appointment_date=now().replace(microsecond=0) - timedelta(days=n + 1), duration=15
            ),
            created_at=uow.at,
            updated_at=uow.at,
        )
        with uow:
            Appointments(uow).add(visit, "IMPORT_APPOINTMENT")


def test_the_desk_sees_how_to_reach_a_patient_and_no_medical_part(signed_in: SignIn) -> None:
    html = signed_in(REEM).get(page(JOHN)).content.decode()
    for words in ("John Doe", "15 June 1985", "+974 12345678", "john.doe@email.com",
                  "123 Medical St", "Male"):  # fmt: skip
        assert words in html
    for medical in ("Penicillin", "Shellfish", "O+", "Jane Doe"):
        assert medical not in html
    assert reverse("appointments:book", args=[JOHN]) in html
    assert reverse("appointments:detail", args=[JOHN, VISIT]) in html


def test_whoever_stands_at_the_desk_is_taken_in_from_there(signed_in: SignIn) -> None:
    patient = fresh_patient("Badr", "Kamal")
    link = f"{reverse('appointments:walk-in')}?patient={patient}"
    assert f'href="{link}"' in signed_in(REEM).get(page(patient)).content.decode()
    walk_in = signed_in(REEM).get(link).content.decode()
    assert f'name="known" value="{patient}"' in walk_in
    assert "Badr Kamal" in walk_in


def test_a_coming_visit_can_be_cancelled_and_is_shown_as_it_is_now(
    signed_in: SignIn, acting: As
) -> None:
    patient = fresh_patient()
    visit = book(acting("staff", REEM), booking_request(patient, at(working_day(), "15:00")))
    link = reverse("appointments:cancel", args=[patient, visit.appointment_id])
    html = signed_in(REEM).get(page(patient)).content.decode()
    assert link in html
    assert "Dr. Sarah Smith" in html
    cancel(acting("staff", REEM), patient, visit.appointment_id, "ill")
    html = signed_in(REEM).get(page(patient)).content.decode()
    assert link not in html
    coming, cancelled = html.split("Cancelled visits", 1)
    assert "No visit is booked." in coming.partition("Coming visits")[2]
    assert visit.appointment_id in cancelled
    assert visit.appointment_id not in coming


def test_past_visits_come_a_page_at_a_time(signed_in: SignIn, acting: As) -> None:
    patient, client = fresh_patient(), signed_in(REEM)
    had_visits(acting, patient, 12)
    first = client.get(page(patient))
    assert first.content.decode().count("/visits/appointment_") == 10
    older = first.context["pages"]["older_url"]
    second = client.get(older)
    assert second.content.decode().count("/visits/appointment_") == 2
    assert second.context["pages"] == {"newer_url": page(patient), "older_url": ""}
    stolen = older.replace(patient, LAYLA)
    assert client.get(stolen).status_code == 404


@pytest.mark.parametrize("query", ["before=yesterday", "after=forged", "before=&after=x"])
def test_a_forged_page_mark_is_an_absent_page(signed_in: SignIn, query: str) -> None:
    assert signed_in(REEM).get(f"{page(JOHN)}?{query}").status_code == 404


def test_a_new_patient_has_empty_lists_with_a_way_on(signed_in: SignIn) -> None:
    html = signed_in(REEM).get(page(fresh_patient())).content.decode()
    assert "No visit is booked." in html
    assert "No past visits." in html


@pytest.mark.parametrize("someone", ["patient_none", DR_SMITH, REEM])
def test_whoever_is_no_patient_is_absent(signed_in: SignIn, someone: str) -> None:
    assert signed_in(REEM).get(page(someone)).status_code == 404


@pytest.mark.parametrize("who", [JOHN, LAYLA, DR_SMITH, DR_OTHER, "compliance_omar"])
def test_details_are_the_desks_alone_and_refusals_are_kept(
    signed_in: SignIn, raw: Callable[..., list[dict[str, Any]]], who: str
) -> None:
    def denied() -> int:
        return sum(item.get("result", {}).get("S") == "DENIED" for item in raw(actor=who))

    before = denied()
    assert signed_in(who).get(page(JOHN)).status_code == 404
    assert denied() == before + 1


def test_the_page_costs_the_same_with_a_long_history(signed_in: SignIn, acting: As) -> None:
    patient, client = fresh_patient(), signed_in(REEM)
    client.get(page(patient))
    had_visits(acting, patient, 2)
    client.get(page(patient))  # the doctors of visits are a list that a process keeps
    with metered() as short:
        client.get(page(patient))
    had_visits(acting, patient, 25)
    client.get(page(patient))  # what is due after a while, such as the session's sign of life
    with metered() as long:
        client.get(page(patient))
    assert (short.sequential <= 4, long.sequential <= 4) == (True, True), (short, long)
    # Which ids the patient has is not asked if the profile, read beside it, has told already.
    assert abs(long.total - short.total) <= 1


def test_the_page_reads_in_arabic(signed_in: SignIn) -> None:
    assert 'dir="rtl"' in signed_in(staff_reading_arabic()).get(page(JOHN)).content.decode()
