"""Whose a resource is, who wrote it, and in which entry of the chart it belongs."""

from dataclasses import dataclass, field
from datetime import UTC, datetime

from medisecure.clock import clinic_date, now, utc_text
from medisecure.importing.fhir import people, visits
from medisecure.importing.fhir.bundle import Entry
from medisecure.importing.fhir.elements import Json, LeftOut, first_instant, listed, object_in, text
from medisecure.importing.fhir.entries import ChartEntry, start_of
from medisecure.importing.fhir.references import Names, References
from medisecure.importing.fhir.storing import keep_item

UNKNOWN_AUTHOR = "Another clinic"
TO_COME = "its day is still to come"
OF_ANOTHER = "its encounter is not of the patient it names"
UNKNOWN_PATIENT = "its patient is not in this file, or was left out"
NO_DOCTORS = ("Patient", "Organization", "RelatedPerson", "Device", "Location", "CareTeam")
WHEN = (
    "effectiveDateTime", "effectivePeriod", "authoredOn", "recordedDate", "performedDateTime",
    "performedPeriod", "date",
    "issued",
)  # fmt: skip


@dataclass(slots=True)
class Context:
    """What is known so far of the file's people and entries."""

    refs: References
    names: Names = field(default_factory=Names)
    at: datetime = field(default_factory=now)
    patients: dict[str, str] = field(default_factory=dict)  # their id → ours
    doctors: dict[str, str] = field(default_factory=dict)
    charts: dict[str, ChartEntry] = field(default_factory=dict)
    encounters: dict[str, str] = field(default_factory=dict)  # entry → the resource's own id

    def begin(self, entry: Entry) -> None:
        """Begin the chart entry of an Encounter."""
        resource = entry.resource
        begun = visits.entry_of_encounter(resource)
        if begun["seen_at"] > self.at:
            raise LeftOut(TO_COME)
        record_id = self.refs.ours("consultation", entry.id)
        seen = [object_in(each, "individual") for each in listed(resource, "participant")]
        self.charts[record_id] = ChartEntry(
            record_id=record_id, patient_id=self.patient_of(resource), visit=begun["visit"],
            provider_id=self.doctor(seen), seen_at=begun["seen_at"], complaint=begun["complaint"],
            is_sensitive=begun["is_sensitive"],
        )  # fmt: skip
        self.encounters[record_id] = entry.id

    def patient_of(self, resource: Json) -> str:
        subject = object_in(resource, "subject") or object_in(resource, "patient")
        found = self.patients.get(self.refs.id_in(subject))
        if not found:
            raise LeftOut(UNKNOWN_PATIENT)
        return found

    def encounter_of(self, resource: Json) -> str:
        """The entry of the resource's encounter, if that was taken in.

        `LeftOut` if that is another patient's: nothing goes into the wrong chart.
        """
        told = object_in(resource, "encounter") or next(
            iter(listed(object_in(resource, "context"), "encounter")), {}
        )
        theirs = self.refs.id_in(told)
        own = self.refs.ours("consultation", theirs) if theirs else ""
        if own not in self.charts:
            return ""
        subject = object_in(resource, "subject") or object_in(resource, "patient")
        if subject and self.patients.get(self.refs.id_in(subject)) != self.charts[own].patient_id:
            raise LeftOut(OF_ANOTHER)
        return own

    def chart(self, entry: Entry) -> ChartEntry:
        """The entry a finding belongs to: its encounter's, else one of its own day."""
        own = self.encounter_of(entry.resource)
        if own:
            return self.charts[own]
        seen = first_instant(entry.resource, *WHEN)
        if seen is None:
            raise LeftOut("belongs to no encounter and no day")
        if seen > self.at:
            raise LeftOut(TO_COME)
        patient_id, day = self.patient_of(entry.resource), clinic_date(seen)
        record_id = self.refs.ours("consultation", f"{patient_id} {day}")
        if record_id not in self.charts:
            begun = start_of(day).astimezone(UTC)
            authors = [*listed(entry.resource, "performer"), *listed(entry.resource, "author")]
            self.charts[record_id] = ChartEntry(
                record_id=record_id, patient_id=patient_id, provider_id=self.doctor(authors),
                seen_at=begun, visit={"date": utc_text(begun), "type": "CONSULTATION"},
            )  # fmt: skip
        return self.charts[record_id]

    def doctor(self, meant: list[Json]) -> str:
        """Our id of the first who is a practitioner, here or by name; else nobody known by name."""
        for each in meant:
            theirs = self.refs.id_in(each)
            if theirs in self.doctors:
                return self.doctors[theirs]
        named = next((each for each in meant if text(each, "display") and _is_doctor(each)), {})
        name = text(named, "display") or UNKNOWN_AUTHOR
        number = (
            text(named, "reference").rpartition("|")[2] if "|" in text(named, "reference") else ""
        )
        key = f"name {number or name}"
        if key not in self.doctors:
            own_id = self.refs.ours("provider", key)
            kept = keep_item(people.known_by_name(name, number, own_id, self.at))
            if isinstance(kept, str):
                raise LeftOut(f"its author cannot be kept: {kept}")
            self.doctors[key] = own_id
        return self.doctors[key]


def _is_doctor(reference: Json) -> bool:
    kind = (
        text(reference, "type") or text(reference, "reference").partition("/")[0].partition("?")[0]
    )
    return kind not in NO_DOCTORS
