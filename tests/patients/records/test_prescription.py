"""The schema's prescription is kept as it is; codes stand beside it where there are any."""

from datetime import date

from medisecure.dynamodb.sealing.codec import to_plain
from patients.lists.medicines import MedicationStatement
from patients.prescribing.checks import CheckedPerson, PrescribedItem, screened
from patients.prescribing.models import Amount, Dosage, Duration
from patients.records.models import Prescription
from patients.vitals.models import Circumstances, Position, VitalSigns

SCHEMA = {"medication": "Atorvastatin", "dosage": "20mg", "frequency": "Once daily",
          "duration": "30 days"}  # fmt: skip


def test_a_prescription_without_codes_is_written_as_the_schema_has_it() -> None:
    assert to_plain(Prescription(**SCHEMA)) == SCHEMA


def test_codes_are_written_beside_the_texts() -> None:
    dosage = Dosage(
        dose=Amount(value=20, unit="mg"), timing="QD", duration=Duration(count=30, unit="d")
    )
    found = screened(
        PrescribedItem(medication="Atorvastatin"), CheckedPerson(age=50, allergies=["Nuts"])
    )
    told = to_plain(Prescription(**SCHEMA, atc="C10AA05", instruction=dosage, screening=found))
    assert told["instruction"]["timing"] == "QD"
    assert told["instruction"]["dose"] == {"value": 20, "unit": "mg"}
    assert told["screening"]["findings"][0]["outcome"] == "CLEAR"
    assert {name: told[name] for name in SCHEMA} == SCHEMA


def test_the_last_day_is_read_from_texts_in_both_languages() -> None:
    day = date(2026, 6, 1)
    assert Prescription(**SCHEMA).ends_on(day) == date(2026, 6, 30)
    arabic = Prescription(medication="أموكسيسيلين", duration="لمدة أسبوع")
    assert arabic.ends_on(day) == date(2026, 6, 7)
    assert Prescription(medication="x", duration="until review").ends_on(day) is None


def test_vital_signs_without_circumstances_are_written_as_the_schema_has_them() -> None:
    assert to_plain(VitalSigns(heart_rate=72)) == {"heartRate": 72}
    noted = VitalSigns(heart_rate=72, circumstances=Circumstances(position=Position.SITTING))
    assert to_plain(noted)["circumstances"] == {"position": "SITTING"}


def test_a_medicine_of_the_list_is_written_with_what_it_says_only() -> None:
    told = to_plain(MedicationStatement(medication="Metformin", started_on=date(2026, 6, 1)))
    assert told == {"medication": "Metformin", "status": "ACTIVE", "startedOn": "2026-06-01"}
