"""A change writes only what differs, and says what must still be true for it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from uuid import uuid4

import pytest

from medisecure.dynamodb import change, keys
from medisecure.dynamodb.calls.wire import plain_item
from medisecure.dynamodb.table import Table
from medisecure.dynamodb.unit_of_work import UnitOfWork
from patients.profile.models import MedicalInfo
from patients.profile.repository import DEMOGRAPHICS, PATIENT, Patients
from tests.dynamodb.examples import new_patient
from tests.dynamodb.sealing.test_codec import CIPHER
from tests.people import JOHN

AT = datetime(2025, 6, 1, tzinfo=UTC)


def test_only_what_differs_is_written(acting: Callable[..., UnitOfWork]) -> None:
    before = Patients(acting("patient", JOHN)).get(JOHN)
    after = replace(before, updated_at=AT)
    operation = change.update(PATIENT, before, after, CIPHER, "T")
    assert operation is not None
    names = set(operation["Update"]["ExpressionAttributeNames"].values())
    assert names == {"updatedAt", "version"}
    assert change.update(PATIENT, before, before, CIPHER, "T") is None


def test_an_item_of_the_schema_has_no_version_yet_and_must_still_have_none(
    acting: Callable[..., UnitOfWork],
) -> None:
    before = replace(Patients(acting("patient", JOHN)).get(JOHN), version=0)
    operation = change.update(PATIENT, before, replace(before, updated_at=AT), CIPHER, "T")
    assert operation is not None
    assert operation["Update"]["ConditionExpression"] == (
        "attribute_exists(PK) AND attribute_not_exists(version)"
    )
    later = change.update(
        PATIENT, replace(before, version=3), replace(before, updated_at=AT, version=3), CIPHER, "T"
    )
    assert later is not None
    assert later["Update"]["ConditionExpression"] == "version = :seen"
    assert later["Update"]["ExpressionAttributeValues"][":seen"] == {"N": "3"}


def test_a_thing_cannot_change_its_own_key(acting: Callable[..., UnitOfWork]) -> None:
    before = Patients(acting("patient", JOHN)).get(JOHN)
    with pytest.raises(ValueError, match="its own key"):
        change.update(PATIENT, before, replace(before, patient_id="other"), CIPHER, "T")


def test_what_became_absent_is_removed_and_so_is_its_index(
    acting: Callable[..., UnitOfWork],
) -> None:
    before = Patients(acting("patient", JOHN)).get(JOHN)
    info = replace(before.personal_info, email=None)
    after = replace(before, personal_info=info, medical_info=None)
    operation = change.update(PATIENT, before, after, CIPHER, "T")
    assert operation is not None
    update = operation["Update"]
    gone = {name for alias, name in update["ExpressionAttributeNames"].items() if "#r" in alias}
    assert gone == {"medicalInfo", "GSI1PK", "GSI1SK"}


def test_a_part_of_an_item_is_never_added_as_if_it_were_the_whole(
    acting: Callable[..., UnitOfWork],
) -> None:
    john = acting("staff", "staff_reem").get(DEMOGRAPHICS, keys.PATIENT.key(patient_id=JOHN))
    with pytest.raises(TypeError, match="part"):
        change.addition(DEMOGRAPHICS, john, CIPHER, "T")


def test_a_save_of_a_part_leaves_the_rest_of_the_item_alone(
    acting: Callable[..., UnitOfWork], table: Table
) -> None:
    name = new_patient()
    uow = acting("system", "tests")
    whole = Patients(uow).get(name)
    with uow:
        Patients(uow).save(replace(whole, medical_info=MedicalInfo()), "UPDATE_PATIENT")
    part = acting("system", "tests")
    found = part.get(DEMOGRAPHICS, keys.PATIENT.key(patient_id=name))
    with part:
        part.save(DEMOGRAPHICS, replace(found, updated_at=AT), "UPDATE_PATIENT")
    stored = table.get({"PK": f"USER#{name}", "SK": "PROFILE#main"}, consistent=True)
    assert stored is not None
    assert "medicalInfo" in stored
    assert plain_item(stored)["version"] == 2


def test_what_is_there_already_stays(acting: Callable[..., UnitOfWork], table: Table) -> None:
    """`ensure` of a relation that exists must not move the day it began."""
    name = new_patient()
    patient = Patients(acting("system", "tests")).get(name)
    later = replace(patient, created_at=AT)
    operation = change.put_if_absent(PATIENT, later, CIPHER, table.name)
    table.transact([operation], uuid4().hex)
    stored = table.get({"PK": f"USER#{name}", "SK": "PROFILE#main"}, consistent=True)
    assert plain_item(stored or {})["createdAt"] == "2025-06-01T08:00:00Z"
