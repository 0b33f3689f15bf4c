"""The doctor's day names the chosen patient by the number that the desk and the chart call them."""

from collections.abc import Callable

from django.test import Client

from tests.dynamodb.examples import load_item, new_name, new_record
from tests.people import DR_SMITH, profile

SignIn = Callable[[str], Client]


def test_who_has_a_record_number_is_shown_with_it(clinic: None, signed_in: SignIn) -> None:
    patient_id = new_name()
    item = profile(patient_id, "PATIENT", "Noor", "Hassan", f"{patient_id}@example.com")
    item["personalInfo"]["identifiers"] = {"recordNumber": "48291736"}
    load_item(item)
    new_record(patient_id)
    page = signed_in(DR_SMITH).get(f"/day/?patient={patient_id}").content.decode()
    chosen = page[page.index('id="patient"') :]
    assert ">R4829-1736<" in chosen
    assert f">{patient_id}<" not in chosen
