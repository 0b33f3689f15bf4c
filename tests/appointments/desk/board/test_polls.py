"""A board asks twice a minute: nothing new costs next to nothing, and whatever is new is shown."""

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from appointments.booking import visit_lists
from appointments.booking.services import book, cancel
from appointments.booking.visit_lists import (
    MOST_ONE_BY_ONE,
    clinic_day,
    departments_of,
    usual_department,
    visits_of_doctors,
    whose_visits,
)
from appointments.desk.board import unchanged
from appointments.desk.board.page import MOST_AT_ONCE
from appointments.visits.models import Appointment
from medisecure.dynamodb.calls.meter import Meter, metered
from medisecure.dynamodb.unit_of_work import UnitOfWork
from providers.directory.repository import Providers
from tests.desk import at, booking_request, far_day, fresh_patient
from tests.people import REEM
from tests.providers.hours.test_hours import new_doctor
from tests.trail import entries

pytestmark = pytest.mark.usefixtures("clinic")
As = Callable[..., UnitOfWork]
SignIn = Callable[[str], Client]


@pytest.fixture(autouse=True)
def time_stands_still(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test here waits for the time at which everything is drawn anew."""
    monkeypatch.setattr(unchanged, "MOST_SECONDS", 10**12)


class Board:
    """A desk's board of one department on one day, polled as the page does it."""

    def __init__(self, browser: Client, day: dt.date, department: str) -> None:
        self._browser, self.query = browser, {"date": str(day), "department": department}
        self.seen, self.html = "", ""

    def poll(self) -> int:
        """The status of one more poll; what is new is kept."""
        answer: Any = self._browser.get(
            reverse("appointments:board"), self.query,
            headers={"X-Polling": "1", "X-Seen": self.seen},
        )  # fmt: skip
        if answer.status_code == 200:
            self.html = answer.content.decode()
            [self.seen] = re.findall(r'"X-Seen": "([0-9a-f]+)"', self.html)
        return int(answer.status_code)

    def cost(self) -> Meter:
        with metered() as meter:
            self.poll()
        return meter


@pytest.fixture
def doctor() -> tuple[str, str]:
    """A doctor of a department of their own."""
    department = f"Polling {far_day()}"
    return new_doctor(department), department


def booked(uow: UnitOfWork, doctor: str, day: dt.date, clock: str) -> Appointment:
    return book(uow, booking_request(fresh_patient(), at(day, clock), provider_id=doctor))


def test_nothing_new_is_answered_with_nothing_and_hardly_costs(
    acting: As, signed_in: SignIn, doctor: tuple[str, str]
) -> None:
    day = far_day()
    for clock in ("09:00", "09:30", "10:00", "10:30", "11:00", "11:30"):
        booked(acting("staff", REEM), doctor[0], day, clock)
    board = Board(signed_in(REEM), day, doctor[1])
    assert board.poll() == 200
    again = board.cost()
    assert board.poll() == 204
    board.seen = "other"
    whole = board.cost()
    assert again.read_units < whole.read_units / 2
    assert again.write_units == 0


def test_a_booking_and_a_cancellation_are_on_the_next_poll(
    acting: As, signed_in: SignIn, doctor: tuple[str, str]
) -> None:
    day = far_day()
    board = Board(signed_in(REEM), day, doctor[1])
    assert [board.poll(), board.poll()] == [200, 204]
    visit = booked(acting("staff", REEM), doctor[0], day, "09:00")
    assert board.poll() == 200
    assert visit.appointment_id in board.html
    assert board.poll() == 204
    cancel(acting("staff", REEM), visit.patient_id, visit.appointment_id, "PATIENT_REQUEST")
    assert board.poll() == 200


def test_what_only_time_changes_is_drawn_anew_before_long(
    signed_in: SignIn, doctor: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    board = Board(signed_in(REEM), far_day(), doctor[1])
    assert [board.poll(), board.poll()] == [200, 204]
    monkeypatch.setattr(unchanged, "MOST_SECONDS", 0.001)
    assert board.poll() == 200


def test_another_day_or_a_list_beside_it_is_another_board(
    signed_in: SignIn, doctor: tuple[str, str]
) -> None:
    board = Board(signed_in(REEM), far_day(), doctor[1])
    board.poll()
    board.query["date"] = str(far_day())
    assert board.poll() == 200
    answer = signed_in(REEM).get(
        reverse("appointments:board"), board.query | {"beside": "calls"},
        headers={"X-Polling": "1", "X-Seen": board.seen},
    )  # fmt: skip
    assert answer.status_code == 200


def test_whom_an_unchanged_board_showed_is_not_told_once_more(
    acting: As, signed_in: SignIn, doctor: tuple[str, str], raw: Any
) -> None:
    visit = booked(acting("staff", REEM), doctor[0], day := far_day(), "09:00")
    board = Board(signed_in(REEM), day, doctor[1])
    for _ in range(3):
        board.poll()
    told = entries(raw(actor=REEM), patientId=visit.patient_id)
    assert len([each for each in told if each["SK"]["S"].startswith("SEEN#")]) == 1


def test_a_department_is_asked_doctor_by_doctor_and_finds_what_the_day_finds(
    acting: As, doctor: tuple[str, str]
) -> None:
    uow, day = acting("staff", REEM), far_day()
    visit = booked(uow, doctor[0], day, "09:00")
    mine = whose_visits(Providers(acting("staff", REEM)).all(), doctor[1], "")
    with metered() as meter:
        found = visits_of_doctors(acting("staff", REEM), day, mine)
    assert [each.appointment_id for each in found] == [visit.appointment_id]
    assert len(meter.calls) == 1
    whole = visits_of_doctors(acting("staff", REEM), day, [])
    assert visit.appointment_id in {each.appointment_id for each in whole}
    assert MOST_ONE_BY_ONE >= MOST_AT_ONCE


def test_of_a_larger_department_the_store_sends_what_a_smaller_one_is_asked_for(
    acting: As, doctor: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    uow, day = acting("staff", REEM), far_day()
    visit = booked(uow, doctor[0], day, "09:00")
    mine = whose_visits(Providers(acting("staff", REEM)).all(), doctor[1], "")
    monkeypatch.setattr(visit_lists, "MOST_ONE_BY_ONE", 0)
    with metered() as meter:
        found = visits_of_doctors(acting("staff", REEM), day, [*mine, *map(str, range(90))])
    assert [each.appointment_id for each in found] == [visit.appointment_id]
    assert len(meter.calls) == 1
    one = next(each for each in Providers(acting("staff", REEM)).all() if each.department)
    many = [replace(one, provider_id=str(n)) for n in range(visit_lists.MOST_NAMED + 1)]
    assert len(whose_visits(many[1:], str(one.department), "")) == visit_lists.MOST_NAMED
    assert not whose_visits(many, str(one.department), "")


def test_a_doctor_who_has_just_joined_the_department_is_not_missed(
    acting: As, doctor: tuple[str, str]
) -> None:
    day = far_day()
    clinic_day(acting("staff", REEM), day, department=doctor[1])  # now this process has a guess
    newcomer = new_doctor(doctor[1])
    visit = booked(acting("staff", REEM), newcomer, day, "09:00")
    facts = clinic_day(acting("staff", REEM), day, department=doctor[1])
    assert visit.appointment_id in {each.appointment_id for each in facts.visits}


def test_a_large_clinic_is_narrowed_before_its_day_is_read(acting: As) -> None:
    everyone = Providers(acting("staff", REEM)).all()
    first = departments_of(everyone)[0]
    assert usual_department(everyone, 1) == first
    assert usual_department(everyone, 0) == usual_department(everyone, 10_000) == ""
