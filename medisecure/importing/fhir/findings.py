"""What was booked, found, prescribed and written: each resource goes where it belongs here."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from medisecure.clock import clinic_date
from medisecure.importing.fhir import lists, observations, visits
from medisecure.importing.fhir.bundle import Entry
from medisecure.importing.fhir.context import UNKNOWN_PATIENT, Context
from medisecure.importing.fhir.elements import (
    ATC,
    Json,
    LeftOut,
    attached_texts,
    bare,
    code,
    codes,
    first_instant,
    is_restricted,
    listed,
    object_in,
    text,
    words,
)
from medisecure.importing.fhir.entries import ChartEntry
from patients.lists.models import Content, ListItem, ListName, Source, list_of, new_item
from patients.results.models import Result, ResultStatus

NOT_KEPT = "resources of this type are not kept"
PROCEDURE_LENGTH = 500
Named = tuple[str, str]  # a resource by its type and id
DONE = ("completed", "in-progress", "unknown")


@dataclass(slots=True)
class Findings:
    """What goes onto the lists and among the results, by patient, until it is stored."""

    context: Context
    shelved: dict[str, list[tuple[Named, ListItem]]] = field(default_factory=dict)
    measured: dict[str, list[tuple[Named, Result]]] = field(default_factory=dict)

    def take(self, entry: Entry) -> ChartEntry | None:
        """Take a resource in, or `LeftOut`; the entry it is now a part of and nothing else."""
        taking: Mapping[str, Callable[[Entry], ChartEntry | None]] = {
            "Condition": self._problem, "AllergyIntolerance": self._allergy,
            "Immunization": self._vaccine, "MedicationRequest": self._medicine,
            "MedicationStatement": self._medicine, "Observation": self._observation,
            "Procedure": self._procedure, "Composition": self._narrative,
            "DiagnosticReport": self._narrative, "DocumentReference": self._narrative,
            "CarePlan": self._advice, "ServiceRequest": self._follow_up,
        }  # fmt: skip
        if entry.type not in taking:
            raise LeftOut(NOT_KEPT)
        return taking[entry.type](entry)

    def appointment(self, entry: Entry) -> dict[str, Any]:
        """A booked visit as an item of the schema."""
        known, resource = self.context, entry.resource
        actors = [object_in(each, "actor") for each in listed(resource, "participant")]
        theirs = {known.refs.id_in(each) for each in actors} & set(known.patients)
        if not theirs:
            raise LeftOut(UNKNOWN_PATIENT)
        doctors = [
            each for each in actors
            if known.refs.id_in(each) not in theirs and "Location" not in text(each, "reference")
        ]  # fmt: skip
        return visits.appointment_item(
            resource,
            known.refs.ours("appointment", entry.id),
            known.patients[min(theirs)],
            known.doctor(doctors),
            known.at,
        )

    def _problem(self, entry: Entry) -> ChartEntry | None:
        problem = lists.condition_of(entry.resource)
        told = {"code": problem.code, "description": problem.description,
                "severity": problem.severity}  # fmt: skip
        part = {name: said for name, said in told.items() if said}
        if self.context.names.is_of_the_visit_alone(entry):
            chart = self.context.chart(entry)
            chart.add(chart.diagnosis, part)
            return chart
        self._shelve(entry, problem)
        if self.context.encounter_of(entry.resource) and problem.is_now:
            chart = self.context.chart(entry)
            chart.also(chart.diagnosis, part)
        return None

    def _allergy(self, entry: Entry) -> None:
        self._shelve(entry, lists.allergy_of(entry.resource))

    def _vaccine(self, entry: Entry) -> None:
        self._shelve(entry, lists.immunisation_of(entry.resource))

    def _medicine(self, entry: Entry) -> ChartEntry | None:
        resource = entry.resource
        named, concept = self.context.names.medicine(resource)
        medicine, taken = lists.medicine_of(resource, named, code(concept, ATC))
        told = {"medication": medicine.medication, "atc": code(concept, ATC),
                "dosage": taken.dosage, "frequency": taken.frequency,
                "duration": taken.duration}  # fmt: skip
        part = {name: said for name, said in told.items() if said}
        if self.context.names.is_of_the_visit_alone(entry):
            chart = self.context.chart(entry)
            chart.add(chart.prescription, part)
            return chart
        self._shelve(entry, medicine)
        if entry.type == "MedicationRequest" and self.context.encounter_of(resource):
            chart = self.context.chart(entry)
            chart.also(chart.prescription, part)
        return None

    def _observation(self, entry: Entry) -> ChartEntry | None:
        if observations.SYMPTOM in codes(object_in(entry.resource, "code")):
            chart = self.context.chart(entry)
            chart.add(chart.symptoms, text(entry.resource, "valueString"))
            return chart
        if observations.SICK_LEAVE in codes(object_in(entry.resource, "code")):
            leave = observations.sick_leave_of(entry.resource)
            chart = self.context.chart(entry)
            if chart.sick_leave not in ({}, leave):
                raise LeftOut("its entry certifies other days already")
            chart.sick_leave = leave
            return chart
        status = observations.status_of(entry.resource)
        vital = observations.vital_of(entry.resource)
        if vital:
            if status is ResultStatus.ENTERED_IN_ERROR:
                raise LeftOut("was entered in error")
            chart = self.context.chart(entry)
            chart.measure(vital)
            return chart
        observations.is_kept(entry.resource)
        self._result(entry, status)
        return None

    def _result(self, entry: Entry, status: ResultStatus) -> None:
        known, resource = self.context, entry.resource
        taken = first_instant(resource, "effectiveDateTime", "effectivePeriod", "issued")
        if taken is None:
            raise LeftOut("does not say when the specimen was taken")
        if taken > known.at:
            raise LeftOut("its specimen would be taken in the future")
        patient_id, doctor = known.patient_of(resource), known.doctor(listed(resource, "performer"))
        for n, value in enumerate(observations.lab_values(resource)):
            own_id = known.refs.ours("result", f"{entry.id}#{n}" if n else entry.id)
            result = Result(
                result_id=own_id, patient_id=patient_id, provider_id=doctor, measured=value,
                record_id=known.encounter_of(resource) or None, taken_at=taken, status=status,
                seen_at=known.at, created_at=known.at, updated_at=known.at,
            )  # fmt: skip
            self.measured.setdefault(patient_id, []).append(((entry.type, entry.id), result))

    def _procedure(self, entry: Entry) -> ChartEntry:
        status, named = text(entry.resource, "status"), words(entry.resource.get("code"))
        if status not in DONE:
            raise LeftOut(f"its status is {status or 'not stated'}")
        if not named:
            raise LeftOut("names no procedure")
        chart = self.context.chart(entry)
        chart.add(chart.procedures, named[:PROCEDURE_LENGTH])
        return chart

    def _advice(self, entry: Entry) -> ChartEntry:
        """What a plan of care advises in words; its goals and teams have no place here."""
        planned = [object_in(each, "detail") for each in listed(entry.resource, "activity")]
        advised = [text(each, "description") for each in planned if text(each, "description")]
        if not advised:
            raise LeftOut("advises nothing in words")
        chart = self.context.chart(entry)
        for each in advised:
            chart.add(chart.recommendations, each)
        return chart

    def _follow_up(self, entry: Entry) -> ChartEntry:
        if observations.FOLLOW_UP not in codes(object_in(entry.resource, "code")):
            raise LeftOut("orders other than a follow-up visit are not kept")
        chart, timing = self.context.chart(entry), object_in(entry.resource, "occurrenceTiming")
        notes = [text(each, "text") for each in listed(entry.resource, "note")]
        told = {
            "timeframe": words(object_in(timing, "code")),
            "notes": "\n".join(filter(None, notes)),
        }
        chart.follow_up = {"required": True} | {name: said for name, said in told.items() if said}
        return chart

    def _narrative(self, entry: Entry) -> ChartEntry | None:
        said = [each for each in texts_of(entry) if each]
        if said:
            chart = self.context.chart(entry)
            chart.say("\n\n".join(said).replace("\r\n", "\n"))
            return chart
        if entry.type == "DiagnosticReport" and entry.resource.get("result"):
            # It only groups results, which are observations of their own.
            return self.context.chart(entry)
        raise LeftOut("says nothing in words")

    def _shelve(self, entry: Entry, content: Content) -> None:
        known, resource = self.context, entry.resource
        patient_id = known.patient_of(resource)
        told = [
            object_in(resource, n)
            for n in ("recorder", "requester", "asserter", "informationSource")
        ]
        source = Source(
            at=known.at,
            today=clinic_date(known.at),
            provider_id=known.doctor([each for each in told if each]),
            record_id=known.encounter_of(resource) or None,
        )
        item_id = known.refs.ours(list_of(content).lower(), entry.id)
        item = new_item(content, source, item_id=item_id, patient_id=patient_id)
        if is_restricted(resource):
            item = replace(item, is_sensitive=item.list_name is ListName.CONDITION)
        self.shelved.setdefault(patient_id, []).append(((entry.type, entry.id), item))


def texts_of(entry: Entry) -> list[str]:
    """The texts of a Composition's sections, of a report, or of a document."""
    resource = entry.resource
    if entry.type == "Composition":
        return [
            "\n".join(
                filter(None, (text(each, "title"), bare(text(object_in(each, "text"), "div"))))
            )
            for each in _sections(resource)
        ]
    if entry.type == "DiagnosticReport":
        return [text(resource, "conclusion"), *attached_texts(listed(resource, "presentedForm"))]
    return list(
        attached_texts([object_in(each, "attachment") for each in listed(resource, "content")])
    )


def _sections(holder: Json) -> Iterator[Json]:
    for each in listed(holder, "section"):
        yield each
        yield from _sections(each)
