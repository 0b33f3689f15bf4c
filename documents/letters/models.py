"""A letter: what a doctor hands out about a patient, frozen on the day it was issued.

Nothing in it is looked up again when it is printed: a name corrected or an entry amended later
does not change what was signed. FHIR R4: MedicationRequest and ServiceRequest carry its orders,
Composition its words.
"""

from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from typing import ClassVar

from medisecure.errors import Conflict, Invalid
from medisecure.errors import gettext_noop as _
from medisecure.fields import QUIET, secret
from patients.records.models import Diagnosis, FollowUp, Prescription
from patients.records.sick_leave import days_of, span_mistakes
from patients.vitals.models import VitalSigns

TO_LENGTH, LINE_LENGTH, TEXT_LENGTH, REASON_LENGTH = 300, 500, 4000, 500
MOST_TESTS = 40

REASON_NEEDED = _("Say why it is withdrawn.")
LONG = _("This is too long.")
WITHDRAWN = _("This letter was withdrawn before.")
WITH_ENTRY = _("The entry it was issued out of was struck out as a mistake.")
NOTHING = _("Choose at least one medicine.")
NO_TESTS = _("Write at least one test.")
MANY_TESTS = _("At most 40 tests stand on one request.")


class LetterKind(StrEnum):
    """What it is. A SUMMARY is printed from an entry as it stands, and never kept or numbered."""

    PRESCRIPTION = "PRESCRIPTION"
    SICK_LEAVE = "SICK_LEAVE"
    REFERRAL = "REFERRAL"
    LAB_REQUEST = "LAB_REQUEST"
    SUMMARY = "SUMMARY"


class LetterStatus(StrEnum):
    """Whether it holds."""

    ISSUED = "ISSUED"
    WITHDRAWN = "WITHDRAWN"


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """Whom it is about, as their name and birth date stood on that day.

    Who was brought along from elsewhere may have no record number: the id stands in its place.
    """

    name: str
    born_on: date | None = None
    is_birth_date_estimated: bool = False
    record_number: str | None = None
    patient_id: str | None = None
    sex: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Author:
    """Who signed it."""

    name: str
    specialization: str | None = None
    department: str | None = None
    license_number: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """Everything that is printed; each kind uses its own part of it.

    `allergies` None = not asked, [] = none known. `first_day` and `last_day` are those of a sick
    leave, both of them days of illness.
    """

    subject: Subject
    author: Author
    seen_at: datetime | None = None
    complaint: str | None = None
    symptoms: list[str] = field(default_factory=list)
    vital_signs: VitalSigns | None = None
    diagnoses: list[Diagnosis] = field(default_factory=list)
    medicines: list[Prescription] = field(default_factory=list)
    procedures: list[str] = field(default_factory=list)
    recommendations: list[str] = field(default_factory=list)
    follow_up: FollowUp | None = None
    allergies: list[str] | None = None
    to: str | None = None
    question: str | None = None
    text: str | None = None
    tests: list[str] = field(default_factory=list)
    is_urgent: bool = False
    first_day: date | None = None
    last_day: date | None = None

    def __post_init__(self) -> None:
        limits = (("to", TO_LENGTH), ("question", TEXT_LENGTH), ("text", TEXT_LENGTH))
        wrong = {name: LONG for name, most in limits if len(getattr(self, name) or "") > most}
        if any(len(each) > LINE_LENGTH for each in self.tests):
            wrong["tests"] = LONG
        if len(self.tests) > MOST_TESTS:
            wrong["tests"] = MANY_TESTS
        if self.first_day and self.last_day:
            wrong |= span_mistakes(self.first_day, self.last_day)
        if wrong:
            raise Invalid(wrong)

    @property
    def days(self) -> int | None:
        """How many days of illness it certifies; None if it is no certificate."""
        if self.first_day is None or self.last_day is None:
            return None
        return days_of(self.first_day, self.last_day)


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """One letter as it is kept.

    `number` is printed on it; `check` is what number and birth date together are recognised by,
    and alone tells nobody either. `language` is the one it is printed in ("en", "ar"). It
    `is_sensitive` if the entry is out of which it was issued.
    """

    entity_type: ClassVar[str] = "LETTER"

    letter_id: str
    patient_id: str
    provider_id: str
    record_id: str | None = None
    kind: LetterKind
    language: str = "en"
    content: Content = secret()
    number: str = secret()
    check: str = ""
    status: LetterStatus = LetterStatus.ISSUED
    issued_at: datetime
    withdrawn_at: datetime | None = None
    withdrawn_by: str | None = None
    withdrawn_reason: str | None = secret(default=None)
    is_sensitive: bool = field(default=False, metadata=QUIET)
    version: int = field(default=0, metadata=QUIET)

    @property
    def resource_id(self) -> str:
        """The letter's own id."""
        return self.letter_id

    @property
    def written_at(self) -> datetime:
        """When it was issued: how far back it lies."""
        return self.issued_at

    @property
    def holds(self) -> bool:
        """Whether it was not withdrawn."""
        return self.status is LetterStatus.ISSUED

    def withdrawn(self, at: datetime, by: str, reason: str) -> "Letter":
        """The same, withdrawn; `Invalid` without a reason, `Conflict` if it was before."""
        if not self.holds:
            raise Conflict(WITHDRAWN)
        if not reason.strip():
            raise Invalid({"reason": REASON_NEEDED})
        if len(reason) > REASON_LENGTH:
            raise Invalid({"reason": LONG})
        return replace(
            self,
            status=LetterStatus.WITHDRAWN,
            withdrawn_at=at,
            withdrawn_by=by,
            withdrawn_reason=reason.strip(),
        )
