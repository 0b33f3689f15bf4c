"""A series is moved after a look, and who saw an older one is told."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from appointments.booking.moving import reschedule_request
from appointments.booking.services import cancel as cancel_one
from appointments.booking.services import move as move_one
from appointments.visits.models import Appointment
from medisecure.dynamodb.unit_of_work import UnitOfWork
from providers.directory.models import Provider
from tests.appointments.between import happening_between
from tests.appointments.desk.series.forms import (
    confirmed,
    moving,
    take,
    text,
    url,
)
from tests.appointments.series.examples import (
    Scan,
    stored,
)
from tests.appointments.series.examples import problems as problems_of
from tests.people import REEM

As = Callable[..., UnitOfWork]
pytestmark = pytest.mark.usefixtures("clinic")


def test_a_series_is_moved_after_a_look(
    desk: Client, visits: list[Appointment], provider: Provider, raw: Scan
) -> None:
    page = url(visits[1], "series-move")
    form = moving(visits[1], visits[1].starts_at + timedelta(days=1, hours=2), "following")
    html = text(desk.post(page, form | {"show": "1"}))
    assert [each.sequence for each in stored(visits)] == [0] * 4
    assert "All dates are free" in html
    for _ in range(2):  # the same form again
        answer: Any = desk.post(page, confirmed(html, form))
        assert answer["Location"] == url(visits[1], "series")
    assert [each.sequence for each in stored(visits)] == [0, 1, 1, 1]
    assert [each.local_start.hour for each in stored(visits)] == [9, 11, 11, 11]
    assert problems_of(raw, provider) == []


def test_what_was_moved_on_its_own_stays_unless_asked_for(
    acting: As, desk: Client, visits: list[Appointment]
) -> None:
    third = visits[2]
    later = reschedule_request(third, third.starts_at + timedelta(hours=5))
    move_one(acting("staff", REEM), third.patient_id, later)
    form = moving(visits[0], visits[0].starts_at + timedelta(hours=1))
    html = text(desk.post(url(visits[0], "series-move"), form))
    assert "Moved separately" in html
    sent = confirmed(html, form)
    assert sent["date_3"] == "leave"
    desk.post(url(visits[0], "series-move"), sent)
    assert [each.local_start.hour for each in stored(visits)] == [10, 10, 14, 10]


def test_visits_that_are_over_are_named(
    acting: As, desk: Client, visits: list[Appointment]
) -> None:
    gone = visits[3]
    cancel_one(acting("staff", REEM), gone.patient_id, gone.appointment_id, "travels")
    form = moving(visits[0], visits[0].starts_at + timedelta(hours=1))
    html = text(desk.post(url(visits[0], "series-move"), form))
    assert "These stay as they are" in html
    assert "has begun or is over" in html
    assert "date_4" not in html


def test_a_move_to_a_taken_date_is_shown_again_with_the_choices(
    acting: As, desk: Client, visits: list[Appointment], provider: Provider,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    page = url(visits[0], "series-move")
    form = moving(visits[0], visits[0].starts_at + timedelta(hours=2))
    sent = confirmed(text(desk.post(page, form)), form) | {"date_4": "leave"}
    third = visits[2].starts_at + timedelta(hours=2)
    with happening_between(monkeypatch, lambda: take(acting, provider, third)):
        html = text(desk.post(page, sent))
    assert "Visit 3: This time was taken a moment ago" in html
    assert re.search(r'name="date_4" value="leave"[^>]*checked', html)
    assert [each.sequence for each in stored(visits)] == [0] * 4


def test_who_saw_an_older_series_is_told(
    acting: As, desk: Client, visits: list[Appointment]
) -> None:
    """One was moved, then one was called off: each time another page is out of date."""
    page, second, third = url(visits[0], "series-move"), visits[1], visits[2]
    form = moving(visits[0], visits[0].starts_at + timedelta(hours=2))
    sent = confirmed(text(desk.post(page, form)), form)
    later = reschedule_request(second, second.starts_at + timedelta(hours=5))
    move_one(acting("staff", REEM), second.patient_id, later)
    html = text(desk.post(page, sent))
    assert "was changed meanwhile" in html
    cancel_one(acting("staff", REEM), third.patient_id, third.appointment_id, "travels")
    assert "was changed meanwhile" in text(desk.post(page, confirmed(html, form)))
    assert [each.local_start.hour for each in stored(visits)] == [9, 14, 9, 9]


def test_other_values_need_another_look(desk: Client, visits: list[Appointment]) -> None:
    page = url(visits[0], "series-move")
    form = moving(visits[0], visits[0].starts_at + timedelta(hours=2))
    sent = confirmed(text(desk.post(page, form)), form)
    html = text(desk.post(page, sent | {"time": "15:00"}))
    assert "15:00" in html
    assert [each.sequence for each in stored(visits)] == [0] * 4


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("date", "2020-01-01", "from today on"),
        ("date", "x", "Write the date"),
        ("time", "10:10", "on the quarter hour"),
        ("time", "x", "Write the time"),
        ("provider", "provider_none", "Choose one of the options"),
        ("which", "none", "Choose one of the options"),
    ],
)
def test_what_cannot_be_meant_is_said(
    desk: Client, visits: list[Appointment], field: str, value: str, says: str
) -> None:
    form = moving(visits[0], visits[0].starts_at) | {field: value}
    html = text(desk.post(url(visits[0], "series-move"), form))
    assert says in html
    if field in ("date", "time"):
        assert f'value="{value}"' in html
