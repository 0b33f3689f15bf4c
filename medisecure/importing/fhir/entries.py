"""The entries of the chart, put together from what a bundle says of one encounter.

What belongs to no encounter goes into an entry of its own for the patient and day it is from.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

from medisecure.clock import CLINIC_ZONE, utc_text, zone
from medisecure.importing.fhir.elements import LeftOut
from patients.records.models import COMPLAINT_LENGTH, LIST_COUNT, NOTES_LENGTH

FULL = "its entry holds as many of these as an entry may"


@dataclass(slots=True)
class ChartEntry:
    """One entry while it is put together; texts and parts are the schema's."""

    record_id: str
    patient_id: str
    provider_id: str
    seen_at: datetime
    visit: dict[str, Any]
    complaint: str = ""
    record_type: str = "CONSULTATION"
    notes: list[str] = field(default_factory=list)
    vitals: dict[str, Any] = field(default_factory=dict)
    units: dict[str, str] = field(default_factory=dict)
    diagnosis: list[dict[str, str]] = field(default_factory=list)
    prescription: list[dict[str, str]] = field(default_factory=list)
    procedures: list[str] = field(default_factory=list)
    symptoms: list[str] = field(default_factory=list)
    recommendations: list[str] = field(default_factory=list)
    follow_up: dict[str, Any] = field(default_factory=dict)
    sick_leave: dict[str, str] = field(default_factory=dict)
    is_sensitive: bool = False

    def say(self, words: str) -> None:
        """Add a text to the notes, once; `LeftOut` if there is no room for the whole of it."""
        if words in self.notes:
            return
        if len("\n\n".join([*self.notes, words])) > NOTES_LENGTH:
            raise LeftOut(f"the notes of its entry hold at most {NOTES_LENGTH} characters")
        self.notes.append(words)

    def measure(self, vital: dict[str, Any]) -> None:
        """Add a vital sign; `LeftOut` if the entry has one of this kind already."""
        units = vital["units"]
        (name,) = units
        if name in self.vitals:
            raise LeftOut("its entry has a vital sign of this kind already")
        self.vitals[name] = vital[name]
        self.units |= units

    def add(self, parts: list[Any], part: Any) -> None:
        """Add to one of the lists, once; `LeftOut` if it is full."""
        if part in parts:
            return
        if len(parts) >= LIST_COUNT:
            raise LeftOut(FULL)
        parts.append(part)

    def also(self, parts: list[Any], part: Any) -> None:
        """The same for what stands on the patient's lists in any case: no room is no loss."""
        if part not in parts and len(parts) < LIST_COUNT:
            parts.append(part)

    def item(self, at: datetime) -> dict[str, Any]:
        """The entry as an item of the schema."""
        seen = utc_text(self.seen_at)
        clinical: dict[str, Any] = {
            "chiefComplaint": self.complaint[:COMPLAINT_LENGTH],
            "notes": "\n\n".join(self.notes),
            "symptoms": self.symptoms,
            "vitalSigns": self.vitals | {"units": self.units} if self.vitals else None,
            "diagnosis": self.diagnosis,
            "treatment": {
                name: told for name, told in (
                    ("prescription", self.prescription), ("procedures", self.procedures),
                    ("recommendations", self.recommendations),
                ) if told
            },
        }  # fmt: skip
        stamp = utc_text(at)
        followed = {"followUp": self.follow_up} if self.follow_up else {}
        followed |= {"sickLeave": self.sick_leave} if self.sick_leave else {}
        protected = {"isSensitive": True} if self.is_sensitive else {}
        return followed | protected | {
            "PK": f"USER#{self.patient_id}", "SK": f"RECORD#{self.record_id}#{seen}",
            "entityType": "RECORD", "recordType": self.record_type, "recordId": self.record_id,
            "patientId": self.patient_id, "providerId": self.provider_id,
            "visitInfo": self.visit, "status": "COMPLETED", "createdAt": stamp, "updatedAt": stamp,
            "clinicalData": {name: told for name, told in clinical.items() if told},
        }  # fmt: skip


def start_of(day: date) -> datetime:
    """The instant a day began at the clinic: when what has no time of day is kept."""
    return datetime.combine(day, time(), zone(CLINIC_ZONE))
