"""Hours over midnight and seasons are entered on the page of hours."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from appointments.booking.booking import book
from medisecure.clock import now
from medisecure.dynamodb.unit_of_work import UnitOfWork
from providers.directory.models import Hours
from providers.directory.rules import WEEKDAYS
from tests.desk import at, booking_request, fresh_patient
from tests.people import REEM
from tests.providers.hours.test_hours import new_doctor, page, rules_of

pytestmark = pytest.mark.usefixtures("clinic")
As = Callable[..., UnitOfWork]
SignIn = Callable[[str], Client]
FIRST = now().date() + timedelta(days=20)
LAST = FIRST + timedelta(days=29)


def nights(prefix: str = "season-", start: str = "20:00", end: str = "01:00") -> dict[str, str]:
    times = {f"{prefix}{day}_start": start for day in WEEKDAYS}
    return times | {f"{prefix}{day}_end": end for day in WEEKDAYS}


def season(**more: str) -> dict[str, str]:
    return {"part": "season", "season-name": "Ramadan", "season-first": str(FIRST),
            "season-last": str(LAST), "season-keeps_breaks": "on"} | nights() | more  # fmt: skip


@pytest.fixture
def doctor() -> str:
    return new_doctor(holidayCountry="NONE")


def test_a_season_is_added_holds_in_its_days_and_is_removed(signed_in: SignIn, doctor: str) -> None:
    desk = signed_in(REEM)
    assert desk.post(page(doctor), season()).status_code == 302
    assert rules_of(doctor).hours_on(FIRST) == Hours(start="20:00", end="01:00")
    assert rules_of(doctor).hours_on(LAST + timedelta(days=1)) == Hours(start="09:00", end="17:00")
    html = desk.get(page(doctor)).content.decode()
    assert "Ramadan" in html
    assert "20:00–01:00" in html
    removed = desk.post(page(doctor), {"remove_season": f"{FIRST} {LAST}"})
    assert removed.status_code == 302
    assert not rules_of(doctor).seasons


@pytest.mark.parametrize(("more", "said"), [
    ({"season-last": str(FIRST - timedelta(days=1))}, "The last day must not come before"),
    ({"season-name": ""}, "Please fill in this field"),
    ({"season-sunday_end": ""}, "Enter both times, or neither"),
    ({"season-monday_start": "17:00", "season-monday_end": "08:00"}, "twelve hours at most"),
])  # fmt: skip
def test_a_slip_is_said_at_its_field_and_nothing_is_stored(
    signed_in: SignIn, doctor: str, more: dict[str, str], said: str
) -> None:
    answer = signed_in(REEM).post(page(doctor), season(**more))
    assert answer.status_code == 200
    html = answer.content.decode()
    assert said in html
    assert "<details open>" in html
    assert rules_of(doctor).seasons is None


def test_a_second_season_of_the_same_days_is_refused(signed_in: SignIn, doctor: str) -> None:
    desk = signed_in(REEM)
    desk.post(page(doctor), season())
    answer = desk.post(page(doctor), season(**{"season-first": str(LAST)} | {
        "season-last": str(LAST + timedelta(days=5))}))  # fmt: skip
    assert "Another season has some of these days already." in answer.content.decode()
    assert len(rules_of(doctor).seasons or ()) == 1


def test_the_visits_a_season_leaves_outside_are_shown_first(
    signed_in: SignIn, acting: As, doctor: str
) -> None:
    patient = fresh_patient("Salma", "Outside")
    book(acting("staff", REEM), booking_request(patient, at(FIRST, "10:00"), provider_id=doctor))
    answer: Any = signed_in(REEM).post(page(doctor), season())
    assert answer.status_code == 200
    assert "Salma Outside" in answer.content.decode()
    assert rules_of(doctor).seasons is None


def test_the_usual_week_may_go_on_over_midnight(signed_in: SignIn, doctor: str) -> None:
    desk = signed_in(REEM)
    version = desk.get(page(doctor)).context["week"]["version"].value()
    sent = {"part": "week", "version": str(version), "minimum_notice": "0", "booking_window": ""}
    assert desk.post(page(doctor), sent | nights("")).status_code == 302
    assert rules_of(doctor).spans_on(FIRST) == [("00:00", "01:00"), ("20:00", "24:00")]
    shown = desk.get(page(doctor)).context["week"]["sunday_end"].value()
    assert shown == "01:00"
