"""A doctor keeps the lists on a page: added, checked, ended, struck out; the patient reads them."""

from collections.abc import Callable

import pytest
from django.http import HttpResponse
from django.test import Client

from medisecure.dynamodb.unit_of_work import UnitOfWork
from medisecure.importing.loading import load
from medisecure.wiring import system_work
from patients.lists.allergy_words import adopt_words
from patients.lists.models import Shelf
from patients.lists.repository import Lists
from patients.profile.repository import Patients
from tests.people import DR_OTHER, DR_SMITH, LAYLA, MOMENT, REEM, profile

SignIn = Callable[[str], Client]
Acting = Callable[[str, str], UnitOfWork]
NADA = "patient_nada"
PAGE = f"/patients/{NADA}/lists/"
EDIT = f"{PAGE}edit/"


@pytest.fixture(scope="module", autouse=True)
def nada(clinic: None) -> None:
    """A patient of Dr. Smith's, allergic to penicillin by the words of her profile."""
    known = profile(NADA, "PATIENT", "Nada", "Listed", "nada@example.com", born="1970-01-01")
    visit = {
        "PK": f"USER#{NADA}", "SK": f"RECORD#record_nada#{MOMENT}", "entityType": "RECORD",
        "GSI1PK": f"PROVIDER#{DR_SMITH}", "GSI1SK": f"RECORD#{MOMENT}", "recordId": "record_nada",
        "GSI2PK": "RECORD_TYPE#CONSULTATION", "GSI2SK": MOMENT, "recordType": "CONSULTATION",
        "patientId": NADA, "providerId": DR_SMITH, "visitInfo": {"date": MOMENT},
        "createdAt": MOMENT, "updatedAt": MOMENT, "status": "COMPLETED",
    }  # fmt: skip
    for item in (known | {"medicalInfo": {"allergies": ["Penicillin"]}}, visit):
        uow = system_work("tests")
        load(uow, item)
        uow.close()


def text(answer: HttpResponse) -> str:
    return answer.content.decode()


def sent(browser: Client, name: str, **typed: str) -> HttpResponse:
    fields = {f"{name}-{field}": value for field, value in typed.items()}
    return browser.post(EDIT, {"list": name, **fields})


def now(acting: Acting) -> dict[str, str]:
    """The ids of what is on Nada's lists, by name."""
    return {each.name: each.item_id for each in Lists(acting("provider", DR_SMITH)).now(NADA)}


def test_a_problem_is_added_by_its_code_ended_and_shown_among_what_is_over(
    signed_in: SignIn, acting: Acting
) -> None:
    smith = signed_in(DR_SMITH)
    assert sent(smith, "problem", code="e11.9", onset_on="01/02/2020").status_code == 302
    page = text(smith.get(PAGE))
    assert "Type 2 diabetes mellitus without complications" in page
    assert "Type 2 diabetes" in page
    assert smith.post(f"{PAGE}{now(acting)['E11.9']}/", {"ended": "1"}).status_code == 302
    assert "E11.9" not in now(acting)
    assert "resolved" in text(smith.get(PAGE))


def test_a_medicine_against_an_allergy_is_stopped_until_a_reason_is_given(
    signed_in: SignIn, acting: Acting
) -> None:
    smith = signed_in(DR_SMITH)
    typed = {"medication": "Amoxicillin", "dosage": "500 mg", "frequency": "three times a day"}
    page = text(sent(smith, "medicine", **typed, duration="400 days"))
    assert "Allergy to Penicillin: this is of the same group." in page
    assert "Write why it is prescribed all the same." in page
    assert 'value="three times a day"' in page
    assert "J01CA04" not in now(acting)
    reason = {"reason": "Tolerated last year"}
    assert sent(smith, "medicine", **typed, duration="400 days", **reason).status_code == 302
    item = Lists(acting("provider", DR_SMITH)).get(NADA, now(acting)["J01CA04"])
    assert item.medication
    assert item.medication.screening
    assert item.medication.screening.reason == "Tolerated last year"
    assert item.medication.screening.tables

    place = f"{PAGE}{item.item_id}/"
    page = text(smith.post(place, {"ended": "1", "reason": " "}, follow=True))
    assert "Say why it is stopped." in page
    smith.post(place, {"ended": "1", "reason": "Rash"})
    over = Lists(acting("provider", DR_SMITH)).get(NADA, item.item_id)
    assert over.shelf is Shelf.PAST
    assert "Rash" in text(smith.get(PAGE))


def test_an_allergy_is_added_beside_the_words_of_the_profile(
    signed_in: SignIn, acting: Acting
) -> None:
    smith = signed_in(DR_SMITH)
    both = text(sent(smith, "allergy", is_none_known="on"))
    assert "cannot stand beside an allergy" in both
    assert sent(smith, "allergy", substance="Latex", criticality="HIGH").status_code == 302
    assert sorted(Patients(acting("provider", DR_SMITH)).get(NADA).allergies or []) == [
        "Latex", "Penicillin",
    ]  # fmt: skip
    assert {"latex", "penicillin"} <= now(acting).keys()
    again = text(sent(smith, "allergy", substance="latex"))
    assert "on the list already" in again
    smith.post(f"{PAGE}{now(acting)['latex']}/", {"mistake": "1"})
    assert Patients(acting("provider", DR_SMITH)).get(NADA).allergies == ["Penicillin"]


@pytest.mark.parametrize(
    ("name", "typed", "said"),
    [
        ("problem", {}, "Say what the problem is."),
        ("problem", {"code": "Z99.99"}, "not in the release"),
        ("problem", {"code": "asthma"}, "Write a code such as I25.9"),
        ("problem", {"description": "Back pain", "onset_on": "01/01/2999"}, "still to come"),
        ("allergy", {}, "Say what the allergy is to."),
        ("medicine", {"medication": ""}, "required"),
        ("medicine", {"medication": "x" * 201}, "200"),
        ("vaccine", {"vaccine": "MMR"}, "required"),
        ("vaccine", {"vaccine": "MMR", "given_on": "1/1/2020", "dose_number": "0"}, "1 to 99"),
        ("vaccine", {"vaccine": "MMR", "given_on": "yesterday"}, "Write the date"),
    ],
)
def test_a_mistake_is_said_beside_its_field(
    name: str, typed: dict[str, str], said: str, signed_in: SignIn
) -> None:
    answer = sent(signed_in(DR_SMITH), name, **typed)
    assert answer.status_code == 200
    assert said in text(answer)


def test_words_of_the_profile_are_taken_onto_the_list_once(
    signed_in: SignIn, acting: Acting
) -> None:
    assert "penicillin" in now(acting) or adopt_words(system_work("tests"), NADA) == 1
    assert adopt_words(system_work("tests"), NADA) == 0
    assert "penicillin" in now(acting)
    assert "Put it on the list" not in text(signed_in(DR_SMITH).get(EDIT))


def test_a_form_nobody_wrote_changes_nothing(signed_in: SignIn, acting: Acting) -> None:
    before = now(acting)
    assert signed_in(DR_SMITH).post(EDIT, {"list": "secrets"}).status_code == 200
    assert now(acting) == before


@pytest.mark.parametrize("who", [DR_OTHER, REEM, LAYLA])
def test_nobody_else_sees_or_changes_the_lists(who: str, signed_in: SignIn) -> None:
    browser = signed_in(who)
    assert browser.get(PAGE).status_code == 404
    assert browser.get(EDIT).status_code == 404
    assert sent(browser, "problem", description="Nosy").status_code == 404


def test_a_vaccine_is_kept(signed_in: SignIn, acting: Acting) -> None:
    smith = signed_in(DR_SMITH)
    typed = {"vaccine": "Influenza", "given_on": "01/10/2025", "dose_number": "1", "lot": "A-7"}
    assert sent(smith, "vaccine", **typed).status_code == 302
    assert "influenza 2025-10-01" in now(acting)
