"""What stands on a patient's lists as FHIR resources."""

from medisecure.exporting.elements import (
    ATC,
    HL7,
    ICD10,
    Json,
    at,
    category,
    concept,
    confidential,
    on,
    reference,
    resource,
    without_empty,
)
from patients.lists.allergies import AllergyIntolerance, AllergyStatus
from patients.lists.immunisations import Immunization
from patients.lists.medicines import MedicationStatement, MedicineStatus
from patients.lists.models import ListItem
from patients.lists.problems import Condition, ProblemStatus

SEVERITIES = {"MILD": "255604002", "MODERATE": "6736007", "SEVERE": "24484000"}
NONE_KNOWN = "716186003"  # SNOMED CT: no known allergy
ERROR = "entered-in-error"
MEDICINES = {
    MedicineStatus.ACTIVE: "active", MedicineStatus.STOPPED: "stopped",
    MedicineStatus.COMPLETED: "completed", MedicineStatus.ENTERED_IN_ERROR: "entered-in-error",
}  # fmt: skip


def list_resource(item: ListItem) -> Json:
    """The Condition, AllergyIntolerance, MedicationStatement or Immunization an item is."""
    content = item.content
    if isinstance(content, Condition):
        return _condition(item, content)
    if isinstance(content, AllergyIntolerance):
        return _allergy(item, content)
    if isinstance(content, MedicationStatement):
        return _medicine(item, content)
    return _vaccine(item, content)


def _condition(item: ListItem, problem: Condition) -> Json:
    is_error = problem.status is ProblemStatus.ENTERED_IN_ERROR
    return resource(
        "Condition", item.item_id,
        meta=confidential(restricted=item.is_sensitive),
        subject=reference("Patient", item.patient_id),
        recorder=reference("Practitioner", item.provider_id),
        category=category("problem-list-item", "condition-category"),
        clinicalStatus=None if is_error else _status("condition-clinical", problem.status.lower()),
        verificationStatus=_status("condition-ver-status", ERROR) if is_error else None,
        code=concept(problem.description, problem.code, ICD10),
        severity=concept(None, SEVERITIES.get(problem.severity or "")),
        onsetDateTime=on(problem.onset_on),
        abatementDateTime=on(problem.ended_on),
        note=[{"text": problem.note}] if problem.note else None,
        recordedDate=at(item.created_at),
    )  # fmt: skip


def _allergy(item: ListItem, allergy: AllergyIntolerance) -> Json:
    verified = {AllergyStatus.REFUTED: "refuted",
                AllergyStatus.ENTERED_IN_ERROR: "entered-in-error"}.get(
        allergy.status, "confirmed" if allergy.is_verified else "unconfirmed")  # fmt: skip
    is_active = allergy.status is AllergyStatus.ACTIVE
    clinical = "active" if is_active else "inactive"
    return resource(
        "AllergyIntolerance", item.item_id,
        patient=reference("Patient", item.patient_id),
        recorder=reference("Practitioner", item.provider_id),
        clinicalStatus=None if verified == "entered-in-error"
        else _status("allergyintolerance-clinical", clinical),
        verificationStatus=_status("allergyintolerance-verification", verified),
        type=allergy.type.lower() if allergy.type else None,
        criticality=allergy.criticality.lower().replace("_", "-") if allergy.criticality else None,
        code=concept("No known allergy", NONE_KNOWN) if allergy.is_none_known
        else concept(allergy.substance, allergy.atc, ATC),
        reaction=[{"manifestation": [concept(allergy.reaction)]}] if allergy.reaction else None,
        onsetDateTime=on(allergy.onset_on),
        recordedDate=at(item.created_at),
    )  # fmt: skip


def _medicine(item: ListItem, taken: MedicationStatement) -> Json:
    return resource(
        "MedicationStatement", item.item_id,
        subject=reference("Patient", item.patient_id),
        informationSource=reference("Practitioner", item.provider_id),
        status=MEDICINES[taken.status],
        statusReason=[concept(taken.stop_reason)] if taken.stop_reason else None,
        medicationCodeableConcept=concept(taken.medication, taken.atc, ATC),
        effectivePeriod=without_empty({"start": on(taken.started_on), "end": on(taken.stopped_on)}),
        dateAsserted=at(item.created_at),
        dosage=dosage(taken.dosage, taken.frequency, taken.duration),
    )  # fmt: skip


def _vaccine(item: ListItem, given: Immunization) -> Json:
    dose = given.dose_number
    return resource(
        "Immunization", item.item_id,
        patient=reference("Patient", item.patient_id),
        status="entered-in-error" if given.is_entered_in_error else "completed",
        vaccineCode=concept(given.vaccine),
        occurrenceDateTime=on(given.given_on),
        lotNumber=given.lot,
        protocolApplied=[{"doseNumberPositiveInt": dose}] if dose else None,
        note=[{"text": given.note}] if given.note else None,
    )  # fmt: skip


def dosage(amount: str | None, often: str | None, span: str | None) -> list[Json]:
    """The schema's three texts of how a medicine is taken, each where a reader looks for it."""
    instruction = without_empty({
        "text": "; ".join(filter(None, (amount, often, span))),
        "timing": without_empty({"code": concept(often)}),
        "patientInstruction": span,
        "doseAndRate": [{"type": concept(amount)}] if amount else None,
    })  # fmt: skip
    return [instruction] if instruction else []


def _status(system: str, code: str) -> Json:
    return {"coding": [{"system": f"{HL7}/{system}", "code": code}]}
