"""What somebody with the whole table does to one item is noticed, and takes nothing else down."""

from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from medisecure import wiring
from medisecure.dynamodb.calls.wire import plain
from medisecure.encryption.cipher import Tampered
from patients.records.repository import Records
from tests.conftest import administrator_client
from tests.dynamodb.examples import new_patient, new_record
from tests.people import DR_SMITH, OMAR
from tools.local_cloud.supervisor import RunningCloud

SignIn = Callable[[str], Client]
Raw = Callable[..., list[dict[str, Any]]]
Behind = Callable[[str, dict[str, Any] | None], dict[str, Any]]


@pytest.fixture
def behind(cloud: RunningCloud) -> Callable[..., Any]:
    """The item of a record as it is stored, and a way to put another in its place."""
    admin = administrator_client(cloud)

    def stored(patient_id: str, record_id: str, item: dict[str, Any] | None = None) -> Any:
        if item is not None:
            admin.put_item(TableName=settings.TABLE_NAME, Item=item)
        found = admin.query(
            TableName=settings.TABLE_NAME, ConsistentRead=True,
            KeyConditionExpression="PK = :pk AND begins_with(SK, :sk)",
            ExpressionAttributeValues={":pk": {"S": f"USER#{patient_id}"},
                                       ":sk": {"S": f"RECORD#{record_id}#"}},
        )["Items"]  # fmt: skip
        return found[0]

    return stored


def swapped(item: dict[str, Any], other: dict[str, Any]) -> dict[str, Any]:
    return item | {"clinicalData": other["clinicalData"]}


def taken_away(item: dict[str, Any], _: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in item.items() if name != "clinicalData"}


def unsealed(item: dict[str, Any], _: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in item.items() if name not in ("clinicalData", "seal")}


def added(item: dict[str, Any], _: dict[str, Any]) -> dict[str, Any]:
    return item | {"followUp": item["clinicalData"]}


def in_clear(item: dict[str, Any], _: dict[str, Any]) -> dict[str, Any]:
    return item | {"clinicalData": {"S": "made up"}}


def other_seal(item: dict[str, Any], other: dict[str, Any]) -> dict[str, Any]:
    return item | {"seal": other["seal"]}


def other_version(item: dict[str, Any], _: dict[str, Any]) -> dict[str, Any]:
    return item | {"version": {"N": "7"}}


def other_form(item: dict[str, Any], _: dict[str, Any]) -> dict[str, Any]:
    return item | {"visitInfo": {"S": "no map"}}


DAMAGE = (swapped, taken_away, unsealed, added, in_clear, other_seal, other_version, other_form)


@pytest.mark.parametrize("damage", DAMAGE)
def test_one_damaged_entry_is_told_and_the_rest_is_shown(
    damage: Callable[..., Any], signed_in: SignIn, behind: Any, raw: Raw
) -> None:
    patient_id = new_patient()
    bad, good = new_record(patient_id, complaint="One"), new_record(patient_id, complaint="Other")
    behind(patient_id, bad, damage(behind(patient_id, bad), behind(patient_id, good)))
    client = signed_in(patient_id)
    for path in ("/home/", f"/patients/{patient_id}/records/"):
        page = client.get(path)
        assert page.status_code == 200
        assert b'id="damaged"' in page.content or damage is other_form
    records = client.get(f"/patients/{patient_id}/records/").content.decode()
    assert f"/records/{good}/" in records
    assert f"/records/{bad}/" not in records
    assert bad in records or damage is other_form
    chart = signed_in(DR_SMITH).get(f"/patients/{patient_id}/")
    assert chart.status_code == 200
    told = [item for item in raw(actor=patient_id) if item["action"]["S"] == "CANNOT_OPEN"]
    assert {item["resourceId"]["S"] for item in told} == {bad}
    assert {item["result"]["S"] for item in told} == {"FAILURE"}
    oversight = signed_in(OMAR).get(f"/oversight/?who={patient_id}").content.decode()
    assert "cannot be opened" in oversight


def test_the_entry_itself_says_that_it_cannot_be_opened(
    signed_in: SignIn, behind: Any, clinic: None
) -> None:
    patient_id = new_patient()
    bad = new_record(patient_id)
    behind(patient_id, bad, taken_away(behind(patient_id, bad), {}))
    client = signed_in(patient_id)
    client.raise_request_exception = False
    page = client.get(f"/patients/{patient_id}/records/{bad}/")
    assert page.status_code == 500
    assert "This cannot be opened" in page.content.decode()
    assert bad in page.content.decode()


def test_a_stranger_does_not_learn_that_there_is_a_damaged_entry(
    signed_in: SignIn, behind: Any, clinic: None
) -> None:
    patient_id, stranger = new_patient(), new_patient()
    bad = new_record(patient_id)
    behind(patient_id, bad, taken_away(behind(patient_id, bad), {}))
    page = signed_in(stranger).get(f"/patients/{patient_id}/records/{bad}/")
    assert page.status_code == 404


def test_an_older_ciphertext_put_back_does_not_open(clinic: None, behind: Any, acting: Any) -> None:
    """The older one was sealed for this very place; the seal knows which is the item's now."""
    patient_id = new_patient()
    name = new_record(patient_id, complaint="First")
    first = behind(patient_id, name)
    uow = wiring.system_work("tests")
    record = Records(uow).get(patient_id, name)
    with uow:
        Records(uow).save(_about(record, "Second"), "CHANGE_RECORD")
    uow.close()
    second = behind(patient_id, name)
    assert second["clinicalData"] != first["clinicalData"]
    assert Records(acting("patient", patient_id)).get(patient_id, name) is not None
    behind(patient_id, name, second | {"clinicalData": first["clinicalData"]})
    with pytest.raises(Tampered):
        Records(acting("patient", patient_id)).get(patient_id, name)


def test_an_item_from_before_the_seals_opens_until_they_are_required_and_is_sealed_by_a_change(
    clinic: None, behind: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    patient_id = new_patient()
    name = new_record(patient_id)
    item = behind(patient_id, name)
    behind(patient_id, name, {each: value for each, value in item.items() if each != "seal"})
    with pytest.raises(Tampered):
        Records(wiring.system_work("tests")).get(patient_id, name)
    monkeypatch.setattr(wiring.cipher(), "seals_required", False)
    uow = wiring.system_work("tests")
    record = Records(uow).get(patient_id, name)
    with uow:
        Records(uow).save(_about(record, "Now"), "CHANGE_RECORD")
    assert plain(behind(patient_id, name)["version"]) == 1
    monkeypatch.setattr(wiring.cipher(), "seals_required", True)
    assert Records(wiring.system_work("tests")).get(patient_id, name) is not None


def _about(record: Any, complaint: str) -> Any:
    from dataclasses import replace  # noqa: PLC0415

    return replace(record, clinical_data=replace(record.clinical_data, chief_complaint=complaint))
