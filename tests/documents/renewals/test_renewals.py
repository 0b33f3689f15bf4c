"""A medicine again: from the patient's press to the doctor's answer, the letter and the list."""

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from documents.letters.repository import Letters
from documents.renewals.models import Renewal
from documents.renewals.repository import Renewals
from medisecure import wiring
from medisecure.access.proxies import Scope
from medisecure.audit.actions import Action
from medisecure.web.input.fields import new_id
from patients.lists.allergies import AllergyIntolerance
from patients.lists.medicines import of_prescription
from patients.lists.models import Source, new_item
from patients.lists.repository import Lists
from tests.patients.home.portal import ago, entries, fresh_patient, record, store
from tests.patients.proxies.test_acting import acts, begin
from tests.people import DR_OTHER, DR_SMITH, LAYLA

SignIn = Callable[[str], Client]
ITEM = "medication_asked"
MINE = "/my/health/"


def with_medicine(name: str = "Atorvastatin", allergy: str = "", **how: str) -> str:
    """A patient in Dr. Smith's care who takes it; their id."""
    patient = fresh_patient()
    store(record(patient, ago(days=1)))
    at, uow = ago(days=20), wiring.system_work("tests")
    source = Source(at=at, today=at.date(), provider_id=DR_SMITH)
    told = {"dosage": "20 mg", "frequency": "Once daily", "duration": "10 days"} | how
    taken = of_prescription(medication=name, started_on=at.date(), **told)
    known = AllergyIntolerance(substance=allergy) if allergy else AllergyIntolerance(
        is_none_known=True)  # fmt: skip
    with uow:
        lists = Lists(uow)
        lists.add(new_item(taken, source, item_id=ITEM, patient_id=patient), Action.ADD_MEDICINE)
        lists.add(new_item(known, source, item_id="allergy_1", patient_id=patient),
                  Action.ADD_ALLERGY)  # fmt: skip
    return patient


def ask(client: Client, note: str = "two weeks left", **more: str) -> Any:
    url = reverse("documents:renewal-ask", args=[ITEM])
    return client.post(url, {"note": note, **more}, follow=True)


def asked(patient: str) -> Renewal:
    return Renewals(wiring.system_work("tests")).get(patient, ITEM)


def answer(client: Client, patient: str, **told: str) -> Any:
    url = reverse("documents:renewal", args=[patient, ITEM])
    return client.post(url, {"form_id": new_id("letter"), "words": "", "reason": "", **told})


def test_what_is_asked_stands_on_the_doctors_list_and_is_asked_once(signed_in: SignIn) -> None:
    patient = with_medicine()
    own = signed_in(patient)
    assert "Your doctor was asked" in ask(own).content.decode()
    assert "has not answered yet" in ask(own).content.decode()
    waiting = Renewals(wiring.system_work("tests")).waiting_for(DR_SMITH)
    assert [each.note for each in waiting if each.patient_id == patient] == ["two weeks left"]


def test_who_acts_for_the_patient_asks_by_the_scope_of_the_record_alone(signed_in: SignIn) -> None:
    patient, parent, other = with_medicine(), fresh_patient("Huda"), fresh_patient("Amal")
    acts(parent, patient, may=[Scope.HEALTH])
    acts(other, patient, may=[Scope.VISITS, Scope.BOOK, Scope.MESSAGES])
    for who, status in ((other, 404), (parent, 200)):
        client = signed_in(who)
        begin(client, patient)
        url = reverse("documents:renewal-ask", args=[ITEM])
        assert client.post(url, {"note": "for the child"}, follow=True).status_code == status
    assert asked(patient).note == "for the child"
    client = signed_in(parent)
    begin(client, patient)
    assert "has not answered yet" in client.get(MINE).content.decode()
    assert "taken back" in ask(client, back="1").content.decode()


def test_the_patient_takes_a_request_back_and_may_ask_again(signed_in: SignIn) -> None:
    patient = with_medicine()
    own = signed_in(patient)
    ask(own)
    assert "taken back" in ask(own, back="1").content.decode()
    assert not asked(patient).is_open
    ask(own, note="after all")
    assert asked(patient).note == "after all"


def test_approving_issues_the_prescription_and_the_list_begins_anew(
    signed_in: SignIn, raw: Any
) -> None:
    patient = with_medicine()
    own, smith = signed_in(patient), signed_in(DR_SMITH)
    ask(own)
    page = smith.get(reverse("documents:renewal", args=[patient, ITEM])).content.decode()
    assert "two weeks left" in page
    assert "20\xa0mg" in page
    done = answer(smith, patient, approve="1", shown="1", words="Come for a blood test")
    assert done.status_code == 302
    told = asked(patient)
    letter = Letters(wiring.system_work("tests")).get(patient, str(told.letter_id))
    assert [each.medication for each in letter.content.medicines] == ["Atorvastatin"]
    uow = wiring.system_work("tests")
    (taken,) = [each.medication for each in Lists(uow).now(patient) if each.medication]
    assert taken.started_on == uow.today
    page = own.get(MINE).content.decode()
    assert "Come for a blood test" in page
    assert f"/letters/{told.letter_id}/" in page
    stored = entries(raw, userId=DR_SMITH, patientId=patient, result="SUCCESS")
    assert {"APPROVE_RENEWAL", "ISSUE_LETTER"} & {each["action"] for each in stored}


def test_a_press_without_having_seen_what_is_not_clear_stores_nothing(signed_in: SignIn) -> None:
    patient = with_medicine("Herbal drops of aunt", allergy="Penicillin")
    smith = signed_in(DR_SMITH)
    ask(signed_in(patient))
    page = answer(smith, patient, approve="1")
    assert "look at what the checks found first" in page.content.decode()
    assert asked(patient).is_open
    assert answer(smith, patient, approve="1", shown="1").status_code == 302


def test_a_conflict_needs_a_reason(signed_in: SignIn) -> None:
    patient = with_medicine("Amoxicillin", allergy="Penicillin")
    smith = signed_in(DR_SMITH)
    ask(signed_in(patient))
    page = answer(smith, patient, approve="1", shown="1", words="kept words").content.decode()
    assert "Write why it is prescribed all the same." in page
    assert "kept words" in page
    assert asked(patient).is_open
    done = answer(smith, patient, approve="1", shown="1", reason="desensitised")
    assert done.status_code == 302
    letter = Letters(wiring.system_work("tests")).get(patient, str(asked(patient).letter_id))
    (given,) = letter.content.medicines
    assert given.screening is not None
    assert given.screening.reason == "desensitised"


def test_declining_needs_words_and_the_patient_reads_them(signed_in: SignIn) -> None:
    patient = with_medicine()
    own, smith = signed_in(patient), signed_in(DR_SMITH)
    ask(own)
    assert "Tell the patient why." in answer(smith, patient, decline="1").content.decode()
    assert answer(smith, patient, decline="1", words="See me first").status_code == 302
    assert "See me first" in own.get(MINE).content.decode()
    assert answer(smith, patient, approve="1", shown="1").status_code == 302  # answered before
    assert asked(patient).letter_id is None


def test_the_enter_key_answers_nothing(signed_in: SignIn) -> None:
    """Prescribing would be the form's first button: no box presses it, and no other press does."""
    patient = with_medicine()
    smith = signed_in(DR_SMITH)
    ask(signed_in(patient))
    shown = answer(smith, patient, shown="1", reason="kept reason").content.decode()
    assert "prescribe it again, or decline" in shown
    assert "kept reason" in shown
    assert asked(patient).is_open
    boxes = re.findall(r'<input[^>]*type="(?!hidden)', shown.partition("<main")[2])
    assert boxes == []


@pytest.mark.parametrize("stranger", [LAYLA, DR_OTHER])
def test_nobody_else_asks_or_answers(signed_in: SignIn, stranger: str) -> None:
    patient = with_medicine()
    ask(signed_in(patient))
    assert answer(signed_in(stranger), patient, decline="1", words="no").status_code == 404
    url = reverse("documents:renewal-ask", args=[ITEM])
    assert signed_in(stranger).post(url, {"note": ""}).status_code == 404
    assert asked(patient).is_open


def test_without_a_doctor_who_has_the_chart_open_a_visit_is_proposed(signed_in: SignIn) -> None:
    patient = fresh_patient()
    uow = wiring.system_work("tests")
    taken = of_prescription(medication="Atorvastatin", started_on=date(2026, 1, 1))
    source = Source(at=uow.at, today=uow.today, provider_id=DR_SMITH)
    with uow:
        Lists(uow).add(
            new_item(taken, source, item_id=ITEM, patient_id=patient), Action.ADD_MEDICINE
        )
    assert "Please book a visit" in ask(signed_in(patient)).content.decode()


def test_a_long_note_is_refused_with_words(signed_in: SignIn) -> None:
    patient = with_medicine()
    assert "1000" in ask(signed_in(patient), note="x" * 1001).content.decode()
    assert Renewals(wiring.system_work("tests")).of_patient(patient) == []
