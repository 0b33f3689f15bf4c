"""The oracle says nothing of a table in order, and names each thing that is not."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from appointments.booking.services import book, cancel
from appointments.visits.models import Appointment
from appointments.visits.repository import APPOINTMENT, Days
from medisecure import wiring
from medisecure.dynamodb.calls.wire import typed
from medisecure.dynamodb.sealing import codec
from medisecure.dynamodb.table import wire_key
from tests.desk import booking_request, fresh_patient
from tools.drills.booking.oracle import Found, places_taken_twice
from tools.drills.cast import contested_times, doctors

Raw = Callable[..., list[dict[str, Any]]]
Spoil = Callable[[Appointment, Appointment], dict[str, Any]]


@pytest.fixture
def visits(clinic: None) -> tuple[Appointment, Appointment]:
    """Two visits of one doctor after each other, and a third that was cancelled."""
    where = next(contested_times(doctors(1)))
    asked = [
        booking_request(fresh_patient(), where.at(n), 15, provider_id=where.provider_id)
        for n in range(3)
    ]
    one, other, third = (book(wiring.system_work("tests"), each) for each in asked)
    cancel(wiring.system_work("tests"), third.patient_id, third.appointment_id, "tests")
    return one, other


def problems(raw: Raw, visit: Appointment) -> list[str]:
    return Found(raw(providers=[visit.provider_id]), [visit.provider_id]).problems()


def key_of(visit: Appointment, sort: str) -> dict[str, Any]:
    return wire_key({"PK": f"USER#{visit.patient_id}", "SK": sort})


def visit_key(visit: Appointment) -> dict[str, Any]:
    return key_of(visit, f"APPOINTMENT#{visit.appointment_id}#{visit.starts_at:%Y-%m-%dT%H:%M:%SZ}")


def day_key(visit: Appointment) -> dict[str, Any]:
    return wire_key({"PK": f"PROVIDER#{visit.provider_id}", "SK": f"DAY#{visit.local_date}"})


def longer(one: Appointment, _: Appointment) -> dict[str, Any]:
    return {"Update": {
        "Key": visit_key(one), "UpdateExpression": "SET schedulingInfo.#d = :d",
        "ExpressionAttributeNames": {"#d": "duration"},
        "ExpressionAttributeValues": {":d": typed(30)},
    }}  # fmt: skip


def unclaimed(one: Appointment, _: Appointment) -> dict[str, Any]:
    day = Days(wiring.system_work("tests")).get(one.provider_id, one.local_date)
    cell = next(c for c, owner in day.taken.items() if owner == one.appointment_id)
    return {"Update": {"Key": day_key(one), "UpdateExpression": f"REMOVE {cell}"}}


def claimed_for_nobody(one: Appointment, _: Appointment) -> dict[str, Any]:
    return {"Update": {
        "Key": day_key(one), "UpdateExpression": "SET c1 = :w",
        "ExpressionAttributeValues": {":w": typed("appointment_of_nobody")},
    }}  # fmt: skip


def unreminded(one: Appointment, _: Appointment) -> dict[str, Any]:
    return {"Delete": {"Key": key_of(one, f"REMINDER#{one.appointment_id}#DAY_BEFORE")}}


def without_care(one: Appointment, _: Appointment) -> dict[str, Any]:
    return {"Delete": {"Key": key_of(one, f"CARE#{one.provider_id}")}}


def vanished(one: Appointment, _: Appointment) -> dict[str, Any]:
    return {"Delete": {"Key": visit_key(one)}}


def test_a_table_in_order_has_no_problems(
    raw: Raw, visits: tuple[Appointment, Appointment]
) -> None:
    assert problems(raw, visits[0]) == []


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (longer, "overlap"), (unclaimed, "claimed by None"), (vanished, "visited by None"),
        (claimed_for_nobody, "appointment_of_nobody"), (unreminded, "0 reminders"),
        (without_care, "no care relation"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named(
    raw: Raw, visits: tuple[Appointment, Appointment], spoil: Spoil, says: str
) -> None:
    wiring.health_table().transact([spoil(*visits)], uuid4().hex)
    found = problems(raw, visits[0])
    assert any(says in each for each in found), found


def test_a_visit_stored_twice_is_named(raw: Raw, visits: tuple[Appointment, Appointment]) -> None:
    one = visits[0]
    elsewhere = datetime(2030, 1, 1, tzinfo=UTC)
    moved = replace(one, scheduling_info=replace(one.scheduling_info, appointment_date=elsewhere))
    table = wiring.health_table()
    copy = codec.encode(APPOINTMENT, moved, wiring.cipher(), table.name)
    table.transact([{"Put": {"Item": copy}}], uuid4().hex)
    assert any("stored 2 times" in each for each in problems(raw, one))
    assert one.ends_at - one.starts_at == timedelta(minutes=15)


def test_a_place_in_the_trail_taken_twice_is_named_once_it_is_asked_about() -> None:
    def entry(request_id: str, second: int) -> dict[str, Any]:
        item = {"PK": "AUDIT#2026-01-05", "SK": f"ACCESS#{second}", "writer": "w", "sequence": 7,
                "requestId": request_id}  # fmt: skip
        return {name: typed(value) for name, value in item.items()}

    one, other = entry("drill-1", 1), entry("drill-2", 2)
    assert places_taken_twice([one], {"drill-1"}) == []
    assert places_taken_twice([one, other], {"drill-3"}) == []
    (named,) = places_taken_twice([one, other], {"drill-2"})
    assert "ACCESS#2" in named
