"""Other hours over booked visits: shown first, nothing cancelled, and no booking slips through."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from appointments.booking.services import BookingRequest, book, move
from appointments.visits.models import Appointment
from appointments.visits.repository import Appointments, Days
from medisecure.clock import now
from medisecure.dynamodb.calls.meter import metered
from medisecure.dynamodb.unit_of_work import UnitOfWork
from medisecure.errors import Conflict
from medisecure.identity.person import Preferences
from medisecure.identity.repository import People
from providers.directory.models import Availability, Hours, WorkingHours
from providers.directory.rules import WEEKDAYS
from providers.hours import services as saving
from tests.appointments.between import happening_between
from tests.desk import at, booking_request, fresh_patient
from tests.people import REEM
from tests.providers.hours.test_hours import new_doctor, page, rules_of, week
from tests.trail import entries

pytestmark = pytest.mark.usefixtures("clinic")
As = Callable[..., UnitOfWork]
SignIn = Callable[[str], Client]
Patch = pytest.MonkeyPatch


@pytest.fixture
def doctor() -> str:
    """Works on every day from nine to five, holidays included."""
    return new_doctor(holidayCountry="NONE")


@pytest.fixture
def day() -> date:
    return now().date() + timedelta(days=20)


def booked(acting: As, doctor: str, starts_at: datetime, **more: str) -> Appointment:
    patient = fresh_patient("Samira", "Outside")
    return book(
        acting("staff", REEM), booking_request(patient, starts_at, provider_id=doctor, **more)
    )


def known(acting: As, visit: Appointment) -> list[Appointment]:
    return Appointments(acting("staff", REEM)).find(visit.patient_id, visit.appointment_id)


def shorter(client: Client, doctor: str, day: date, ends: str = "15:00") -> dict[str, str]:
    """The week with an earlier end on that weekday."""
    return week(client, doctor, **{f"{WEEKDAYS[day.weekday()]}_end": ends})


def agreed(answer: Any) -> dict[str, str]:
    """What the button that agrees sends."""
    return dict(answer.context["sent_again"])


# ── what is shown before saving ─────────────────────────────────────────────


def test_visits_left_outside_are_listed_before_anything_is_saved(
    signed_in: SignIn, acting: As, doctor: str, day: date
) -> None:
    late, early = (booked(acting, doctor, at(day, clock)) for clock in ("16:00", "10:00"))
    client = signed_in(REEM)
    before = rules_of(doctor)
    sent = shorter(client, doctor, day)
    answer = client.post(page(doctor), sent)
    html = answer.content.decode()
    assert answer.status_code == 200
    assert rules_of(doctor) == before
    assert "Nothing is saved yet" in html
    assert reverse("appointments:move", args=[late.patient_id, late.appointment_id]) in html
    assert early.appointment_id not in html
    assert 'value="15:00"' in html
    answer = client.post(page(doctor), agreed(answer))
    assert answer.status_code == 302
    assert answer["Location"] == f"{page(doctor)}?outside=1"
    hours = rules_of(doctor).working_hours
    assert getattr(hours, WEEKDAYS[day.weekday()]).end == "15:00"
    assert (known(acting, late), known(acting, early)) == ([late], [early])
    assert "Samira Outside" in client.get(answer["Location"]).content.decode()


def test_a_visit_that_does_not_mind_needs_no_question(
    signed_in: SignIn, acting: As, doctor: str, day: date
) -> None:
    client = signed_in(REEM)
    booked(acting, doctor, at(day, "14:30"))
    booked(acting, doctor, at(day, "19:00"), overrule="The last train")
    answer = client.post(page(doctor), shorter(client, doctor, day))
    assert (answer.status_code, answer["Location"]) == (302, page(doctor))


def test_whoever_was_not_shown_is_shown_before_saving(
    signed_in: SignIn, acting: As, doctor: str, day: date
) -> None:
    client = signed_in(REEM)
    booked(acting, doctor, at(day, "16:00"))
    press = agreed(client.post(page(doctor), shorter(client, doctor, day)))
    another = booked(acting, doctor, at(day, "16:30"))
    answer = client.post(page(doctor), press)
    assert answer.status_code == 200
    assert another.appointment_id in answer.content.decode()
    assert client.post(page(doctor), agreed(answer)).status_code == 302


def test_a_break_or_another_date_over_a_visit_asks_too(
    signed_in: SignIn, acting: As, doctor: str, day: date
) -> None:
    client = signed_in(REEM)
    visit = booked(acting, doctor, at(day, "12:30"))
    for sent in (
        {"part": "break", "break-start": "12:00", "break-end": "13:00"},
        {"part": "date", "date-day": day.isoformat()},
    ):
        answer = client.post(page(doctor), sent)
        assert visit.appointment_id in answer.content.decode()
        assert not rules_of(doctor).breaks
        assert not rules_of(doctor).exceptions
    client.post(page(doctor), agreed(answer))
    assert [each.day for each in rules_of(doctor).exceptions or ()] == [day]


def test_taking_an_open_date_away_asks_for_its_visits(
    signed_in: SignIn, acting: As, doctor: str, day: date
) -> None:
    client = signed_in(REEM)
    open_late = {"part": "date", "date-day": day.isoformat(), "date-start": "18:00",
                 "date-end": "20:00", "date-keeps_breaks": "on"}  # fmt: skip
    client.post(page(doctor), open_late)
    visit = booked(acting, doctor, at(day, "18:30"))
    name = client.get(page(doctor)).context["dates"][0]["name"]
    answer = client.post(page(doctor), {"remove_date": name})
    assert visit.appointment_id in answer.content.decode()
    assert client.post(page(doctor), agreed(answer)).status_code == 302
    assert not rules_of(doctor).exceptions


def test_the_doctor_sees_whom_it_meets_and_leaves_moving_to_the_desk(
    signed_in: SignIn, acting: As, doctor: str, day: date, raw: Callable[..., list[dict[str, Any]]]
) -> None:
    visit, client = booked(acting, doctor, at(day, "16:00")), signed_in(doctor)
    html = client.post(page(doctor), shorter(client, doctor, day)).content.decode()
    assert "Samira Outside" in html
    assert "Ask the front desk to move them." in html
    assert reverse("appointments:move", args=[visit.patient_id, visit.appointment_id]) not in html
    assert entries(raw(actor=doctor), userId=doctor, resourceId=visit.patient_id)


# ── claims by older hours ───────────────────────────────────────────────────


def close_at(uow: UnitOfWork, doctor: str, day: date, ends: str) -> None:
    """The doctor leaves earlier on that weekday from now on."""

    def change(rules: Availability) -> Availability:
        hours = rules.working_hours or WorkingHours()
        other = {WEEKDAYS[day.weekday()]: Hours(start="09:00", end=ends)}
        return replace(rules, working_hours=replace(hours, **other))

    saving.change_rules(uow, doctor, change)


def test_a_booking_by_older_hours_is_refused_and_offers_times_within_the_new(
    acting: As, doctor: str, day: date, monkeypatch: Patch
) -> None:
    wanted = booking_request(fresh_patient(), at(day, "16:00"), provider_id=doctor)
    change = partial(close_at, acting("staff", REEM), doctor, day, "15:00")
    with (
        happening_between(monkeypatch, change),
        pytest.raises(Conflict, match="does not work at this time") as refused,
    ):
        book(acting("staff", REEM), wanted)
    assert not Days(acting("staff", REEM)).get(doctor, day).taken
    assert refused.value.alternatives
    same_day = [each for each in refused.value.alternatives if each.starts_at.date() == day]  # type: ignore[attr-defined]
    assert all(each.ends_at <= at(day, "15:00") for each in same_day)  # type: ignore[attr-defined]


def test_a_move_by_older_hours_is_refused_and_the_visit_stays(
    acting: As, doctor: str, day: date, monkeypatch: Patch
) -> None:
    visit = booked(acting, doctor, at(day, "10:00"))
    change = partial(close_at, acting("staff", REEM), doctor, day, "15:00")
    with (
        happening_between(monkeypatch, change),
        pytest.raises(Conflict, match="does not work at this time"),
    ):
        move(acting("staff", REEM), visit.patient_id, to(visit, at(day, "16:00")))
    assert known(acting, visit) == [visit]


def test_other_hours_elsewhere_cost_nobody_the_time(
    acting: As, doctor: str, day: date, monkeypatch: Patch
) -> None:
    change = partial(close_at, acting("staff", REEM), doctor, day, "15:00")
    with happening_between(monkeypatch, change):
        visit = booked(acting, doctor, at(day, "11:00"))
    assert known(acting, visit) == [visit]


def test_a_doctor_who_reads_on_in_arabic_disturbs_no_booking(
    acting: As, doctor: str, day: date, monkeypatch: Patch
) -> None:
    def in_arabic() -> None:
        uow = acting("provider", doctor)
        person = People(uow).get(doctor)
        with uow:
            People(uow).save(replace(person, preferences=Preferences(language="ar")), "PREFER")

    uow, wanted = (
        acting("staff", REEM),
        booking_request(fresh_patient(), at(day, "11:00"), provider_id=doctor),
    )
    with happening_between(monkeypatch, in_arabic), metered() as cost:
        book(uow, wanted)
    assert [call.operation for call in cost.calls].count("transact_write_items") == 2


def to(visit: Appointment, starts_at: datetime) -> BookingRequest:
    return booking_request(
        visit.patient_id,
        starts_at,
        provider_id=visit.provider_id,
        appointment_id=visit.appointment_id,
    )
