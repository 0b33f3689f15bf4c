"""The board: everything of a day, where it stands, as it is at this moment."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.test import Client
from django.urls import reverse

from appointments.booking.services import book, cancel
from medisecure.dynamodb.unit_of_work import UnitOfWork
from tests.appointments.desk.board.days import shown
from tests.cost import cost_of
from tests.desk import (
    at,
    booking_request,
    by_the_clinics_clock,
    fresh_patient,
    staff_reading_arabic,
    working_day,
)
from tests.people import DR_SMITH, JOHN, REEM, VISIT

pytestmark = pytest.mark.usefixtures("clinic")
As = Callable[..., UnitOfWork]
SignIn = Callable[[str], Client]
SCHEMA_VISIT = datetime(2025, 6, 15, 14, tzinfo=UTC)


def test_the_imported_visit_is_on_its_local_day_although_outside_hours(signed_in: SignIn) -> None:
    html = shown(signed_in(REEM), date="2025-06-15")
    assert reverse("appointments:detail", args=[JOHN, VISIT]) in html
    assert f"<i>{by_the_clinics_clock(SCHEMA_VISIT)}</i> <b" in html
    assert "John Doe" in html
    assert "outside hours" in html
    assert "Sun 15 Jun 2025" in html


def test_a_visit_near_midnight_is_on_the_day_of_the_clinic(signed_in: SignIn) -> None:
    assert "John Doe" not in shown(signed_in(REEM), date="2025-06-14")
    assert "John Doe" not in shown(signed_in(REEM), date="2025-06-16")


def test_a_booking_appears_and_a_cancellation_frees_its_time_at_once(
    signed_in: SignIn, acting: As
) -> None:
    day, client = working_day(), signed_in(REEM)
    free = f"provider={DR_SMITH}&amp;date={day}&amp;time=08:00"  # the day is one gap
    rest = f"provider={DR_SMITH}&amp;date={day}&amp;time=10:30"
    assert rest not in shown(client, date=str(day))
    visit = book(
        acting("staff", REEM), booking_request(fresh_patient("Huda", "Board"), at(day, "10:00"))
    )
    html = shown(client, date=str(day))
    assert "Huda Board" in html
    assert rest in html
    cancel(acting("staff", REEM), visit.patient_id, visit.appointment_id, "ill")
    html = shown(client, date=str(day))
    assert rest not in html
    assert free in html
    assert "1 cancelled visit" in html


def test_a_free_time_leads_to_finding_or_straight_to_booking(signed_in: SignIn) -> None:
    day, patient = str(working_day()), fresh_patient("Sara", "Chosen")
    assert f"{reverse('patients:find')}?provider={DR_SMITH}" in shown(signed_in(REEM), date=day)
    html = shown(signed_in(REEM), date=day, patient=patient)
    assert f"{reverse('appointments:book', args=[patient])}?provider={DR_SMITH}" in html
    assert "Sara Chosen" in html


@pytest.mark.parametrize("nonsense", ["", "yesterday", "2025-13-01", "0001-01-01", "٢٠٢٥"])
def test_a_day_that_is_none_is_today(signed_in: SignIn, nonsense: str) -> None:
    assert 'aria-current="date"' in shown(signed_in(REEM), date=nonsense, patient="../x#")


def test_the_board_reads_in_arabic(signed_in: SignIn) -> None:
    assert 'dir="rtl"' in shown(signed_in(staff_reading_arabic()), date="2025-06-15")


def test_a_list_beside_the_board_opens_by_its_count_and_costs_no_more(
    signed_in: SignIn, acting: As
) -> None:
    client = signed_in(REEM)
    html = shown(client)
    assert "list=to-close" in html
    assert "is-open" not in html
    for name, title in [
        ("waiting", "Waiting"), ("to-close", "To close"), ("waitlist", "Waitlist"),
        ("to-call", "To call"),
    ]:  # fmt: skip
        html = shown(client, list=name)
        assert f'id="drawer-title">{title}' in html
        # Who stands in the list may be known only after the day's own entries have begun.
        assert cost_of(client, reverse("appointments:board"), {"list": name}).sequential <= 4
    assert "is-open" not in shown(client, list="nonsense")


def test_a_visit_is_told_in_short_where_it_stands_to_the_desk_alone(signed_in: SignIn) -> None:
    url = reverse("appointments:detail", args=[JOHN, VISIT])
    answer = signed_in(REEM).get(url, headers={"X-Glance": "1"})
    html = answer.content.decode()
    assert "<html" not in html
    assert "John Doe" in html
    assert "X-Glance" in answer["Vary"]
    assert b"<html" in signed_in(JOHN).get(url, headers={"X-Glance": "1"}).content
