"""One unit of work: every look leaves one entry, and a change and its entry share one fate."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import partialmethod
from typing import Any
from unittest.mock import patch
from uuid import uuid4

import pytest

from appointments.visits.repository import Appointments
from medisecure import wiring
from medisecure.access.actor import Actor, RequestContext, Role
from medisecure.access.care import Care
from medisecure.audit.actions import Action
from medisecure.audit.event import Result
from medisecure.audit.sequence import give_back, next_place
from medisecure.clock import now
from medisecure.dynamodb.audit_writer import first_looks_in
from medisecure.dynamodb.calls.deadline import deadline
from medisecure.dynamodb.calls.meter import metered
from medisecure.dynamodb.table import Table
from medisecure.dynamodb.unit_of_work import UnitOfWork
from medisecure.errors import AccessDenied, Conflict, NotFound, Unavailable
from medisecure.identity.repository import People
from patients.profile.repository import CareRelations, DemographicsOf, Patients
from patients.records.repository import Records
from tests.dynamodb.examples import (
    care_for,
    new_patient,
    new_record,
    new_visit,
    trail,
    trail_of,
)
from tests.dynamodb.faulty_cloud import RESET, THROTTLED, Faults
from tests.people import DR_OTHER, DR_SMITH, JOHN, LAYLA, RECORD, REEM
from tools.local_cloud.supervisor import RunningCloud

Acting = Callable[..., UnitOfWork]
PUT = Table.put


@pytest.fixture
def asking(clinic: None) -> Callable[..., tuple[UnitOfWork, str]]:
    """(unit of work, request id) for a request of its own."""

    def as_(role: str, user_id: str) -> tuple[UnitOfWork, str]:
        request = uuid4().hex
        actor = Actor(user_id=user_id, role=Role(role))
        return wiring.unit_of_work(actor, RequestContext(request_id=request, page="tests")), request

    return as_


Asking = Callable[..., tuple[UnitOfWork, str]]


# What a look leaves behind


def test_a_chart_page_of_several_kinds_leaves_one_entry(
    cloud: RunningCloud, asking: Asking
) -> None:
    patient = new_patient()
    record, visit = new_record(patient), new_visit(patient)
    uow, request = asking("provider", DR_SMITH)
    Patients(uow).get(patient)
    Records(uow).latest(patient)
    Records(uow).get(patient, record)
    Appointments(uow).latest(patient)
    uow.close()
    [entry] = trail_of(cloud, request)
    assert entry["action"] == "READ_MEDICAL_RECORD"
    assert (entry["patientId"], entry["userId"], entry["role"]) == (patient, DR_SMITH, "provider")
    assert set(entry["resources"]) == {patient, record, visit}
    assert (entry["purpose"], entry["result"], entry["page"]) == ("TREAT", "SUCCESS", "tests")


def test_more_than_twenty_things_of_one_patient_are_still_one_entry(
    cloud: RunningCloud, asking: Asking
) -> None:
    patient = new_patient()
    records = [new_record(patient) for _ in range(23)]
    uow, request = asking("patient", patient)
    assert len(Records(uow).latest(patient, limit=25).items) == 23
    uow.close()
    [entry] = trail_of(cloud, request)
    assert (len(entry["resources"]), entry["resourceCount"]) == (20, 23)
    assert set(entry["resources"]) < set(records)


def test_two_patients_in_one_request_are_two_entries(cloud: RunningCloud, asking: Asking) -> None:
    first, second = new_patient(), new_patient()
    uow, request = asking("staff", REEM)
    DemographicsOf(uow).get(first)
    DemographicsOf(uow).get(second)
    DemographicsOf(uow).get(first)
    uow.close()
    assert sorted(entry["patientId"] for entry in trail_of(cloud, request)) == sorted(
        [first, second]
    )


def counted(table: Table, tried: list[Any], put: Any) -> None:
    """The real `put`, counted."""
    tried.append(put)
    PUT(table, put)


def test_the_first_sight_of_a_patient_in_a_list_is_an_entry_of_theirs_and_told_once_a_day(
    cloud: RunningCloud, asking: Asking
) -> None:
    patients = [new_patient() for _ in range(3)]
    uow, request = asking("staff", REEM)
    assert set(DemographicsOf(uow).by_id(patients)) == set(patients)
    uow.close()
    told = trail_of(cloud, request)
    assert {each["patientId"] for each in told} == set(patients)
    assert {each["action"] for each in told} == {"LIST_DEMOGRAPHICS"}
    assert {each["GSI4PK"] for each in told} == {f"PATIENT#{each}" for each in patients}
    for forgotten in (False, True):  # by this process, and by one that knows nothing of it
        if forgotten:
            first_looks_in(wiring.health_table()).__init__()  # type: ignore[misc]
        uow, polled = asking("staff", REEM)
        tried: list[Any] = []
        with patch.object(Table, "put", partialmethod(counted, tried)):
            DemographicsOf(uow).by_id(patients)
            uow.close()
        assert trail_of(cloud, polled) == []
        assert len(tried) == (3 if forgotten else 0)
    uow, other = asking("staff", LAYLA)
    DemographicsOf(uow).by_id(patients)
    uow.close()
    assert len(trail_of(cloud, other)) == 3


def test_who_is_opened_in_the_same_request_needs_no_entry_for_the_list(
    cloud: RunningCloud, asking: Asking
) -> None:
    opened, listed = new_patient(), new_patient()
    uow, request = asking("staff", REEM)
    DemographicsOf(uow).by_id([opened, listed])
    DemographicsOf(uow).get(opened)
    uow.close()
    told = {(each["patientId"], each["action"]) for each in trail_of(cloud, request)}
    assert told == {(opened, "READ_DEMOGRAPHICS"), (listed, "LIST_DEMOGRAPHICS")}


def test_who_was_read_only_to_find_others_is_not_told(cloud: RunningCloud, asking: Asking) -> None:
    shown, read_along = new_patient(), new_patient()
    uow, request = asking("staff", REEM)
    DemographicsOf(uow).by_id([shown, read_along])
    uow.show_only({shown})
    uow.close()
    assert [each["patientId"] for each in trail_of(cloud, request)] == [shown]


def test_a_job_lists_patients_in_entries_of_twenty_that_stand_in_nobodys_own_list(
    cloud: RunningCloud, asking: Asking
) -> None:
    patients = [new_patient() for _ in range(21)]
    uow, request = asking("system", "system_tests")
    assert set(DemographicsOf(uow).by_id(patients)) == set(patients)
    uow.close()
    first, second = trail_of(cloud, request)
    assert first["action"] == second["action"] == "LIST_DEMOGRAPHICS"
    named = [*first["resources"], second["resourceId"]]
    assert (len(first["resources"]), sorted(named)) == (20, sorted(patients))
    assert "patientId" not in first
    assert "GSI4PK" not in first


def test_who_is_listed_is_told_beside_the_reads_that_follow_and_once(
    cloud: RunningCloud, asking: Asking
) -> None:
    patients, more = [new_patient() for _ in range(3)], new_patient()
    uow, request = asking("staff", REEM)
    with metered() as cost:
        DemographicsOf(uow).by_id(patients)
        uow.begin_audit()
        DemographicsOf(uow).by_id([*patients, more])
        uow.close()
    told = [each["patientId"] for each in trail_of(cloud, request)]
    assert sorted(told) == sorted([*patients, more])
    assert sorted(call.depth for call in cost.calls if call.writes) == [2, 2, 2, 3]


def test_what_came_to_nothing_is_no_look_that_succeeded(
    cloud: RunningCloud, asking: Asking
) -> None:
    """The page that was refused, or failed, showed nothing of what had been read for it."""
    patient, listed = new_patient(), new_patient()
    for refused, end in ((True, "DENIED"), (False, "FAILURE")):
        uow, request = asking("staff", REEM)
        DemographicsOf(uow).get(patient)
        DemographicsOf(uow).by_id([listed])
        if refused:
            with pytest.raises(AccessDenied):
                Patients(uow).get(patient)
        uow.show_nothing(Result.FAILURE)
        uow.close()
        told = trail_of(cloud, request)
        assert [(each["patientId"], each["result"]) for each in told] == [(patient, end)]


def test_what_was_refused_after_telling_ahead_is_an_entry_as_ever(
    cloud: RunningCloud, asking: Asking
) -> None:
    patient = new_patient()
    uow, request = asking("staff", REEM)
    DemographicsOf(uow).by_id([patient])
    uow.begin_audit()
    DemographicsOf(uow).get(patient)
    with pytest.raises(AccessDenied):
        Patients(uow).get(patient)
    uow.close()
    said = {(entry["action"], entry["result"]) for entry in trail_of(cloud, request)}
    assert said == {
        ("LIST_DEMOGRAPHICS", "SUCCESS"),
        ("READ_DEMOGRAPHICS", "SUCCESS"),
        ("READ_PATIENT", "DENIED"),
    }


def test_closing_twice_leaves_no_second_entry(cloud: RunningCloud, asking: Asking) -> None:
    uow, request = asking("patient", JOHN)
    Patients(uow).get(JOHN)
    uow.close()
    uow.close()
    assert len(trail_of(cloud, request)) == 1


def test_refused_and_absent_are_told_apart_in_the_trail_only(
    cloud: RunningCloud, asking: Asking
) -> None:
    uow, request = asking("provider", DR_OTHER)
    with pytest.raises(AccessDenied) as refused:
        Records(uow).get(JOHN, RECORD)
    with pytest.raises(NotFound) as absent:
        Records(uow).get(JOHN, "no_such_record")
    uow.close()
    assert str(refused.value) == str(absent.value)
    entries = {entry["result"]: entry for entry in trail_of(cloud, request)}
    assert entries["DENIED"]["resourceId"] == RECORD
    assert entries["ABSENT"]["resourceId"] == "no_such_record"
    assert {entry["patientId"] for entry in entries.values()} == {JOHN}


def test_a_list_leaves_out_what_is_not_the_actors(asking: Asking) -> None:
    uow, _ = asking("patient", LAYLA)
    assert Records(uow).latest(JOHN).items == []
    assert DemographicsOf(uow).by_id([JOHN, DR_SMITH]) == {}


def test_an_entry_holds_ids_and_codes_only(cloud: RunningCloud, asking: Asking) -> None:
    uow, request = asking("provider", DR_SMITH)
    Patients(uow).get(JOHN)
    Records(uow).get(JOHN, RECORD)
    uow.close()
    [entry] = trail_of(cloud, request)
    assert set(entry) <= {
        "PK", "SK", "GSI1PK", "GSI1SK", "GSI4PK", "GSI4SK", "entityType", "action", "userId",
        "role", "resourceId", "resources", "patientId", "result", "timestamp", "ipAddress",
        "userAgent", "purpose", "requestId", "page", "writer", "sequence",
    }  # fmt: skip
    assert not [word for word in ("John", "Doe", "I25", "checkup") if word in str(entry)]
    assert len(str(entry)) < 1024


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
    get = Table.get

    def noticed(self: Table, key: dict[str, str], **how: Any) -> Any:
        asked.append((key["SK"], how.get("consistent", False)))
        return get(self, key, **how)

    monkeypatch.setattr(Table, "get", noticed)
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
