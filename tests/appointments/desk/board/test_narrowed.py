"""A board of one department, one doctor or a week lives in its address."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from appointments.booking.services import book
from medisecure.dynamodb.unit_of_work import UnitOfWork
from tests.appointments.desk.board.days import shown
from tests.cost import cost_of
from tests.desk import at, booking_request, fresh_patient, working_day
from tests.people import DR_SMITH, JOHN, REEM

pytestmark = pytest.mark.usefixtures("clinic")
As = Callable[..., UnitOfWork]
SignIn = Callable[[str], Client]


def test_department_and_day_live_in_the_address(signed_in: SignIn) -> None:
    client, day = signed_in(REEM), working_day()
    html = shown(client, date=str(day), department="Cardiac Surgery")
    assert "Dr. Sarah Smith" in html
    assert "Dr. Yousef Haddad" not in html
    assert f"department=Cardiac+Surgery&amp;date={day + timedelta(days=1)}" in html
    html = shown(client, date=str(day), department="Astrology")
    assert "No doctor of this department is on the board." in html


def test_one_doctor_and_a_week_live_in_the_address(signed_in: SignIn, acting: As) -> None:
    client, day = signed_in(REEM), working_day()
    book(acting("staff", REEM), booking_request(fresh_patient("Rana", "Weekly"), at(day, "10:00")))
    html = shown(client, date=str(day), doctor=DR_SMITH)
    assert "Rana Weekly" in html
    assert html.count('<section class="board-column') == 1
    html = shown(client, date=str(day), doctor=DR_SMITH, view="week")
    assert "Rana Weekly" in html
    assert html.count('<section class="board-column') == 7
    sunday = day - timedelta(days=(day.weekday() + 1) % 7)
    assert f'data-opens="{sunday - timedelta(days=1)}T' not in html
    assert f"date={day + timedelta(days=7)}" in html
    assert "is-chosen" in html


def test_a_week_costs_three_round_trips(signed_in: SignIn) -> None:
    query = {"doctor": DR_SMITH, "view": "week", "patient": JOHN}
    assert cost_of(signed_in(REEM), reverse("appointments:board"), query).sequential <= 3


def test_a_week_of_a_doctor_nobody_knows_is_empty(signed_in: SignIn) -> None:
    html = shown(signed_in(REEM), doctor="provider_nobody", view="week")
    assert "No doctor of this department is on the board." in html
