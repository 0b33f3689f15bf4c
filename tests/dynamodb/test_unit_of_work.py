"""One unit of work: a change and its entry share one fate, and without a trail nothing is shown."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from medisecure import wiring
from medisecure.access.care import Care
from medisecure.audit.actions import Action
from medisecure.audit.sequence import give_back, next_place
from medisecure.clock import now
from medisecure.dynamodb.audit_writer import first_looks_in
from medisecure.dynamodb.calls.deadline import deadline
from medisecure.dynamodb.table import Table
from medisecure.dynamodb.unit_of_work import UnitOfWork
from medisecure.errors import AccessDenied, Conflict, Unavailable
from medisecure.identity.repository import People
from patients.profile.repository import CareRelations, DemographicsOf, Patients
from tests.dynamodb.examples import (
    Asking,
    care_for,
    new_patient,
    trail,
    trail_of,
)
from tests.dynamodb.faulty_cloud import RESET, THROTTLED, Faults
from tests.people import DR_OTHER, DR_SMITH, JOHN, REEM
from tools.local_cloud.supervisor import RunningCloud

Acting = Callable[..., UnitOfWork]


# Who cares for whom


@pytest.mark.parametrize(
    ("since", "until", "is_open"),
    [
        (-60, None, True), (-60, 60, True), (60, None, False), (-120, -60, False), (-60, 0, False),
    ],
)  # fmt: skip
def test_a_care_relation_opens_the_chart_only_between_its_dates(
    table: Table, asking: Asking, since: int, until: int | None, *, is_open: bool
) -> None:
    patient = new_patient()
    moment = now()
    ends = None if until is None else moment + timedelta(minutes=until)
    care_for(table, patient, DR_OTHER, moment + timedelta(minutes=since), ends)
    for look in (
        lambda uow: [Patients(uow).get(patient)],
        lambda uow: DemographicsOf(uow).by_id([patient]),
    ):
        uow, _ = asking("provider", DR_OTHER)
        assert bool(seen(uow, look)) == is_open


def seen(uow: UnitOfWork, look: Callable[[UnitOfWork], Any]) -> Any:
    try:
        return look(uow)
    except AccessDenied:
        return None


def test_a_relation_is_read_consistently(
    acting_over: Acting, faulty: tuple[Table, Faults], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A chart that was closed a moment ago is closed now."""
    asked: list[tuple[str, bool]] = []
    table, _ = faulty
    call = Table.call

    def noticed(self: Table, operation: str, request: dict[str, Any]) -> Any:
        for part in request.get("RequestItems", {self.name: request}).values():
            wanted = part.get("Keys") or [part["Key"]]
            asked.extend((key["SK"]["S"], part.get("ConsistentRead", False)) for key in wanted)
        return call(self, operation, request)

    monkeypatch.setattr(Table, "call", noticed)
    Patients(acting_over("provider", DR_SMITH)).get(JOHN)
    assert (f"CARE#{DR_SMITH}", True) in asked
    assert table.name


def test_another_doctors_relation_opens_nothing(table: Table, asking: Asking) -> None:
    patient = new_patient()
    care_for(table, patient, DR_SMITH, now() - timedelta(days=1))
    uow, _ = asking("provider", DR_OTHER)
    with pytest.raises(AccessDenied):
        Patients(uow).get(patient)


# A change and its entry


def change_phone(uow: UnitOfWork, user_id: str, phone: str) -> None:
    person = People(uow).get(user_id)
    changed = replace(person, personal_info=replace(person.personal_info, phone_number=phone))
    with uow:
        People(uow).save(changed, Action.UPDATE_PREFERENCES)


def test_a_change_and_its_entry_are_stored_together(cloud: RunningCloud, asking: Asking) -> None:
    patient = new_patient()
    uow, request = asking("patient", patient)
    change_phone(uow, patient, "+97444")
    [entry] = trail_of(cloud, request)
    assert (entry["action"], entry["patientId"], entry["result"]) == (
        Action.UPDATE_PREFERENCES, patient, "SUCCESS",
    )  # fmt: skip


def test_who_lost_a_race_changed_nothing_and_the_trail_says_so(
    cloud: RunningCloud, asking: Asking
) -> None:
    patient = new_patient()
    mine, request = asking("patient", patient)
    person = People(mine).get(patient)
    theirs, _ = asking("patient", patient)
    change_phone(theirs, patient, "+97411")
    changed = replace(person, personal_info=replace(person.personal_info, phone_number="+97422"))
    with pytest.raises(Conflict), mine:
        People(mine).save(changed, Action.UPDATE_PREFERENCES)
    assert trail_of(cloud, request) == []
    mine.close()
    [entry] = trail_of(cloud, request)
    assert (entry["action"], entry["result"]) == (Action.UPDATE_PREFERENCES, "CONFLICT")
    again, _ = asking("patient", patient)
    assert People(again).get(patient).personal_info.phone_number == "+97411"


def test_what_was_seen_before_a_lost_race_stays_in_the_trail_as_seen(
    cloud: RunningCloud, asking: Asking
) -> None:
    """The form is shown again: the looks did succeed, all of them."""
    patients = [new_patient() for _ in range(3)]
    uow, request = asking("system", "system_tests")
    DemographicsOf(uow).by_id(patients)
    Patients(uow).get(patients[0])
    person = People(uow).get(patients[0])
    other, _ = asking("patient", patients[0])
    change_phone(other, patients[0], "+97411")
    with pytest.raises(Conflict), uow:
        People(uow).save(replace(person, department="x"), Action.UPDATE_PREFERENCES)
    uow.close()
    entries = {entry["action"]: entry for entry in trail_of(cloud, request)}
    assert entries[Action.UPDATE_PREFERENCES]["result"] == "CONFLICT"
    assert entries["READ_PATIENT"]["result"] == "SUCCESS"
    assert entries["LIST_DEMOGRAPHICS"]["result"] == "SUCCESS"
    assert set(entries["LIST_DEMOGRAPHICS"]["resources"]) == set(patients)


def test_nothing_is_stored_when_the_block_ends_with_an_error(
    cloud: RunningCloud, asking: Asking
) -> None:
    patient = new_patient()
    uow, request = asking("patient", patient)
    person = People(uow).get(patient)
    with pytest.raises(ZeroDivisionError), uow:  # noqa: PT012 - the block must end with it
        People(uow).save(replace(person, department="x"), Action.UPDATE_PREFERENCES)
        raise ZeroDivisionError
    uow.close()
    again, _ = asking("patient", patient)
    assert People(again).get(patient).department is None
    assert trail_of(cloud, request) == []


def test_a_change_without_an_entry_cannot_be_stored(table: Table, asking: Asking) -> None:
    patient = new_patient()
    uow, _ = asking("staff", REEM)
    with pytest.raises(RuntimeError, match="entry"), uow:
        CareRelations(uow).stage(Care(patient_id=patient, provider_id=DR_OTHER), "add")
    assert table.get({"PK": f"USER#{patient}", "SK": f"CARE#{DR_OTHER}"}, consistent=True) is None


def test_writes_belong_into_a_block(asking: Asking) -> None:
    uow, _ = asking("staff", REEM)
    care = Care(patient_id=JOHN, provider_id=DR_OTHER, since=now())
    with pytest.raises(RuntimeError, match="inside"):
        CareRelations(uow).stage(care, "add")


def test_a_key_that_is_taken_is_a_conflict(asking: Asking) -> None:
    uow, _ = asking("system", "system_tests")
    patient = Patients(uow).get(JOHN)
    with pytest.raises(Conflict), uow:
        Patients(uow).add(patient, "IMPORT_PATIENT")


# Answers that are lost


def test_a_change_whose_answer_was_lost_is_made_once_and_is_no_conflict(
    cloud: RunningCloud, acting_over: Acting, faulty: tuple[Table, Faults]
) -> None:
    patient, request = new_patient(), uuid4().hex
    faults = faulty[1]
    faults.next["TransactWriteItems"] = ["lost answer"]
    change_phone(acting_over("patient", patient, request), patient, "+97455")
    assert faults.seen.count("TransactWriteItems") == 2
    assert [entry["action"] for entry in trail_of(cloud, request)] == [Action.UPDATE_PREFERENCES]
    person = People(acting_over("patient", patient)).get(patient)
    assert (person.personal_info.phone_number, person.version) == ("+97455", 1)


def test_an_entry_whose_answer_was_lost_is_written_once(
    cloud: RunningCloud, acting_over: Acting, faulty: tuple[Table, Faults]
) -> None:
    patient, request = new_patient(), uuid4().hex
    faults = faulty[1]
    faults.next["PutItem"] = ["lost answer", "lost answer"]
    uow = acting_over("patient", patient, request)
    Patients(uow).get(patient)
    uow.close()
    assert faults.seen.count("PutItem") == 3
    assert len(trail_of(cloud, request)) == 1


@pytest.mark.parametrize("fault", [THROTTLED, "broken", RESET, "garbled"])
def test_a_passing_fault_is_not_noticed(
    acting_over: Acting, faulty: tuple[Table, Faults], fault: str
) -> None:
    patient = new_patient()
    faults = faulty[1]
    for operation in ("GetItem", "PutItem", "TransactWriteItems"):
        faults.next[operation] = [fault]
    uow = acting_over("patient", patient)
    Patients(uow).get(patient)
    change_phone(uow, patient, "+97466")
    uow.close()
    assert People(acting_over("patient", patient)).get(patient).version == 1


# When the trail cannot be written


def test_without_a_trail_nothing_read_may_be_shown_and_nothing_is_saved(
    cloud: RunningCloud, acting_over: Acting, faulty: tuple[Table, Faults]
) -> None:
    patient, request = new_patient(), uuid4().hex
    uow = acting_over("patient", patient, request)
    Patients(uow).get(patient)
    person = People(uow).get(patient)
    faults = faulty[1]
    faults.next["PutItem"] = faults.next["TransactWriteItems"] = [RESET] * 200
    with pytest.raises(Unavailable), deadline(0.5), uow:
        People(uow).save(replace(person, department="x"), Action.UPDATE_PREFERENCES)
    with pytest.raises(Unavailable), deadline(0.5):
        uow.close()
    assert trail_of(cloud, request) == []
    assert wiring.health_table().get(
        {"PK": f"USER#{patient}", "SK": "PROFILE#main"}, consistent=True, only=("department",)
    ) == {}  # fmt: skip


def test_what_was_told_ahead_in_vain_lets_nothing_be_shown(
    cloud: RunningCloud, acting_over: Acting, faulty: tuple[Table, Faults]
) -> None:
    patient, request = new_patient(), uuid4().hex
    uow = acting_over("staff", REEM, request)
    DemographicsOf(uow).by_id([patient])
    faulty[1].next["PutItem"] = [RESET] * 200
    with deadline(0.5):
        uow.begin_audit()
        DemographicsOf(uow).by_id([patient])
        with pytest.raises(Unavailable):
            uow.close()
    assert trail_of(cloud, request) == []


def test_lost_races_and_looks_that_were_told_already_leave_no_hole_in_the_numbers(
    cloud: RunningCloud, asking: Asking
) -> None:
    """What was refused gives its number back: a hole would hide that an entry is gone."""
    patient, began = new_patient(), next_place()
    give_back(*began)
    for phone in ("+97411", "+97422", "+97433"):
        mine, _ = asking("patient", patient)
        person = People(mine).get(patient)
        theirs, _ = asking("patient", patient)
        change_phone(theirs, patient, phone)
        with pytest.raises(Conflict), mine:
            People(mine).save(replace(person, department="x"), Action.UPDATE_PREFERENCES)
        mine.close()
        first_looks_in(wiring.health_table()).__init__()  # type: ignore[misc]
        uow, _ = asking("staff", REEM)
        DemographicsOf(uow).by_id([patient])
        uow.close()
    ended = next_place()
    give_back(*ended)
    mine_all = trail(cloud, lambda each: each["writer"] == ended[0])
    numbers = {each["sequence"] for each in mine_all if began[1] <= each["sequence"]}
    assert numbers == set(range(began[1], ended[1]))


def test_no_place_in_the_trail_is_taken_twice(cloud: RunningCloud) -> None:
    """(writer, sequence) is the entry's place in the chain to come.

    The drills look at their own, and plant the fault that takes one twice.
    """
    entries = trail(cloud, lambda item: not item["requestId"].startswith("drill-"))
    places = Counter((entry["writer"], entry["sequence"]) for entry in entries)
    assert [e for e in entries if places[e["writer"], e["sequence"]] > 1] == []
