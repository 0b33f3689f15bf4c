"""A damaged profile takes its name away and nothing else."""

from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from tests.conftest import administrator_client
from tests.dynamodb.examples import load_item, new_name, new_patient, new_record, trail
from tests.people import DR_SMITH, profile
from tools.local_cloud.supervisor import RunningCloud

SignIn = Callable[[str], Client]
OWN = ("/home/", "/my/health/", "/patients/{}/records/", "/patients/{}/documents/",
       "/patients/{}/visits/", "/patients/{}/results/", "/patients/{}/letters/",
       "/patients/{}/lists/", "/patients/{}/trends/")  # fmt: skip


def swap_secrets(cloud: RunningCloud, user_id: str, other: str) -> None:
    """Have a profile hold the sealed personal part of somebody else's."""
    dynamodb = administrator_client(cloud)

    def stored(who: str) -> dict[str, Any]:
        key = {"PK": {"S": f"USER#{who}"}, "SK": {"S": "PROFILE#main"}}
        item: dict[str, Any] = dynamodb.get_item(
            TableName=settings.TABLE_NAME, Key=key, ConsistentRead=True
        )["Item"]
        return item

    swapped = stored(user_id) | {"personalInfo": stored(other)["personalInfo"]}
    dynamodb.put_item(TableName=settings.TABLE_NAME, Item=swapped)


@pytest.fixture
def damaged(cloud: RunningCloud, clinic: None, signed_in: SignIn) -> tuple[str, str, Client]:
    """A patient with an entry, whose profile was changed in storage after they signed in."""
    patient_id, other = new_patient(), new_patient("Somebody", "Else")
    record_id = new_record(patient_id, complaint="Cough at night")
    browser = signed_in(patient_id)
    swap_secrets(cloud, patient_id, other)
    return patient_id, record_id, browser


def test_its_owner_sees_all_the_rest(cloud: RunningCloud, damaged: tuple[str, str, Client]) -> None:
    patient_id, record_id, browser = damaged
    for place in (*OWN, f"/patients/{{}}/records/{record_id}/"):
        page = browser.get(place.format(patient_id), follow=True)
        text = page.content.decode()
        assert page.status_code == 200, place
        assert 'id="damaged"' in text, place
        assert patient_id in text, place
        assert "Somebody" not in text, place
    assert "Cough at night" in text
    assert trail(cloud, action="CANNOT_OPEN", userId=patient_id, patientId=patient_id)


def test_that_allergies_cannot_be_opened_is_not_told_as_never_asked(
    damaged: tuple[str, str, Client], signed_in: SignIn
) -> None:
    patient_id, _record_id, browser = damaged
    for page in (browser.get("/my/health/", follow=True),
                 signed_in(DR_SMITH).get(f"/patients/{patient_id}/lists/")):  # fmt: skip
        text = page.content.decode()
        assert "What was written down about allergies cannot be opened." in text
        assert "asked" not in text.split('id="allergies-title"')[1].split("</section>")[0]


def test_a_doctor_reads_the_entries_and_writes_nothing_without_the_name(
    damaged: tuple[str, str, Client], signed_in: SignIn
) -> None:
    patient_id, record_id, _browser = damaged
    doctor = signed_in(DR_SMITH)
    read = doctor.get(f"/patients/{patient_id}/records/{record_id}/")
    assert read.status_code == 200
    assert "Cough at night" in read.content.decode()
    assert "Name, birth date and allergies cannot be opened" in read.content.decode()
    for place in ("note/", "lists/edit/", "results/enter/"):
        page = doctor.get(f"/patients/{patient_id}/{place}")
        assert page.status_code == 500, place
        assert f"/patients/{patient_id}/records/" in page.content.decode(), place


@pytest.mark.parametrize("kind", ["STAFF", "PROVIDER", "COMPLIANCE"])
def test_who_sees_other_peoples_data_does_so_with_a_whole_profile_only(
    cloud: RunningCloud, signed_in: SignIn, kind: str
) -> None:
    name = new_name(kind.lower())
    load_item(profile(name, kind, "Noor", "Hassan", f"{name}@example.com"))
    browser = signed_in(name)
    browser.raise_request_exception = False
    assert browser.get("/", follow=True).status_code == 200
    swap_secrets(cloud, name, new_patient())
    assert browser.get("/", follow=True).status_code == 500
