"""The desk corrects what is kept: nothing is lost or overwritten, and names stay findable."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from medisecure.dynamodb.calls.meter import metered
from medisecure.wiring import system_work
from patients.correction.repository import Corrections
from patients.profile.models import Patient
from patients.profile.repository import Patients
from patients.search.services import find
from tests.desk import fresh_patient, staff_reading_arabic
from tests.patients.registration.test_register import own_name
from tests.people import DR_SMITH, JOHN, OMAR, REEM

pytestmark = pytest.mark.usefixtures("clinic")
SignIn = Callable[[str], Client]


def kept(patient_id: str) -> Patient:
    return Patients(system_work("tests")).get(patient_id)


def form_on(client: Client, patient_id: str) -> dict[str, Any]:
    """The form as the page filled it."""
    form = client.get(reverse("patients:correct", args=[patient_id])).context["form"]
    sent = {name: form[name].value() for name in form.fields}
    return {name: value for name, value in sent.items() if value is not None and value is not False}


def corrected(client: Client, patient_id: str, **changes: str) -> Any:
    sent = form_on(client, patient_id) | changes
    return client.post(reverse("patients:correct", args=[patient_id]), sent)


def found(typed: str) -> list[str]:
    return [each.patient_id for each in find(system_work("tests"), typed).patients]


def test_what_is_kept_stands_in_the_form_and_saving_it_changes_nothing(signed_in: SignIn) -> None:
    client, before = signed_in(REEM), kept(JOHN)
    assert corrected(client, JOHN).status_code == 302
    assert kept(JOHN) == before


def test_a_correction_is_kept_with_what_was_before_and_found_under_both_names(
    signed_in: SignIn,
) -> None:
    old, new = own_name(), own_name()
    patient_id = fresh_patient("Amna", old, phone="+97433120001", born="1985-06-15")
    client = signed_in(REEM)
    answer = corrected(
        client, patient_id, last_name=new, phone_number="3312 0002", street="Al Waab 5",
        contact_name="Ali", insurance_number="QIC77",
    )  # fmt: skip
    assert answer["Location"] == reverse("patients:details", args=[patient_id])
    now = kept(patient_id)
    assert (now.personal_info.last_name, now.personal_info.phone_number) == (new, "+97433120002")
    assert now.personal_info.previous_names == [f"Amna {old}"]
    assert now.medical_info is not None
    assert now.medical_info.insurance_number == "QIC77"
    for typed in (old, new, f"{new} 33120002", "QIC77"):
        assert found(typed) == [patient_id], typed
    assert found(f"{new} 33120001") == []
    (was,) = Corrections(system_work("tests")).of(patient_id)
    assert was.personal_info.last_name == old
    assert was.corrected_by == REEM
    assert {"last_name", "phone_number", "address", "emergency_contact"} <= set(was.fields)
    html = client.get(answer["Location"]).content.decode()
    assert "What was corrected" in html
    assert f"Amna {old}" in html


def test_allergies_and_blood_type_outlive_a_correction(signed_in: SignIn) -> None:
    before = kept(JOHN).medical_info
    assert before is not None
    corrected(signed_in(REEM), JOHN, insurance_number="QIC1")
    after = kept(JOHN).medical_info
    corrected(signed_in(REEM), JOHN, insurance_number="QIC123456789")
    assert after is not None
    assert (after.allergies, after.blood_type) == (before.allergies, before.blood_type)
    assert after.insurance_number == "QIC1"


def test_the_clinical_part_is_on_no_page_of_the_desk(signed_in: SignIn) -> None:
    html = signed_in(REEM).get(reverse("patients:correct", args=[JOHN])).content.decode()
    assert "Penicillin" not in html
    assert "O+" not in html


def test_two_at_once_lose_nothing(signed_in: SignIn) -> None:
    patient_id = fresh_patient("Amna", own_name(), phone="+97433120003", born="1985-06-15")
    client = signed_in(REEM)
    stale = form_on(client, patient_id) | {"phone_number": "3312 0005"}
    corrected(client, patient_id, phone_number="3312 0004")
    answer = client.post(reverse("patients:correct", args=[patient_id]), stale)
    html = answer.content.decode()
    assert "Somebody else has changed" in html
    assert "3312 0005" in html
    assert kept(patient_id).personal_info.phone_number == "+97433120004"


def test_whose_account_is_gone_at_cognito_gets_another_e_mail_all_the_same(
    signed_in: SignIn,
) -> None:
    patient_id = fresh_patient("Amna", own_name(), phone="+97433120009", born="1985-06-15")
    email = f"other-{patient_id}@example.com".lower()
    assert corrected(signed_in(REEM), patient_id, email=email).status_code == 302
    assert kept(patient_id).personal_info.email == email


def test_bad_input_is_explained_beside_the_field(signed_in: SignIn) -> None:
    answer = corrected(signed_in(REEM), JOHN, phone_number="3312 ABCD", city="Al Wakra")
    html = answer.content.decode()
    assert "digits only" in html
    assert 'value="Al Wakra"' in html


@pytest.mark.parametrize("who", [JOHN, DR_SMITH, OMAR])
def test_correcting_is_the_desks_alone(signed_in: SignIn, who: str) -> None:
    url = reverse("patients:correct", args=[JOHN])
    assert signed_in(who).get(url).status_code == 404
    assert signed_in(who).post(url, {"first_name": "X"}).status_code == 404


def test_a_colleague_is_no_patient_to_correct(signed_in: SignIn) -> None:
    assert signed_in(REEM).get(reverse("patients:correct", args=[DR_SMITH])).status_code == 404


def test_correcting_costs_four_round_trips_at_most(signed_in: SignIn) -> None:
    patient_id = fresh_patient("Amna", own_name(), phone="+97433120006", born="1985-06-15")
    client = signed_in(REEM)
    sent = form_on(client, patient_id) | {"phone_number": "3312 0007"}
    with metered() as meter:
        assert client.post(reverse("patients:correct", args=[patient_id]), sent).status_code == 302
    assert meter.sequential <= 5


def test_the_page_reads_in_arabic(signed_in: SignIn) -> None:
    client = signed_in(staff_reading_arabic())
    html = client.get(reverse("patients:correct", args=[JOHN])).content.decode()
    assert 'dir="rtl"' in html
