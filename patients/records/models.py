"""One entry of the chart: the visit, what was found, what was decided, and what comes next."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import ClassVar

from medisecure.clinic_rules import AT_ONCE, RULES
from medisecure.clock import later
from medisecure.errors import Conflict, Invalid
from medisecure.errors import gettext_noop as _
from medisecure.fields import QUIET, secret
from patients.prescribing.findings import Screening
from patients.prescribing.models import Dosage
from patients.prescribing.reading import Written, readable
from patients.records.changes import Addendum, Amendment
from patients.records.sick_leave import SickLeave
from patients.vitals.models import VitalSigns

COMPLAINT_LENGTH = 1000
SYMPTOM_LENGTH = 300
NOTES_LENGTH = 10_000
MEDICATION_LENGTH = 200
INSTRUCTION_LENGTH = 200
LIST_COUNT = 100

NOT_SIGNED = _("This entry is not signed, or it was struck out.")


class Status(StrEnum):
    """How far the entry has come; only a DRAFT may still be edited."""

    DRAFT = "DRAFT"
    COMPLETED = "COMPLETED"
    AMENDED = "AMENDED"
    ENTERED_IN_ERROR = "ENTERED_IN_ERROR"

    @property
    def is_final(self) -> bool:
        """Signed, and not struck out."""
        return self in (Status.COMPLETED, Status.AMENDED)


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitInfo:
    """When the patient was seen, why, how long (minutes) and where."""

    date: datetime
    type: str | None = None
    duration: int | None = None
    location: str | None = None

    def __post_init__(self) -> None:
        if self.date.tzinfo is None:
            raise Invalid({"date": _("A visit's time needs its time zone.")})
        if self.duration is not None and self.duration < 0:
            raise Invalid({"duration": _("A visit cannot last a negative time.")})


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnosis:
    """A diagnosis: its ICD-10 code and what it says."""

    code: str | None = None
    description: str | None = None
    severity: str | None = None

    @property
    def summary(self) -> str:
        """Code and words: `I25.9 Chronic ischemic heart disease, unspecified`."""
        return " ".join(part for part in (self.code, self.description) if part)


@dataclass(frozen=True, slots=True, kw_only=True)
class Prescription:
    """A medicine, how much, how often, and for how long.

    The four texts are the schema's. Beside them stand, where they were chosen: the medicine's
    ATC code, how it is taken in codes, what the checks found before signing, and a word on it.
    """

    medication: str
    dosage: str | None = None
    frequency: str | None = None
    duration: str | None = None
    atc: str | None = None
    instruction: Dosage | None = None
    screening: Screening | None = None
    note: str | None = None

    @property
    def codes(self) -> Dosage:
        """How it is taken as far as codes tell: those chosen, else those read from the texts."""
        return self.instruction or readable(self.written)

    @property
    def written(self) -> Written:
        """The schema's three texts of how it is taken."""
        return Written(dosage=self.dosage, frequency=self.frequency, duration=self.duration)

    def ends_on(self, started_on: date, codes: Dosage | None = None) -> date | None:
        """The last day it is taken if it began on that day; None if the duration names no span.

        `codes` are its own, from who has read its texts already.
        """
        told = (codes or self.codes).ends_on(started_on)
        after = later(started_on, self.duration) if self.duration and told is None else None
        return max(after - timedelta(days=1), started_on) if after else told

    def is_taken_on(self, day: date, started_on: date) -> bool:
        """Whether it is taken on `day`; without a readable end it is taken until changed."""
        end = self.ends_on(started_on)
        return started_on <= day and (end is None or day <= end)


@dataclass(frozen=True, slots=True, kw_only=True)
class Treatment:
    """What was prescribed, done and advised."""

    prescription: list[Prescription] | None = None
    procedures: list[str] | None = None
    recommendations: list[str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ClinicalData:
    """What was found and decided at the visit; `notes` is the history in free words."""

    chief_complaint: str | None = None
    notes: str | None = None
    symptoms: list[str] | None = None
    vital_signs: VitalSigns | None = None
    diagnosis: list[Diagnosis] | None = None
    treatment: Treatment | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUp:
    """Whether and when the patient should come back."""

    required: bool = False
    timeframe: str | None = None
    notes: str | None = None

    def due_on(self, seen_on: date) -> date | None:
        """The day to be back by; None if none is needed or the timeframe names no span."""
        return later(seen_on, self.timeframe) if self.required and self.timeframe else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A document that belongs to this entry."""

    document_id: str
    type: str | None = None
    s3_key: str | None = None


class RecordBase:
    """What follows from the attributes that an entry and its header have alike."""

    __slots__ = ()
    entity_type: ClassVar[str] = "RECORD"

    record_id: str
    visit_info: VisitInfo
    status: Status
    created_at: datetime

    @property
    def resource_id(self) -> str:
        """The entry's own id."""
        return self.record_id

    @property
    def seen_at(self) -> datetime:
        """The instant of the visit; the chart is kept in this order."""
        return self.visit_info.date

    @property
    def written_at(self) -> datetime:
        """From which visit it is: how far back it lies."""
        return self.seen_at

    @property
    def is_draft(self) -> bool:
        """Whether it is still being written."""
        return self.status is Status.DRAFT

    @property
    def is_for_patient(self) -> bool:
        """Whether its patient may know of it: signed, and no mistake."""
        return self.status.is_final

    @property
    def opens_at(self) -> datetime:
        """From when its patient may know of it, by the clinic's rule."""
        return RULES.entry_opens(self.created_at)


@dataclass(frozen=True, slots=True, kw_only=True)
class Record(RecordBase):
    """One entry of a patient's chart; `is_listed` once its findings stand on the lists, too.

    `amended` is who corrected it last or struck it out, and why. One that `is_sensitive` other
    doctors open only with a reason.
    """

    record_id: str
    record_type: str
    patient_id: str
    provider_id: str
    appointment_id: str | None = None
    visit_info: VisitInfo
    clinical_data: ClinicalData | None = secret(default=None)
    follow_up: FollowUp | None = secret(default=None)
    attachments: list[Attachment] | None = secret(default=None)
    sick_leave: SickLeave | None = secret(default=None)
    addenda: list[Addendum] | None = secret(default=None)
    amended: Amendment | None = secret(default=None)
    status: Status = Status.DRAFT
    created_at: datetime
    updated_at: datetime
    is_sensitive: bool = field(default=False, metadata=QUIET)
    is_listed: bool = field(default=False, metadata=QUIET)
    version: int = field(default=0, metadata=QUIET)

    @property
    def opens_on(self) -> datetime | None:
        """From when its patient reads it, where that takes its time; else None."""
        return None if self.opens_at == AT_ONCE else self.opens_at

    def is_open_at(self, at: datetime) -> bool:
        """Whether its patient may read it then."""
        return self.is_for_patient and self.opens_at <= at

    def with_addendum(self, added: Addendum) -> "Record":
        """The same with words added below it; `Conflict` if it is not signed or struck out."""
        self._demand_final()
        return replace(self, addenda=[*(self.addenda or []), added], updated_at=added.at)

    def corrected(self, as_now: "Record", why: Amendment) -> "Record":
        """What `as_now` says in its place; `Conflict` if it is not signed or struck out."""
        self._demand_final()
        return replace(
            self, visit_info=replace(as_now.visit_info, date=self.visit_info.date),
            clinical_data=as_now.clinical_data, follow_up=as_now.follow_up,
            sick_leave=as_now.sick_leave, attachments=as_now.attachments,
            is_sensitive=as_now.is_sensitive, amended=why, status=Status.AMENDED, updated_at=why.at,
        )  # fmt: skip

    def says_the_same(self, other: "Record") -> bool:
        """Whether two entries say the same, whatever became of them since."""
        mine, theirs = (
            (e.clinical_data, e.follow_up, e.sick_leave, e.attachments or None, e.is_sensitive)
            for e in (self, other)
        )
        return mine == theirs

    def struck_out(self, why: Amendment) -> "Record":
        """The same, entered by mistake: its words stay, and count for nothing."""
        self._demand_final()
        return replace(self, status=Status.ENTERED_IN_ERROR, amended=why, updated_at=why.at)

    def _demand_final(self) -> None:
        if not self.status.is_final:
            raise Conflict(NOT_SIGNED)

    @property
    def diagnoses(self) -> list[Diagnosis]:
        """The diagnoses made, possibly none."""
        return (self.clinical_data and self.clinical_data.diagnosis) or []

    @property
    def prescriptions(self) -> list[Prescription]:
        """The medicines prescribed, possibly none."""
        treatment = self.clinical_data and self.clinical_data.treatment
        return (treatment and treatment.prescription) or []

    @property
    def diagnosis_summary(self) -> str:
        """All diagnoses in one line; empty if none was made."""
        return "; ".join(each.summary for each in self.diagnoses)

    @property
    def title(self) -> str:
        """What to call the entry: why the patient came, else the diagnosis, else its kind."""
        complaint = self.clinical_data and self.clinical_data.chief_complaint
        kind = self.record_type.replace("_", " ").capitalize()
        return complaint or self.diagnosis_summary or kind
