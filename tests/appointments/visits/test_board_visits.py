"""A visit read by hand for a board is the one the usual readers make, as far as a board goes."""

from copy import deepcopy
from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import tink

from appointments.visits.board_visits import BoardVisit
from appointments.visits.models import Appointment, Overruling, SchedulingInfo, Step
from appointments.visits.repository import APPOINTMENT, BOARD_VISIT
from appointments.visits.status import Status
from medisecure.dynamodb.gate.fetching import attributes_of
from medisecure.dynamodb.item_type import ItemType
from medisecure.dynamodb.sealing import codec
from medisecure.encryption.cipher import VALUES, WORDS, Cipher, Tampered

CIPHER = Cipher(*(tink.new_keyset_handle(kind.template) for kind in (VALUES, WORDS)))
AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
TOLD = Overruling(by="staff_1", at=AT, reason="In pain")
CALLED_OFF = Step(status=Status.CANCELLED, before=Status.SCHEDULED, by="staff_1", at=AT)
ARRIVED = Step(status=Status.ARRIVED, before=Status.SCHEDULED, by="staff_1", at=AT)
PLAIN = Appointment(
    appointment_id="appointment_1",
    patient_id="patient_1",
    provider_id="provider_1",
    scheduling_info=SchedulingInfo(
        appointment_date=AT, duration=20, type="CHECKUP", location="Clinic - Room 2"
    ),
    created_at=AT,
    updated_at=AT,
)
MORE: list[dict[str, Any]] = [
    {},
    {"status": Status.REQUESTED, "stand_in_id": "provider_2", "version": 12, "sequence": 3},
    {"status": Status.ARRIVED, "arrived_at": AT + timedelta(minutes=4), "reason": "A cough"},
    {"overruled": TOLD, "preparation": ["Fasting"]},
    {
        "scheduling_info": SchedulingInfo(
            appointment_date=AT, duration=45, mode="VIDEO", time_zone="Europe/London"
        )
    },
    {"status": Status.CANCELLED, "steps": [ARRIVED, CALLED_OFF]},
]


def sent(visit: Appointment) -> dict[str, Any]:
    """What the store sends of it: the attributes that are asked for, and of a map its parts."""
    stored = codec.encode(APPOINTMENT, visit, CIPHER, "T")
    found: dict[str, Any] = {}
    for path in attributes_of(BOARD_VISIT):
        name, _, inside = path.partition(".")
        if inside:
            part = found.setdefault(name, {"M": {}})["M"]
            part |= {k: v for k, v in stored[name]["M"].items() if k == inside}
        elif name in stored:
            found[name] = stored[name]
    return deepcopy(found)


@pytest.mark.parametrize("more", MORE)
def test_it_is_the_visit_that_was_stored(more: dict[str, Any]) -> None:
    visit = replace(PLAIN, **more)
    made = codec.decode(BOARD_VISIT, sent(visit), CIPHER, "T")
    info = replace(
        visit.scheduling_info, type=None, location=None, buffer_before=None, buffer_after=None
    )
    expected = {each.name: getattr(visit, each.name) for each in fields(BoardVisit)}
    assert made == BoardVisit(**expected | {"scheduling_info": info})


def test_steps_are_read_where_the_board_takes_one_back_and_nowhere_else() -> None:
    arrived = replace(PLAIN, status=Status.ARRIVED, steps=[ARRIVED])
    assert codec.decode(BOARD_VISIT, sent(arrived), CIPHER, "T").steps is None


@pytest.mark.parametrize(
    "broken",
    [
        {"SK": {"S": "APPOINTMENT#appointment_1"}},
        {"status": {"S": "GONE"}},
        {"status": {"N": "1"}},
        {"schedulingInfo": {"M": {"duration": {"N": "0"}}}},
        {"schedulingInfo": {"M": {"duration": {"N": "1.5"}}}},
        {"schedulingInfo": {"S": "soon"}},
        {"updatedAt": {"S": "yesterday"}},
    ],
)
def test_what_was_never_stored_so_does_not_open(broken: dict[str, Any]) -> None:
    with pytest.raises(Tampered):
        codec.decode(BOARD_VISIT, sent(PLAIN) | broken, CIPHER, "T")


@pytest.mark.parametrize("name", ["overruled", "seal"])
def test_a_secret_that_was_taken_away_is_noticed(name: str) -> None:
    item = sent(replace(PLAIN, overruled=TOLD))
    del item[name]
    cipher = Cipher.__new__(Cipher)
    cipher.__dict__ |= CIPHER.__dict__ | {"seals_required": True}
    with pytest.raises(Tampered):
        codec.decode(BOARD_VISIT, item, cipher, "T")


def test_a_part_of_a_kind_names_all_of_its_secrets() -> None:
    with pytest.raises(ValueError, match="secrets"):
        ItemType("appointment", BoardVisit, BOARD_VISIT.key, whole=False, fields=("provider_id",))
