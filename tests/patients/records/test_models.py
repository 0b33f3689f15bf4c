"""A chart entry knows its title, its diagnoses, and when medicines and follow-ups end."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from medisecure.errors import Invalid
from patients.records.models import (
    ClinicalData,
    Diagnosis,
    FollowUp,
    Prescription,
    Record,
    Treatment,
    VisitInfo,
)

NOW = datetime(2025, 6, 1, 10, 30, tzinfo=UTC)
HEART = Diagnosis(code="I25.9", description="Chronic ischemic heart disease")


def record(**changes: Any) -> Record:
    made: dict[str, Any] = {
        "record_id": "consultation_1",
        "record_type": "LAB_RESULT",
        "patient_id": "patient_1",
        "provider_id": "provider_1",
        "visit_info": VisitInfo(date=NOW),
        "created_at": NOW,
        "updated_at": NOW,
    }
    return Record(**made | changes)


def test_an_entry_is_called_by_complaint_else_diagnosis_else_kind() -> None:
    found = ClinicalData(chief_complaint="Cough", diagnosis=[HEART])
    assert record(clinical_data=found).title == "Cough"
    assert record(clinical_data=ClinicalData(diagnosis=[HEART])).title.startswith("I25.9 Chronic")
    assert record().title == "Lab result"


def test_diagnoses_and_prescriptions_are_empty_lists_where_nothing_was_written() -> None:
    assert (record().diagnoses, record().prescriptions) == ([], [])
    empty = record(clinical_data=ClinicalData(treatment=Treatment()))
    assert (empty.diagnoses, empty.prescriptions) == ([], [])


def test_all_diagnoses_are_summed_up_in_one_line() -> None:
    both = ClinicalData(diagnosis=[HEART, Diagnosis(description="Asthma")])
    assert record(clinical_data=both).diagnosis_summary == (
        "I25.9 Chronic ischemic heart disease; Asthma"
    )


@pytest.mark.parametrize(
    ("duration", "last_day"),
    [
        ("30 days", date(2025, 6, 30)),
        ("1 day", date(2025, 6, 1)),
        ("2 Weeks", date(2025, 6, 14)),
        ("3 months", date(2025, 8, 31)),
        ("1 year", date(2026, 5, 31)),
        ("٣٠ days", date(2025, 6, 30)),
        ("0 days", date(2025, 6, 1)),
        ("until better", None),
        ("9999 years", None),
        ("", None),
        (None, None),
    ],
)
def test_a_prescription_ends_on_the_last_day_it_is_taken(
    duration: str | None, last_day: date | None
) -> None:
    medicine = Prescription(medication="Atorvastatin", duration=duration)
    assert medicine.ends_on(date(2025, 6, 1)) == last_day


def test_a_medicine_is_taken_from_its_first_to_its_last_day() -> None:
    medicine, start = Prescription(medication="A", duration="2 days"), date(2025, 6, 1)
    days = [date(2025, 5, 31), date(2025, 6, 1), date(2025, 6, 2), date(2025, 6, 3)]
    assert [medicine.is_taken_on(day, start) for day in days] == [False, True, True, False]
    assert Prescription(medication="A").is_taken_on(date(2040, 1, 1), start)


def test_a_follow_up_is_due_only_if_one_is_needed() -> None:
    seen = date(2025, 11, 30)
    assert FollowUp(required=True, timeframe="3 months").due_on(seen) == date(2026, 2, 28)
    assert FollowUp(required=False, timeframe="3 months").due_on(seen) is None
    assert FollowUp(required=True, timeframe="soon").due_on(seen) is None


def test_a_visit_has_a_zone_and_no_negative_length() -> None:
    with pytest.raises(Invalid):
        VisitInfo(date=NOW.replace(tzinfo=None))
    with pytest.raises(Invalid):
        VisitInfo(date=NOW, duration=-1)
