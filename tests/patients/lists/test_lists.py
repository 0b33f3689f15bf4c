"""Problems, allergies, medicines and vaccines behave as a doctor keeps them."""

from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import count

import pytest

from medisecure.errors import Conflict, Invalid
from patients.lists.allergies import AllergyIntolerance, AllergyStatus, words
from patients.lists.immunisations import Immunization
from patients.lists.medicines import MedicineStatus, of_prescription
from patients.lists.models import ListItem, ListName, Shelf, Source, new_item
from patients.lists.planning import planned, tidied
from patients.lists.problems import Condition, ProblemStatus
from patients.prescribing.models import Amount, Dosage, Duration

AT = datetime(2026, 6, 1, 7, 30, tzinfo=UTC)
TODAY = date(2026, 6, 1)
SOURCE = Source(at=AT, today=TODAY, provider_id="provider_1", record_id="record_1")
HEART = Condition(code="I25.9", description="Chronic ischemic heart disease, unspecified")
ATORVASTATIN = of_prescription(
    medication="Atorvastatin", dosage="20mg", frequency="Once daily", duration="30 days",
    started_on=TODAY,
)  # fmt: skip


def item(content: object, **changes: object) -> ListItem:
    made = new_item(content, SOURCE, item_id="item_1", patient_id="patient_1")  # type: ignore[arg-type]
    return replace(made, **changes)  # type: ignore[arg-type]


def test_a_problem_ends_and_comes_back() -> None:
    over = HEART.ended(TODAY, TODAY)
    assert (over.status, over.ended_on) == (ProblemStatus.RESOLVED, TODAY)
    assert over.returned() == HEART
    with pytest.raises(Conflict):
        over.ended(TODAY, TODAY)
    with pytest.raises(Conflict):
        HEART.returned()


def test_a_problem_cannot_end_tomorrow_nor_before_it_began() -> None:
    with pytest.raises(Invalid) as tomorrow:
        HEART.ended(date(2026, 6, 2), TODAY)
    assert list(tomorrow.value.fields) == ["ended_on"]
    with pytest.raises(Invalid):
        replace(HEART, onset_on=TODAY, ended_on=date(2025, 1, 1))


def test_a_problem_needs_a_code_or_words() -> None:
    for wrong in ({}, {"description": "  "}, {"description": "x" * 501}):
        with pytest.raises(Invalid) as refused:
            Condition(**wrong)  # type: ignore[arg-type]
        assert list(refused.value.fields) == ["description"]


def test_not_asked_none_known_and_known_are_three_things() -> None:
    none, some = AllergyIntolerance(is_none_known=True), AllergyIntolerance(substance="Penicillin")
    assert words([]) is None
    assert words([none]) == []
    assert words([none, some]) == ["Penicillin"]
    assert words([some.taken_off(AllergyStatus.REFUTED)]) is None


def test_none_known_stands_alone_and_an_allergy_names_its_substance() -> None:
    with pytest.raises(Invalid):
        AllergyIntolerance(is_none_known=True, substance="Penicillin")
    with pytest.raises(Invalid):
        AllergyIntolerance(substance=" ")


def test_an_allergy_is_taken_off_once() -> None:
    off = AllergyIntolerance(substance="Nuts").taken_off(AllergyStatus.ENTERED_IN_ERROR)
    assert not off.is_now
    with pytest.raises(Conflict):
        off.taken_off(AllergyStatus.REFUTED)


def test_the_schemas_prescription_becomes_a_medicine_with_codes_and_keeps_its_texts() -> None:
    assert ATORVASTATIN.atc == "C10AA05"
    assert (ATORVASTATIN.dosage, ATORVASTATIN.frequency) == ("20mg", "Once daily")
    assert ATORVASTATIN.instruction == Dosage(
        dose=Amount(value=20, unit="mg"), timing="QD", duration=Duration(count=30, unit="d")
    )
    assert ATORVASTATIN.ends_on == date(2026, 6, 30)


def test_a_medicine_of_no_list_with_texts_nobody_can_read_stays_as_written() -> None:
    herbs = of_prescription(
        medication="Herbal mixture", dosage="a spoon", duration="7 days", started_on=TODAY
    )
    assert (herbs.atc, herbs.instruction, herbs.dosage) == (None, None, "a spoon")
    assert herbs.ends_on == date(2026, 6, 7)


@pytest.mark.parametrize(
    ("day", "status"),
    [
        (date(2026, 6, 30), MedicineStatus.ACTIVE),
        (date(2026, 7, 1), MedicineStatus.COMPLETED),
    ],
)
def test_a_medicine_is_completed_the_day_after_its_last(day: date, status: MedicineStatus) -> None:
    assert ATORVASTATIN.status_on(day) is status
    assert ATORVASTATIN.is_taken_on(day) is (status is MedicineStatus.ACTIVE)


def test_a_medicine_is_stopped_with_a_reason_and_only_once() -> None:
    with pytest.raises(Invalid) as refused:
        ATORVASTATIN.stopped(TODAY, "  ")
    assert list(refused.value.fields) == ["stop_reason"]
    off = ATORVASTATIN.stopped(TODAY, "Muscle pain")
    assert (off.status, off.ends_on, off.stop_reason) == (
        MedicineStatus.STOPPED, TODAY, "Muscle pain",
    )  # fmt: skip
    with pytest.raises(Conflict):
        off.stopped(TODAY, "again")
    with pytest.raises(Conflict):
        ATORVASTATIN.stopped(date(2026, 8, 1), "too late")


def test_a_medicine_to_come_is_not_taken_yet() -> None:
    later = replace(ATORVASTATIN, started_on=date(2026, 7, 1))
    assert not later.is_taken_on(TODAY)
    assert item(later).shelf is Shelf.NOW


def test_a_vaccine_names_itself_and_counts_from_one() -> None:
    with pytest.raises(Invalid):
        Immunization(vaccine=" ", given_on=TODAY)
    with pytest.raises(Invalid):
        Immunization(vaccine="MMR", given_on=TODAY, dose_number=0)


def test_every_content_lies_on_its_list_and_its_shelf() -> None:
    assert item(HEART).list_name is ListName.CONDITION
    assert item(HEART).shelf is Shelf.NOW
    assert item(HEART.ended(TODAY, TODAY)).shelf is Shelf.PAST
    assert item(AllergyIntolerance(is_none_known=True)).list_name is ListName.ALLERGY
    assert item(Immunization(vaccine="MMR", given_on=TODAY)).shelf is Shelf.NOW
    old = replace(ATORVASTATIN, started_on=date(2025, 1, 1))
    assert item(old).shelf is Shelf.PAST


def plan(items: list[ListItem], *contents: object):  # type: ignore[no-untyped-def]
    ids = (f"new_{n}" for n in count(1))
    return planned(
        items, contents, SOURCE, patient_id="patient_1", next_id=lambda _content: next(ids)
    )  # type: ignore[arg-type]


def test_signing_adds_what_is_new_and_leaves_what_is_known() -> None:
    made = plan([item(HEART)], HEART, ATORVASTATIN)
    assert [each.content for each in made.added] == [ATORVASTATIN]
    assert made.added[0].item_id == "new_1"
    assert made.added[0].record_id == "record_1"
    assert made.changed == []


def test_signing_brings_back_a_problem_that_was_over() -> None:
    old = item(HEART.ended(date(2026, 1, 1), TODAY))
    [(before, after)] = plan([old], HEART).changed
    assert before == old
    assert after.content == HEART
    assert after.shelf is Shelf.NOW


def test_signing_goes_on_with_a_medicine_as_newly_prescribed() -> None:
    old = item(replace(ATORVASTATIN, started_on=date(2026, 1, 1)))
    made = plan([old], ATORVASTATIN)
    [(_, after)] = made.changed
    assert after.content == ATORVASTATIN
    assert after.shelf is Shelf.NOW
    assert made.added == []


def test_what_was_struck_out_is_never_brought_back() -> None:
    struck = item(HEART.entered_in_error())
    made = plan([struck], HEART)
    assert [each.content for each in made.added] == [HEART]
    assert made.changed == []


def test_the_same_diagnosis_twice_in_one_entry_is_one_problem() -> None:
    assert len(plan([], HEART, HEART).added) == 1


def test_tidying_puts_medicines_that_came_to_their_end_away() -> None:
    old = replace(item(ATORVASTATIN), medication=replace(ATORVASTATIN, started_on=date(2026, 1, 1)))
    [(before, after)] = tidied([old, item(ATORVASTATIN), item(HEART)], SOURCE)
    assert before == old
    assert after.shelf is Shelf.PAST
    assert after.medication is not None
    assert after.medication.status is MedicineStatus.COMPLETED
