"""Condition, AllergyIntolerance, Medication*, Immunization: what stands on a patient's lists."""

from dataclasses import replace
from datetime import date
from typing import Any

from medisecure.importing.fhir.dosage import DosageWords, dosage_words
from medisecure.importing.fhir.elements import (
    ATC,
    ICD10,
    Json,
    LeftOut,
    code,
    codes,
    cut,
    first_day,
    listed,
    object_in,
    text,
    words,
)
from patients.lists import allergies, immunisations, medicines, problems
from patients.lists.allergies import AllergyIntolerance, AllergyStatus, AllergyType, Criticality
from patients.lists.immunisations import Immunization
from patients.lists.medicines import MedicationStatement, MedicineStatus
from patients.lists.problems import Condition, ProblemStatus

ERROR, REFUTED = "entered-in-error", "refuted"
UNSURE = ("unconfirmed", "provisional", "differential")
PROBLEMS = {
    "active": ProblemStatus.ACTIVE, "recurrence": ProblemStatus.ACTIVE,
    "relapse": ProblemStatus.ACTIVE, "inactive": ProblemStatus.INACTIVE,
    "remission": ProblemStatus.INACTIVE, "resolved": ProblemStatus.RESOLVED,
}  # fmt: skip
# SNOMED CT's qualifiers of FHIR's condition-severity value set.
SEVERITIES = {"255604002": "MILD", "6736007": "MODERATE", "24484000": "SEVERE"}
# SNOMED CT: no known allergy; to drugs; to food; to the environment.
NONE_KNOWN = ("716186003", "409137002", "429625007", "428607008")
MEDICINES = {
    "active": MedicineStatus.ACTIVE, "intended": MedicineStatus.ACTIVE,
    "completed": MedicineStatus.COMPLETED, "stopped": MedicineStatus.STOPPED,
    "cancelled": MedicineStatus.STOPPED, "on-hold": MedicineStatus.STOPPED,
    ERROR: MedicineStatus.ENTERED_IN_ERROR,
}  # fmt: skip
ORDERED = ("order", "original-order", "instance-order", "reflex-order", "filler-order")
NOT_STATED = "Not stated by the sending system"
MOST_NOTE = 1000


def condition_of(resource: Json) -> Condition:
    """A problem of the list; `LeftOut` for one without words or a code."""
    concept = object_in(resource, "code")
    if not code(concept, ICD10) and not words(concept):
        raise LeftOut("names no condition")
    verified = code(object_in(resource, "verificationStatus")) or ""
    status = PROBLEMS.get(
        code(object_in(resource, "clinicalStatus")) or "active", ProblemStatus.ACTIVE
    )
    onset = first_day(resource, "onsetDateTime", "onsetPeriod")
    ended = first_day(resource, "abatementDateTime", "abatementPeriod")
    notes = [text(each, "text") for each in listed(resource, "note")]
    if verified in UNSURE:
        notes.append(f"Verification: {verified}")
    return Condition(
        code=code(concept, ICD10),
        description=cut(words(concept), problems.DESCRIPTION_LENGTH),
        severity=SEVERITIES.get(code(object_in(resource, "severity")) or ""),
        status=ProblemStatus.ENTERED_IN_ERROR if verified in (ERROR, REFUTED) else status,
        onset_on=onset,
        ended_on=ended if ended and (onset is None or onset <= ended) else None,
        note=cut("\n".join(filter(None, notes)), MOST_NOTE),
    )


def allergy_of(resource: Json) -> AllergyIntolerance:
    """An allergy, or that none is known."""
    concept = object_in(resource, "code")
    if set(codes(concept)) & set(NONE_KNOWN):
        return AllergyIntolerance(is_none_known=True)
    substance = words(concept)
    if not substance:
        raise LeftOut("names no substance")
    shown = (
        words(it) for each in listed(resource, "reaction") for it in listed(each, "manifestation")
    )
    kind, grave = text(resource, "type").upper(), text(resource, "criticality").upper()
    return AllergyIntolerance(
        substance=cut(substance, allergies.SUBSTANCE_LENGTH) or "",
        atc=code(concept, ATC),
        type=AllergyType(kind) if kind in AllergyType.__members__ else None,
        reaction=cut(", ".join(dict.fromkeys(filter(None, shown))), allergies.REACTION_LENGTH),
        criticality=Criticality(grave.replace("-", "_"))
        if grave.replace("-", "_") in Criticality.__members__ else None,
        is_verified=code(object_in(resource, "verificationStatus")) == "confirmed",
        status=_allergy_status(resource),
        onset_on=first_day(resource, "onsetDateTime", "onsetPeriod"),
    )  # fmt: skip


def medicine_of(
    resource: Json, named: str, atc: str | None
) -> tuple[MedicationStatement, DosageWords]:
    """A medicine of the list and how it is taken as texts; `named` is the medicine's name."""
    if resource.get("intent") and resource["intent"] not in ORDERED:
        raise LeftOut(f"is a {resource['intent']}, no order")
    status = MEDICINES.get(text(resource, "status"))
    if status is None:
        raise LeftOut(f"its status is {text(resource, 'status') or 'not stated'}")
    if not named:
        raise LeftOut("names no medicine")
    began = first_day(
        resource, "authoredOn", "effectiveDateTime", "effectivePeriod", "dateAsserted"
    )
    if began is None:
        raise LeftOut("does not say since when")
    taken = dosage_words(resource)
    written = medicines.of_prescription(
        medication=cut(named, medicines.MEDICATION_LENGTH) or "", started_on=began,
        dosage=taken.dosage, frequency=taken.frequency, duration=taken.duration,
    )  # fmt: skip
    stopped = _stopped(resource, began) if status is MedicineStatus.STOPPED else {}
    return replace(written, atc=atc or written.atc, status=status, **stopped), taken


def immunisation_of(resource: Json) -> Immunization:
    """A vaccine that was given."""
    status = text(resource, "status")
    if status not in ("completed", ERROR):
        raise LeftOut("was not given" if status == "not-done" else "its status is not stated")
    given = first_day(resource, "occurrenceDateTime")
    if given is None:
        raise LeftOut("does not say when it was given")
    named = words(resource.get("vaccineCode"))
    if not named:
        raise LeftOut("names no vaccine")
    dose = next(
        (each.get("doseNumberPositiveInt") for each in listed(resource, "protocolApplied")), None
    )
    return Immunization(
        vaccine=cut(named, immunisations.NAME_LENGTH) or "",
        given_on=given,
        dose_number=int(dose) if dose else None,
        lot=cut(text(resource, "lotNumber"), immunisations.NAME_LENGTH),
        note=cut(
            "\n".join(text(each, "text") for each in listed(resource, "note")),
            immunisations.NAME_LENGTH,
        ),
        is_entered_in_error=status == ERROR,
    )


def _allergy_status(resource: Json) -> AllergyStatus:
    verified = code(object_in(resource, "verificationStatus"))
    if verified in (ERROR, REFUTED):
        return AllergyStatus.REFUTED if verified == REFUTED else AllergyStatus.ENTERED_IN_ERROR
    clinical = code(object_in(resource, "clinicalStatus")) or "active"
    return AllergyStatus.ACTIVE if clinical == "active" else AllergyStatus.INACTIVE


def _stopped(resource: Json, began: date) -> dict[str, Any]:
    """When, if that is stated, and why it was stopped."""
    period = object_in(resource, "effectivePeriod")
    ended = first_day({"end": period.get("end")}, "end")
    said = words(resource.get("statusReason")) or next(
        (words(each) for each in listed(resource, "statusReason")), ""
    )
    return {"stopped_on": ended if ended and ended >= began else None,
            "stop_reason": (said or NOT_STATED)[: medicines.REASON_LENGTH]}  # fmt: skip
