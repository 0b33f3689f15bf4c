"""Visits of a series are called off in one step, and that is taken back."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from appointments.booking.moving import reschedule_request
from appointments.booking.services import book as book_one
from appointments.booking.services import move as move_one
from appointments.series.services import cancel, seen_of
from appointments.visits.models import Appointment
from appointments.visits.repository import Appointments
from medisecure.dynamodb.unit_of_work import UnitOfWork
from providers.directory.models import Provider
from tests.appointments.desk.series.forms import (
    hidden,
    take,
    text,
    url,
)
from tests.appointments.series.examples import (
    Scan,
    doctor,
    stored,
)
from tests.appointments.series.examples import problems as problems_of
from tests.desk import booking_request
from tests.people import REEM

As = Callable[..., UnitOfWork]
pytestmark = pytest.mark.usefixtures("clinic")


def test_this_and_the_following_are_ticked_and_called_off(
    desk: Client, visits: list[Appointment], provider: Provider, raw: Scan
) -> None:
    page = url(visits[1], "series-cancel")
    html = text(desk.get(page, {"which": "following"}))
    ticked = re.findall(r'name="visit" value="(\d)"[^>]*checked', html)
    assert ticked == ["2", "3", "4"]
    form = {"visit": ticked, "reason": "recovered", "seen": hidden(html, "seen")}
    for _ in range(2):  # the same form again
        answer: Any = desk.post(page, form)
        assert answer["Location"] == url(visits[1], "series")
    assert [each.is_live for each in stored(visits)] == [True, False, False, False]
    assert [each.sequence for each in stored(visits)] == [0, 1, 1, 1]
    html = text(desk.get(answer["Location"]))
    assert "3 visits were cancelled in one step" in html
    desk.post(url(visits[1], "series-undo"))
    assert all(each.is_live for each in stored(visits))
    assert problems_of(raw, provider) == []


def test_a_reason_is_asked_for_and_what_is_typed_stays(
    desk: Client, visits: list[Appointment]
) -> None:
    page = url(visits[0], "series-cancel")
    seen = hidden(text(desk.get(page)), "seen")
    html = text(desk.post(page, {"visit": ["2"], "reason": "", "seen": seen}))
    assert "Say why, in a few words" in html
    assert re.findall(r'name="visit" value="(\d)"[^>]*checked', html) == ["2"]
    html = text(desk.post(page, {"reason": "moved away", "seen": seen}))
    assert "Choose at least one visit" in html
    assert "moved away" in html
    html = text(desk.post(page, {"tick": "all", "reason": "moved away", "seen": seen}))
    assert "moved away" in html
    assert len(re.findall(r'name="visit" value="(\d)"[^>]*checked', html)) == 4
    assert all(each.is_live for each in stored(visits))


def test_a_series_changed_meanwhile_is_not_called_off(
    acting: As, desk: Client, visits: list[Appointment]
) -> None:
    page, third = url(visits[0], "series-cancel"), visits[2]
    seen = hidden(text(desk.get(page)), "seen")
    later = reschedule_request(third, third.starts_at + timedelta(hours=5))
    move_one(acting("staff", REEM), third.patient_id, later)
    form = {"visit": ["1", "2", "3", "4"], "reason": "recovered", "seen": seen}
    html = text(desk.post(page, form))
    assert "was changed meanwhile" in html
    assert "moved separately" in html
    assert all(each.is_live for each in stored(visits))


def test_what_cannot_be_taken_back_names_the_dates(
    acting: As, desk: Client, visits: list[Appointment], provider: Provider
) -> None:
    uow = acting("staff", REEM)
    before = Appointments(uow).of_series(visits[0].patient_id, visits[0].series_id or "")
    cancel(uow, before, "recovered", sequences=seen_of(before))
    take(acting, provider, visits[2].starts_at)
    answer: Any = desk.post(url(visits[0], "series-undo"))
    html = text(desk.get(answer["Location"]))
    assert "no longer free" in html
    assert f"{visits[2].local_date:%-d} {visits[2].local_date:%B}" in html
    assert not any(each.is_live for each in stored(visits))


def test_with_nothing_to_take_back_nothing_happens(desk: Client, visits: list[Appointment]) -> None:
    answer: Any = desk.post(url(visits[0], "series-undo"))
    assert "nothing to reinstate" in text(desk.get(answer["Location"]))


def test_taking_a_series_back_onto_another_visit_asks_why(
    acting: As, desk: Client, visits: list[Appointment]
) -> None:
    uow = acting("staff", REEM)
    before = Appointments(uow).of_series(visits[0].patient_id, visits[0].series_id or "")
    cancel(uow, before, "a slip", sequences=seen_of(before))
    again = booking_request(
        visits[0].patient_id, visits[2].starts_at, provider_id=doctor().provider_id
    )
    book_one(acting("staff", REEM), again)
    html = text(desk.post(url(visits[0], "series-undo")))
    assert "another visit at this time" in html
    assert not any(each.is_live for each in stored(visits))
    assert desk.post(url(visits[0], "series-undo"), {"beyond": "Both"}).status_code == 302
    assert all(each.is_live for each in stored(visits))
