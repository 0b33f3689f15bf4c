"""A damaged profile closes its own patient's part of a doctor's day, not the day."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.test import Client

from tests.conftest import administrator_client
from tests.dynamodb.examples import new_patient, new_record
from tests.people import DR_SMITH
from tools.local_cloud.supervisor import RunningCloud

SignIn = Callable[[str], Client]


def profile(cloud: RunningCloud, patient_id: str) -> dict[str, Any]:
    """The patient's profile as it is stored."""
    key = {"PK": {"S": f"USER#{patient_id}"}, "SK": {"S": "PROFILE#main"}}
    found: dict[str, Any] = administrator_client(cloud).get_item(
        TableName=settings.TABLE_NAME, Key=key, ConsistentRead=True
    )["Item"]
    return found


def test_the_day_stays_open_when_the_chosen_patients_profile_is_damaged(
    cloud: RunningCloud, clinic: None, signed_in: SignIn
) -> None:
    patient_id, other = new_patient(), new_patient()
    new_record(patient_id, complaint="Not to be shown without a name")
    doctor = signed_in(DR_SMITH)
    assert f">{patient_id}<" in doctor.get(f"/day/?patient={patient_id}").content.decode()
    stolen = profile(cloud, other)["personalInfo"]
    administrator_client(cloud).put_item(
        TableName=settings.TABLE_NAME, Item=profile(cloud, patient_id) | {"personalInfo": stolen}
    )
    page = doctor.get(f"/day/?patient={patient_id}")
    assert page.status_code == 200
    text = page.content.decode()
    assert 'id="damaged"' in text
    assert "Choose a visit to see the patient here." in text
    assert "Not to be shown" not in text, "no chart stands there without the name of its patient"
