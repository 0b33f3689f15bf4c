"""Patients see everything that is kept about them, and change how they are reached."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from medisecure.wiring import system_work
from patients.profile.repository import Patients
from patients.search.services import find
from tests.people import DR_SMITH, JOHN, LAYLA, OMAR, REEM

pytestmark = pytest.mark.usefixtures("clinic")
SignIn = Callable[[str], Client]
PAGE = "patients:my-details"


def changed(client: Client, patient_id: str, **changes: str) -> Any:
    url = reverse(PAGE, args=[patient_id])
    form = client.get(url).context["form"]
    sent = {name: form[name].value() for name in form.fields}
    return client.post(url, {k: v for k, v in sent.items() if v is not None} | changes)


def test_all_that_is_kept_is_shown_and_reached_from_every_page(signed_in: SignIn) -> None:
    client = signed_in(JOHN)
    url = reverse(PAGE, args=[JOHN])
    assert f'href="{url}"' in client.get(reverse("patients:home")).content.decode()
    html = client.get(url).content.decode()
    for kept in ("123 Medical St", "Male", "O+", "Jane Doe", "Spouse", "Qatar Insurance Company",
                 "QIC123456789", "Penicillin", "+974 12345678", "john.doe@email.com"):  # fmt: skip
        assert kept in html, kept


def test_a_new_phone_is_kept_with_the_old_one_and_found_by_the_desk(signed_in: SignIn) -> None:
    client = signed_in(LAYLA)
    answer = changed(client, LAYLA, phone_number="5550 9876", contact_name="علي")
    assert answer.status_code == 302
    kept = Patients(system_work("tests")).get(LAYLA)
    assert kept.personal_info.phone_number == "+97455509876"
    assert kept.medical_info is not None
    assert kept.medical_info.emergency_contact is not None
    (found,) = find(system_work("tests"), "55509876").patients
    assert found.patient_id == LAYLA
    assert "من المريض" in client.get(answer["Location"]).content.decode()
    changed(client, LAYLA, phone_number="+97455501234")


def test_bad_input_is_explained_and_nothing_is_kept(signed_in: SignIn) -> None:
    answer = changed(signed_in(JOHN), JOHN, contact_name="", contact_phone="3312 ABCD")
    assert "digits only" in answer.content.decode()


@pytest.mark.parametrize("who", [LAYLA, DR_SMITH, REEM, OMAR])
def test_it_is_the_patients_own_page(signed_in: SignIn, who: str) -> None:
    url = reverse(PAGE, args=[JOHN])
    assert signed_in(who).get(url).status_code == 404
    assert signed_in(who).post(url, {"phone_number": "33123456"}).status_code == 404
