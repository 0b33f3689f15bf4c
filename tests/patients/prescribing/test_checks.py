"""Prescriptions are checked with three outcomes; what is not known is never called safe."""

from decimal import Decimal

import pytest

from medisecure.errors import Invalid
from patients.prescribing import allergens, cautions, medicines
from patients.prescribing.checks import CheckedPerson, PrescribedItem, screened
from patients.prescribing.findings import (
    CheckOutcome,
    CheckReason,
    CheckSubject,
    Finding,
    Screening,
)
from patients.prescribing.models import Amount, Dosage

ADULT = {"age": 40, "sex": "M"}


def finding(about: CheckSubject, order: PrescribedItem, **person: object) -> Finding:
    known = CheckedPerson(**(ADULT | person))  # type: ignore[arg-type]
    return next(each for each in screened(order, known).findings if each.about is about)


def allergy(medication: str, *allergies: str) -> tuple[CheckOutcome, CheckReason]:
    found = finding(
        CheckSubject.ALLERGY, PrescribedItem(medication=medication), allergies=list(allergies)
    )
    return found.outcome, found.why


@pytest.mark.parametrize(
    ("medication", "said", "why"),
    [
        ("amoxicillin", "Penicillin", CheckReason.SAME_GROUP),
        ("Amoxicillin 500 mg", "penicillin allergy", CheckReason.SAME_GROUP),
        ("co-amoxiclav", "بنسلين", CheckReason.SAME_GROUP),
        ("cefalexin", "Penicillin", CheckReason.CROSS_REACTION),
        ("meropenem", "Penicillin", CheckReason.CROSS_REACTION),
        ("ampicillin", "cephalosporins", CheckReason.CROSS_REACTION),
        ("amoxicillin", "ampicillin", CheckReason.SAME_GROUP),
        ("amoxicillin", "Amoxicillin", CheckReason.SAME_MEDICINE),
        ("co-trimoxazole", "Sulfa", CheckReason.SAME_GROUP),
        ("furosemide", "sulfa drugs", CheckReason.CROSS_REACTION),
        ("ibuprofen", "Aspirin", CheckReason.SAME_GROUP),
        ("aspirin", "NSAIDs", CheckReason.SAME_GROUP),
        ("azithromycin", "erythromycin", CheckReason.SAME_GROUP),
        ("tramadol", "codeine", CheckReason.SAME_GROUP),
        ("morphine", "opioids", CheckReason.SAME_GROUP),
        ("ramipril", "lisinopril", CheckReason.SAME_GROUP),
        ("sacubitril and valsartan", "lisinopril", CheckReason.CROSS_REACTION),
        ("iohexol", "contrast dye", CheckReason.SAME_GROUP),
        ("oxcarbazepine", "carbamazepine", CheckReason.SAME_GROUP),
        ("aztreonam", "ceftazidime", CheckReason.SAME_GROUP),
        ("rosuvastatin", "simvastatin", CheckReason.SAME_GROUP),
        ("co-codamol", "paracetamol", CheckReason.SAME_MEDICINE),
        ("Penicillin lozenges", "penicillin", CheckReason.SAME_MEDICINE),
    ],
)
def test_an_allergy_speaks_against(medication: str, said: str, why: CheckReason) -> None:
    assert allergy(medication, said) == (CheckOutcome.CONFLICT, why)


@pytest.mark.parametrize(
    ("medication", "said"),
    [
        ("azithromycin", "Penicillin"),
        ("aztreonam", "Penicillin"),
        ("aztreonam", "amoxicillin"),
        ("trimethoprim", "Sulfa"),
        ("paracetamol", "NSAIDs"),
        ("iohexol", "Shellfish"),
        ("losartan", "lisinopril"),
        ("amoxicillin", "Peanuts"),
    ],
)
def test_an_allergy_to_something_else_leaves_it_clear(medication: str, said: str) -> None:
    assert allergy(medication, said) == (CheckOutcome.CLEAR, CheckReason.NO_MATCH)


def test_not_asked_is_not_none_known() -> None:
    order = PrescribedItem(medication="amoxicillin")
    assert finding(CheckSubject.ALLERGY, order, allergies=None).why is CheckReason.NOT_ASKED
    assert finding(CheckSubject.ALLERGY, order, allergies=None).outcome is CheckOutcome.NOT_CHECKED
    assert finding(CheckSubject.ALLERGY, order, allergies=[]).why is CheckReason.NONE_KNOWN
    assert finding(CheckSubject.ALLERGY, order, allergies=[]).outcome is CheckOutcome.CLEAR


@pytest.mark.parametrize("said", ["the blue tablets", "????", "حبة زرقاء", "Xyzal"])
def test_an_allergy_nobody_understands_is_not_checked(said: str) -> None:
    assert allergy("amoxicillin", said) == (CheckOutcome.NOT_CHECKED, CheckReason.NOT_UNDERSTOOD)


def test_a_medicine_that_is_not_listed_is_not_checked() -> None:
    assert allergy("Herbal mixture", "Penicillin") == (
        CheckOutcome.NOT_CHECKED,
        CheckReason.NOT_LISTED,
    )


def test_one_conflict_among_several_allergies_is_found_and_the_unknown_stays_said() -> None:
    known = CheckedPerson(allergies=["Shellfish", "blue tablets", "Penicillin"], **ADULT)
    found = [each for each in screened(PrescribedItem(medication="amoxicillin"), known).findings]
    whys = {(each.why, each.against) for each in found if each.about is CheckSubject.ALLERGY}
    assert whys == {
        (CheckReason.NOT_UNDERSTOOD, "blue tablets"),
        (CheckReason.SAME_GROUP, "Penicillin"),
    }


@pytest.mark.parametrize(
    ("medication", "taking", "why"),
    [
        ("atorvastatin", "Atorvastatin", CheckReason.SAME_MEDICINE),
        ("rosuvastatin", "Atorvastatin 20 mg", CheckReason.SAME_GROUP),
        ("co-codamol", "Paracetamol", CheckReason.SAME_MEDICINE),
        ("ibuprofen", "diclofenac", CheckReason.SAME_GROUP),
        ("ramipril", "lisinopril", CheckReason.SAME_GROUP),
    ],
)
def test_the_same_twice_is_found(medication: str, taking: str, why: CheckReason) -> None:
    found = finding(CheckSubject.DUPLICATE, PrescribedItem(medication=medication), taking=[taking])
    assert (found.outcome, found.why, found.against) == (CheckOutcome.CONFLICT, why, taking)


@pytest.mark.parametrize(
    ("medication", "taking"),
    [
        ("insulin aspart", "insulin lispro"),
        ("atorvastatin", "metformin"),
        ("hydrocortisone (skin)", "clobetasone (skin)"),
    ],
)
def test_what_is_rightly_taken_together_is_clear(medication: str, taking: str) -> None:
    found = finding(CheckSubject.DUPLICATE, PrescribedItem(medication=medication), taking=[taking])
    assert found.outcome is CheckOutcome.CLEAR


def test_a_present_medicine_nobody_knows_is_not_checked() -> None:
    found = finding(
        CheckSubject.DUPLICATE, PrescribedItem(medication="atorvastatin"), taking=["Herbal tea"]
    )
    assert (found.outcome, found.why) == (CheckOutcome.NOT_CHECKED, CheckReason.NOT_UNDERSTOOD)


def dose(
    medication: str, value: int | Decimal, unit: str, timing: str, **person: object
) -> Finding:
    dosage = Dosage(dose=Amount(value=value, unit=unit), timing=timing)
    return finding(
        CheckSubject.DOSE, PrescribedItem(medication=medication, dosage=dosage), **person
    )


def test_a_dose_is_held_against_the_label() -> None:
    assert dose("atorvastatin", 80, "mg", "QD").outcome is CheckOutcome.CLEAR
    assert dose("atorvastatin", 200, "mg", "QD").outcome is CheckOutcome.CONFLICT
    assert dose("atorvastatin", 200, "mg", "QD").against == "80"
    assert dose("paracetamol", 1, "g", "QID").outcome is CheckOutcome.CLEAR
    assert dose("paracetamol", 1, "g", "Q4H").outcome is CheckOutcome.CONFLICT
    assert dose("levothyroxine", 100, "ug", "QD").outcome is CheckOutcome.CLEAR
    assert dose("levothyroxine", 100, "mg", "QD").outcome is CheckOutcome.CONFLICT


def test_a_dose_that_cannot_be_reckoned_is_not_checked() -> None:
    assert dose("atorvastatin", 1, "{tablet}", "QD").why is CheckReason.NO_DOSE
    assert (
        finding(CheckSubject.DOSE, PrescribedItem(medication="atorvastatin")).why
        is CheckReason.NO_DOSE
    )
    assert dose("prednisolone", 20, "mg", "QD").why is CheckReason.NO_LIMIT
    assert dose("Herbal mixture", 20, "mg", "QD").why is CheckReason.NO_LIMIT
    assert dose("atorvastatin", 20, "mg", "QD", age=None).why is CheckReason.AGE_UNKNOWN


def test_a_childs_dose_is_never_called_clear_by_a_table_for_adults() -> None:
    assert dose("paracetamol", 500, "mg", "QID", age=6).why is CheckReason.ADULTS_ONLY
    assert dose("paracetamol", 5, "g", "QD", age=6).outcome is CheckOutcome.CONFLICT


def test_when_needed_counts_by_its_maximum() -> None:
    dosage = Dosage(dose=Amount(value=1, unit="g"), as_needed=True, most_per_day=8)
    order = PrescribedItem(medication="paracetamol", dosage=dosage)
    assert finding(CheckSubject.DOSE, order).outcome is CheckOutcome.CONFLICT


def test_too_young_is_a_conflict_and_no_age_is_not_checked() -> None:
    order = PrescribedItem(medication="tramadol")
    assert finding(CheckSubject.AGE, order, age=8).why is CheckReason.TOO_YOUNG
    assert finding(CheckSubject.AGE, order, age=12).outcome is CheckOutcome.CLEAR
    assert finding(CheckSubject.AGE, order, age=None).outcome is CheckOutcome.NOT_CHECKED


def test_pregnancy_is_a_conflict_only_where_it_is_recorded() -> None:
    order = PrescribedItem(medication="isotretinoin")
    woman = {"sex": "F", "age": 30}
    assert (
        finding(CheckSubject.PREGNANCY, order, **woman, is_pregnant=True).outcome
        is CheckOutcome.CONFLICT
    )
    unknown = finding(CheckSubject.PREGNANCY, order, **woman)
    assert (unknown.outcome, unknown.why) == (
        CheckOutcome.NOT_CHECKED,
        CheckReason.PREGNANCY_UNKNOWN,
    )
    assert (
        finding(CheckSubject.PREGNANCY, order, **woman, is_pregnant=False).outcome
        is CheckOutcome.CLEAR
    )


def test_pregnancy_is_not_asked_of_men_nor_of_harmless_medicines() -> None:
    for order, person in (
        (PrescribedItem(medication="isotretinoin"), CheckedPerson(age=40, sex="M")),
        (PrescribedItem(medication="isotretinoin"), CheckedPerson(age=70, sex="F")),
        (PrescribedItem(medication="paracetamol"), CheckedPerson(age=30, sex="F")),
    ):
        assert CheckSubject.PREGNANCY not in {
            each.about for each in screened(order, person).findings
        }


def test_the_gravest_outcome_stands_for_all_and_a_conflict_demands_a_reason() -> None:
    found = screened(
        PrescribedItem(medication="amoxicillin"), CheckedPerson(allergies=["Penicillin"], **ADULT)
    )
    assert found.outcome is CheckOutcome.CONFLICT
    for reason in (None, "", "   "):
        with pytest.raises(Invalid) as refused:
            Screening(findings=found.findings, reason=reason).demand_reason()
        assert list(refused.value.fields) == ["reason"]
    Screening(findings=found.findings, reason="Tolerated in 2024").demand_reason()
    with pytest.raises(Invalid):
        Screening(findings=found.findings, reason="x" * 501).demand_reason()


def test_what_is_not_checked_demands_no_reason_but_is_not_clear() -> None:
    found = screened(
        PrescribedItem(medication="Herbal mixture"), CheckedPerson(allergies=None, **ADULT)
    )
    assert found.outcome is CheckOutcome.NOT_CHECKED
    assert found.unchecked
    found.demand_reason()


def test_every_screening_names_the_version_of_its_tables() -> None:
    found = screened(PrescribedItem(medication="amoxicillin"), CheckedPerson(**ADULT))
    parts = (medicines.version(), allergens.version(), cautions.version())
    assert found.tables == "-".join(parts)


def test_every_code_of_the_tables_leads_to_listed_medicines() -> None:
    codes = {each.atc for each in medicines.table()}
    assert set(cautions.table()) <= codes
    for group in allergens.table():
        for start in (*group.members, *group.related):
            known = any(code.startswith(start) for code in codes)
            assert known or start in {"J01ED", "J01EB", "N02BA01", "C09B", "C09A"}, start


def test_every_group_that_speaks_against_medicines_names_its_source() -> None:
    assert all(group.source for group in allergens.table())


def test_no_word_means_two_allergens() -> None:
    words = [word.casefold() for group in allergens.table() for word in group.typed]
    assert len(words) == len(set(words))
