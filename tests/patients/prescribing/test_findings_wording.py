"""Every finding a check can make has a sentence in both languages."""

import itertools

from django.utils import translation

from patients.prescribing.checks import CheckedPerson, PrescribedItem, screened
from patients.prescribing.findings import CheckOutcome, CheckReason, CheckSubject, Finding
from patients.prescribing.findings_wording import OUTCOMES, TITLES, finding_sentence, sayable
from patients.prescribing.models import Amount, Dosage

MEDICINES = ("amoxicillin", "cefalexin", "tramadol", "isotretinoin", "prednisolone", "herbs")
PEOPLE = [
    CheckedPerson(allergies=allergies, taking=taking, age=age, sex=sex, is_pregnant=pregnant)
    for allergies, taking, age, sex, pregnant in itertools.product(
        (None, [], ["Penicillin"], ["blue tablets"], ["amoxicillin"], ["Nuts"]),
        ([], ["tramadol"], ["ampicillin"], ["herbs of home"], ["Paracetamol"]),
        (None, 5, 30),
        ("F", "M"),
        (None, True, False),
    )
]
DOSES = (None, Dosage(dose=Amount(value=1, unit="g"), timing="QD"))


def test_every_finding_of_many_prescriptions_has_words() -> None:
    for name, dosage, person in itertools.product(MEDICINES, DOSES, PEOPLE):
        order = PrescribedItem(medication=name, dosage=dosage)
        for finding in screened(order, person).findings:
            assert "%(" not in finding_sentence(finding)


def test_every_sentence_is_in_arabic_and_holds_what_it_is_held_against() -> None:
    for about, why in sayable():
        finding = Finding(about=about, outcome=CheckOutcome.CLEAR, why=why, against="Penicillin")
        with translation.override("en"):
            english = finding_sentence(finding)
        with translation.override("ar"):
            arabic = finding_sentence(finding)
        assert arabic != english, why
        assert ("Penicillin" in arabic) == ("Penicillin" in english), why


def test_outcomes_and_titles_have_words() -> None:
    assert set(OUTCOMES) == set(CheckOutcome)
    assert set(TITLES) == set(CheckSubject)
    assert {why for _, why in sayable()} == set(CheckReason)
