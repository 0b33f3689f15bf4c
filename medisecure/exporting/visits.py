"""Booked visits, and the entries of the chart with all that stands in them, as FHIR resources."""

import base64
from collections.abc import Iterator
from datetime import timedelta

from appointments.visits.models import Appointment
from documents.kinds import loinc_of
from documents.models import Document
from medisecure.exporting.elements import (
    ATC,
    HL7,
    ICD10,
    LOINC,
    Json,
    at,
    category,
    concept,
    confidential,
    number,
    on,
    reference,
    resource,
    ucum,
    without_empty,
)
from medisecure.exporting.lists import SEVERITIES, dosage
from patients.records.models import Record, Status
from patients.results.models import Result, ResultStatus
from patients.vitals.measurements import MERCURY, measurements, pressure_pair

STATUSES = {
    "REQUESTED": "pending", "SCHEDULED": "booked", "CONFIRMED": "booked", "ARRIVED": "arrived",
    "IN_ROOM": "checked-in", "IN_CONSULTATION": "checked-in", "COMPLETED": "fulfilled",
    "CANCELLED": "cancelled", "NO_SHOW": "noshow",
}  # fmt: skip
# https://hl7.org/fhir/R4/observation-vitalsigns.html
LOINC_OF = {
    "heart_rate": ("8867-4", "Heart rate"), "temperature": ("8310-5", "Body temperature"),
    "weight": ("29463-7", "Body weight"), "height": ("8302-2", "Body height"),
    "respiratory_rate": ("9279-1", "Respiratory rate"),
    "oxygen_saturation": ("2708-6", "Oxygen saturation"),
}  # fmt: skip
PRESSURE, SYSTOLIC, DIASTOLIC = "85354-9", "8480-6", "8462-4"
SYMPTOM = "418799008"  # SNOMED CT: finding reported by subject or history provider
FOLLOW_UP = "390906007"  # SNOMED CT: follow-up encounter
SICK_LEAVE = "224459001"  # SNOMED CT: on sick leave from work
INFERRED = "The unit was not stated; it was worked out from the value."
RESULTS = {
    ResultStatus.FINAL: "final", ResultStatus.PRELIMINARY: "preliminary",
    ResultStatus.CORRECTED: "corrected", ResultStatus.ENTERED_IN_ERROR: "entered-in-error",
}  # fmt: skip


def appointment_resource(visit: Appointment) -> Json:
    """FHIR R4 Appointment."""
    where = visit.scheduling_info.location
    people = [("Patient", visit.patient_id), ("Practitioner", visit.provider_id)]
    place = (
        [{"actor": {"type": "Location", "display": where}, "status": "accepted"}] if where else []
    )
    return resource(
        "Appointment", visit.appointment_id,
        status=STATUSES.get(visit.status.value, "entered-in-error"),
        appointmentType=concept(visit.scheduling_info.type),
        reasonCode=[concept(visit.reason)] if visit.reason else None,
        start=at(visit.starts_at), end=at(visit.ends_at), minutesDuration=visit.minutes,
        patientInstruction="\n".join(visit.preparation or ()),
        created=at(visit.created_at),
        participant=[{"actor": reference(*each), "status": "accepted"} for each in people] + place,
    )  # fmt: skip


def entry_resources(record: Record) -> Iterator[Json]:
    """An Encounter and what was found, prescribed, done and advised in it."""
    yield _encounter(record)
    clinical, of = record.clinical_data, _Of(record)
    yield from _follow_up(record, of)
    if leave := record.sick_leave:
        yield of.part(
            "Observation", "sick-leave", status="final",
            code=concept("On sick leave", SICK_LEAVE), effectiveDateTime=at(record.seen_at),
            valuePeriod={"start": on(leave.first_day), "end": on(leave.last_day)},
            note=[{"text": leave.words}] if leave.words else None,
        )  # fmt: skip
    if clinical is None:
        return
    for n, each in enumerate(clinical.diagnosis or ()):
        yield of.part(
            "Condition", f"diagnosis-{n}",
            category=category("encounter-diagnosis", "condition-category"),
            code=concept(each.description, each.code, ICD10),
            severity=concept(None, SEVERITIES.get(each.severity or "")),
        )  # fmt: skip
    for n, symptom in enumerate(clinical.symptoms or ()):
        yield of.part(
            "Observation", f"symptom-{n}", status="final", code=concept("Symptom", SYMPTOM),
            valueString=symptom, effectiveDateTime=at(record.seen_at),
        )  # fmt: skip
    yield from _vitals(record, of)
    yield from _treatment(record, of)
    if clinical.notes:
        data = base64.b64encode(clinical.notes.encode()).decode()
        note = {"contentType": "text/plain; charset=utf-8", "data": data}
        yield without_empty({
            "resourceType": "DocumentReference", "id": f"{of.id}-notes", "status": "current",
            "subject": of.subject, "date": at(record.seen_at), "content": [{"attachment": note}],
            "context": {"encounter": [of.encounter]},
        })  # fmt: skip


def result_resource(result: Result) -> Json:
    """FHIR R4 Observation of the category laboratory."""
    found = result.measured
    if found is None:
        return {}
    span = without_empty({
        "low": without_empty({"value": number(found.low)}),
        "high": without_empty({"value": number(found.high)}),
        "text": found.range_text,
    })  # fmt: skip
    flagged = {"coding": [{"system": f"{HL7}/v3-ObservationInterpretation", "code": found.flag}]}
    return resource(
        "Observation", result.result_id,
        status=RESULTS[result.status], category=category("laboratory", "observation-category"),
        code=concept(found.name, found.loinc, LOINC),
        subject=reference("Patient", result.patient_id),
        performer=[reference("Practitioner", result.provider_id)],
        effectiveDateTime=at(result.taken_at),
        valueQuantity=without_empty({"value": number(found.value), "unit": found.unit})
        if found.value is not None else None,
        valueString=None if found.value is not None else found.text,
        referenceRange=[span] if span else None,
        interpretation=[flagged] if found.flag else None,
        note=[{"text": found.note}] if found.note else None,
    )  # fmt: skip


def document_resource(document: Document, name: str) -> Json:
    """FHIR R4 DocumentReference to a file of the archive; `name` is its path there."""
    info, file = document.document_info, document.file_info
    return resource(
        "DocumentReference", document.document_id,
        status="current", type=concept(info.type, loinc_of(info.type), LOINC),
        category=[concept(info.category)] if info.category else None,
        subject=reference("Patient", document.patient_id),
        description=info.description, date=at(document.created_at),
        content=[{"attachment": without_empty({
            "contentType": file.mime_type, "url": name, "title": document.title,
            "size": file.file_size, "creation": on(info.dated_on) or at(document.created_at),
        })}],
        context=without_empty({
            "encounter": [reference("Encounter", document.record_id)]
            if document.record_id else None,
            "related": [reference("Appointment", document.appointment_id)]
            if document.appointment_id else None,
        }),
    )  # fmt: skip


class _Of:
    """What every part of one entry refers to."""

    def __init__(self, record: Record) -> None:
        self.id = record.record_id.replace("_", "-")
        self.subject = reference("Patient", record.patient_id)
        self.encounter = reference("Encounter", record.record_id)

    def part(self, kind: str, name: str, **elements: object) -> Json:
        """One resource of the entry, named after it."""
        of_it = {"subject": self.subject, "encounter": self.encounter}
        return {"resourceType": kind, "id": f"{self.id}-{name}"} | of_it | without_empty(elements)


def _encounter(record: Record) -> Json:
    visit, clinical = record.visit_info, record.clinical_data
    complaint = clinical.chief_complaint if clinical else None
    minutes = visit.duration
    ends = at(record.seen_at + timedelta(minutes=minutes)) if minutes else None
    return resource(
        "Encounter", record.record_id,
        meta=confidential(restricted=record.is_sensitive),
        status="entered-in-error" if record.status is Status.ENTERED_IN_ERROR else "finished",
        **{"class": {"system": f"{HL7}/v3-ActCode",
                     "code": "EMER" if visit.type == "EMERGENCY" else "AMB"}},
        type=[concept((visit.type or "").replace("_", " ").capitalize())] if visit.type else None,
        subject=reference("Patient", record.patient_id),
        participant=[{"individual": reference("Practitioner", record.provider_id)}],
        period=without_empty({"start": at(record.seen_at), "end": ends}),
        reasonCode=[concept(complaint)] if complaint else None,
        location=[{"location": {"display": visit.location}}] if visit.location else None,
    )  # fmt: skip


def _vitals(record: Record, of: _Of) -> Iterator[Json]:
    taken = record.clinical_data and record.clinical_data.vital_signs
    for each in measurements(taken) if taken else ():
        common = {"status": "final", "category": category("vital-signs", "observation-category"),
                  "effectiveDateTime": at(record.seen_at),
                  "note": [{"text": INFERRED}] if each.is_inferred else None}  # fmt: skip
        if isinstance(each.value, str):
            pair = pressure_pair(each.value)
            if pair:
                parts = [
                    {"code": concept(words, code, LOINC), "valueQuantity": ucum(value, MERCURY)}
                    for code, words, value in (
                        (SYSTOLIC, "Systolic blood pressure", pair[0]),
                        (DIASTOLIC, "Diastolic blood pressure", pair[1]),
                    )
                ]
                panel = concept("Blood pressure", PRESSURE, LOINC)
                yield of.part("Observation", "pressure", code=panel, component=parts, **common)
            continue
        code, words = LOINC_OF[each.name]
        name = each.name.replace("_", "-")
        value = ucum(each.value, each.unit) if each.unit else {"value": number(each.value)}
        yield of.part(
            "Observation", name, code=concept(words, code, LOINC), valueQuantity=value, **common
        )


def _treatment(record: Record, of: _Of) -> Iterator[Json]:
    treatment = record.clinical_data and record.clinical_data.treatment
    if not treatment:
        return
    for n, each in enumerate(treatment.prescription or ()):
        yield of.part(
            "MedicationRequest", f"prescription-{n}", status="completed", intent="order",
            medicationCodeableConcept=concept(each.medication, each.atc, ATC),
            authoredOn=at(record.seen_at),
            dosageInstruction=dosage(each.dosage, each.frequency, each.duration),
            requester=reference("Practitioner", record.provider_id),
        )  # fmt: skip
    for n, procedure in enumerate(treatment.procedures or ()):
        yield of.part("Procedure", f"procedure-{n}", status="completed", code=concept(procedure),
                      performedDateTime=at(record.seen_at))  # fmt: skip
    advised = [{"detail": {"status": "not-started", "description": each}}
               for each in treatment.recommendations or ()]  # fmt: skip
    if advised:
        yield of.part("CarePlan", "advice", status="completed", intent="plan", activity=advised)


def _follow_up(record: Record, of: _Of) -> Iterator[Json]:
    back = record.follow_up
    if back and back.required:
        yield of.part(
            "ServiceRequest", "follow-up", status="active", intent="plan",
            code=concept("Follow-up visit", FOLLOW_UP),
            occurrenceTiming=without_empty({"code": concept(back.timeframe)}),
            note=[{"text": back.notes}] if back.notes else None,
        )  # fmt: skip
