"""What was issued out of an entry holds no longer once the entry is struck out."""

import re
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from documents.letters.models import WITH_ENTRY, Letter, LetterKind
from documents.letters.repository import Letters
from medisecure import wiring
from medisecure.dynamodb.unit_of_work import UnitOfWork
from medisecure.web.input.fields import new_id
from patients.records.models import Record, Status
from patients.records.repository import Records
from tests.patients.encounter.pages import Window, signed_of
from tests.patients.encounter.test_extras import ILL

BORN = "6 May 1980"
SignIn = Callable[[str], Client]


def letters_now(patient_id: str) -> list[Letter]:
    return Letters(wiring.system_work("tests")).latest(patient_id).items


@pytest.fixture
def certified(window: Window, smith: UnitOfWork, patient: str) -> Record:
    """A signed entry with its certificate, and a referral issued out of it by hand."""
    window.presses("sign", "stay", notes="Flu", **ILL)
    [entry] = signed_of(smith, patient)
    address = reverse("documents:letter-write", args=[patient, entry.record_id])
    typed = {"form_id": new_id("letter"), "language": "en", "to": "Hamad", "question": "Lungs?"}
    assert window.browser.post(f"{address}?kind=referral", typed).status_code == 302
    return entry


def struck(window: Window, entry: Record, reason: str = "Another chart was meant") -> str:
    address = reverse("patients:record-strike", args=[entry.patient_id, entry.record_id])
    before = window.browser.get(address).content.decode()
    form_id = re.search(r'name="form_id" value="([^"]+)"', before)
    typed = {"reason": reason} | ({"form_id": form_id[1]} if form_id else {})
    answer = window.browser.post(address, typed, follow=True)
    return before + answer.content.decode()


def test_its_letters_are_withdrawn_and_whoever_checks_the_number_is_told(
    window: Window, certified: Record, patient: str, signed_in: SignIn
) -> None:
    others = Window(window.browser, f"/patients/{patient}/note/")
    others.open()
    others.presses("sign", "stay", notes="Another visit", **ILL)
    page = struck(window, certified)
    assert "They are withdrawn with it" in page
    assert "Its letters are withdrawn" in page
    now = letters_now(patient)
    mine = [each for each in now if each.record_id == certified.record_id]
    assert {each.kind for each in mine} == {LetterKind.SICK_LEAVE, LetterKind.REFERRAL}
    assert not any(each.holds for each in mine)
    assert all(each.holds for each in now if each not in mine)  # of another entry
    [certificate] = [each for each in mine if each.kind is LetterKind.SICK_LEAVE]
    assert certificate.withdrawn_reason == WITH_ENTRY
    asked = {"number": certificate.number, "born_on": BORN}
    checked = Client().post(reverse("documents:check"), asked).content.decode()
    assert "Withdrawn: it holds no longer" in checked
    own = signed_in(patient)
    letter = own.get(reverse("documents:letter", args=[patient, certificate.letter_id]))
    assert WITH_ENTRY in letter.content.decode()
    assert "Another chart was meant" not in letter.content.decode()


def test_a_letter_withdrawn_before_keeps_its_own_reason(
    window: Window, certified: Record, patient: str
) -> None:
    [referral] = [e for e in letters_now(patient) if e.kind is LetterKind.REFERRAL]
    address = reverse("documents:letter", args=[patient, referral.letter_id])
    window.browser.post(address, {"reason": "Wrong hospital"})
    struck(window, certified)
    reasons = {each.kind: each.withdrawn_reason for each in letters_now(patient)}
    assert reasons == {LetterKind.REFERRAL: "Wrong hospital", LetterKind.SICK_LEAVE: WITH_ENTRY}


def test_an_entry_that_is_not_struck_out_keeps_its_letters(
    window: Window, certified: Record, patient: str, smith: UnitOfWork
) -> None:
    struck(window, certified, reason=" ")
    assert all(each.holds for each in letters_now(patient))
    assert Records(smith).get(patient, certified.record_id).status is Status.COMPLETED


def test_more_letters_than_one_transaction_takes_are_withdrawn_by_hand_first(
    window: Window, certified: Record, patient: str, smith: UnitOfWork
) -> None:
    address = reverse("documents:letter-write", args=[patient, certified.record_id])
    for _ in range(7):
        typed = {"form_id": new_id("letter"), "language": "en", "tests": "HbA1c", "question": ""}
        window.browser.post(f"{address}?kind=lab-request", typed)
    assert "withdraw the others first" in struck(window, certified)
    assert all(each.holds for each in letters_now(patient))
    assert Records(smith).get(patient, certified.record_id).status is Status.COMPLETED
    [first, *_rest] = [e for e in letters_now(patient) if e.kind is LetterKind.LAB_REQUEST]
    window.browser.post(
        reverse("documents:letter", args=[patient, first.letter_id]), {"reason": "x"}
    )
    struck(window, certified)
    assert not any(each.holds for each in letters_now(patient))


def test_as_it_stood_before_it_says_so_and_offers_no_papers(
    window: Window, certified: Record, patient: str
) -> None:
    address = reverse("patients:record", args=[patient, certified.record_id])
    assert "letters/?kind=referral" in window.browser.get(address).content.decode()
    struck(window, certified)
    page = window.browser.get(address).content.decode()
    then = next(iter(re.findall(r'href="(\?day=[^"]+)"', page))).replace("&amp;", "&")
    before = window.browser.get(address + then).content.decode()
    assert "struck out since" in before
    assert "letters/?kind=" not in before
    write = reverse("documents:letter-write", args=[patient, certified.record_id])
    refused = window.browser.get(f"{write}?kind=referral", follow=True).content.decode()
    assert "no letter is issued out of it" in refused
