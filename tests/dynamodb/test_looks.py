"""What a look leaves behind: one entry a patient and request, told once a day in a list."""

from functools import partialmethod
from typing import Any
from unittest.mock import patch

import pytest

from appointments.visits.repository import Appointments
from medisecure import wiring
from medisecure.audit.event import Result
from medisecure.dynamodb.audit_writer import first_looks_in
from medisecure.dynamodb.calls.meter import metered
from medisecure.dynamodb.table import Table
from medisecure.errors import AccessDenied, NotFound
from patients.profile.repository import DemographicsOf, Patients
from patients.records.repository import Records
from tests.dynamodb.examples import (
    Asking,
    new_patient,
    new_record,
    new_visit,
    trail_of,
)
from tests.people import DR_OTHER, DR_SMITH, JOHN, LAYLA, RECORD, REEM
from tools.local_cloud.supervisor import RunningCloud

PUT = Table.put


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
