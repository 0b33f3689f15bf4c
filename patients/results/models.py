"""One result of one laboratory test: FHIR R4 Observation of the category laboratory."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import ClassVar

from medisecure.clinic_rules import AT_ONCE, RULES
from medisecure.errors import Conflict, Invalid
from medisecure.errors import gettext_noop as _
from medisecure.fields import QUIET, secret

NAME_LENGTH, UNIT_LENGTH, TEXT_LENGTH, NOTE_LENGTH = 200, 40, 500, 1000

NAME_NEEDED = _("Say which test.")
VALUE_NEEDED = _("Write the result: a number, or words such as negative.")
VALUE_LARGE = _("This number is too large to be a result.")
LONG = _("This is too long.")
RANGE = _("The lower end of the range must be below the upper one.")
FUTURE = _("The specimen cannot have been taken in the future.")
NO_ZONE = _("The time of the specimen needs its time zone.")
SEEN = _("This result was seen before.")


class Flag(StrEnum):
    """Where a value lies against its range; FHIR's interpretation codes."""

    NORMAL = "N"
    LOW = "L"
    HIGH = "H"
    VERY_LOW = "LL"
    VERY_HIGH = "HH"
    ABNORMAL = "A"


class ResultStatus(StrEnum):
    """How far it is; what was entered by mistake tells nothing."""

    PRELIMINARY = "PRELIMINARY"
    FINAL = "FINAL"
    CORRECTED = "CORRECTED"
    ENTERED_IN_ERROR = "ENTERED_IN_ERROR"


@dataclass(frozen=True, slots=True, kw_only=True)
class LabValue:
    """What the laboratory says. `value` or else `text`; the range is the laboratory's own.

    `flag` is as reported; where none was, it is worked out from the range (`LabValue.level`).
    """

    name: str
    loinc: str | None = None
    value: int | Decimal | None = None
    text: str | None = None
    unit: str | None = None
    low: int | Decimal | None = None
    high: int | Decimal | None = None
    range_text: str | None = None
    flag: Flag | None = None
    note: str | None = None

    def __post_init__(self) -> None:
        wrong = {}
        if not self.name.strip():
            wrong["name"] = NAME_NEEDED
        if self.value is None and not (self.text or "").strip():
            wrong["value"] = VALUE_NEEDED
        if self.value is not None and not -(10**9) < self.value < 10**9:
            wrong["value"] = VALUE_LARGE
        if self.low is not None and self.high is not None and self.low >= self.high:
            wrong["low"] = RANGE
        for name, most in _LENGTHS:
            if len(getattr(self, name) or "") > most:
                wrong[name] = LONG
        if wrong:
            raise Invalid(wrong)

    @property
    def level(self) -> Flag | None:
        """The flag as reported, else by the range; None where neither is there."""
        if self.flag or self.value is None or (self.low is None and self.high is None):
            return self.flag
        if self.low is not None and self.value < self.low:
            return Flag.LOW
        if self.high is not None and self.value > self.high:
            return Flag.HIGH
        return Flag.NORMAL

    @property
    def is_abnormal(self) -> bool:
        """Whether a doctor should look twice."""
        return self.level not in {None, Flag.NORMAL}

    @property
    def code(self) -> str:
        """What tells one test from another over time: LOINC, else the name without case."""
        return self.loinc or " ".join(self.name.split()).casefold()


_LENGTHS = (
    ("name", NAME_LENGTH), ("unit", UNIT_LENGTH), ("text", TEXT_LENGTH),
    ("range_text", TEXT_LENGTH), ("note", NOTE_LENGTH),
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """One result as it is kept. `taken_at` is when the specimen was taken.

    `seen_at` is when the doctor saw it; `is_released` opens it to the patient, with `word`.
    `series` is a blinded name of patient and test, by which the results of one test are found.
    """

    entity_type: ClassVar[str] = "OBSERVATION"

    result_id: str
    patient_id: str
    provider_id: str
    record_id: str | None = None
    measured: LabValue | None = secret(default=None)
    series: str = ""
    taken_at: datetime
    status: ResultStatus = ResultStatus.FINAL
    seen_at: datetime | None = None
    is_released: bool = False
    word: str | None = secret(default=None)
    created_at: datetime
    updated_at: datetime
    version: int = field(default=0, metadata=QUIET)

    def __post_init__(self) -> None:
        if self.taken_at.tzinfo is None:
            raise Invalid({"taken_at": NO_ZONE})

    @property
    def written_at(self) -> datetime:
        """When the specimen was taken: how far back it lies."""
        return self.taken_at

    @property
    def resource_id(self) -> str:
        """The result's own id."""
        return self.result_id

    @property
    def unseen_by(self) -> str | None:
        """The doctor it still waits for; an index holds only results that have one."""
        return self.provider_id if self.is_new else None

    @property
    def stands(self) -> bool:
        """Whether it may be relied upon."""
        return self.status is not ResultStatus.ENTERED_IN_ERROR

    @property
    def opens_at(self) -> datetime | None:
        """From when its patient reads it, though no doctor released it; None: never by itself."""
        return RULES.result_opens(self.created_at)

    @property
    def opens_on(self) -> datetime | None:
        """The same where it takes its time."""
        return None if self.opens_at == AT_ONCE else self.opens_at

    def is_open_at(self, at: datetime) -> bool:
        """Whether its patient may read it then."""
        opens = self.opens_at
        return self.stands and (self.is_released or (opens is not None and opens <= at))

    @property
    def is_new(self) -> bool:
        """Whether the doctor has still to see it."""
        return self.seen_at is None and self.stands

    def mark_seen(self, at: datetime) -> "Result":
        """The same, seen by the doctor; `Conflict` if it was before."""
        if self.seen_at is not None:
            raise Conflict(SEEN)
        return replace(self, seen_at=at, updated_at=at)

    def released(self, at: datetime, word: str = "") -> "Result":
        """The same, open to the patient, with the doctor's word on it."""
        if len(word) > NOTE_LENGTH:
            raise Invalid({"word": LONG})
        return replace(self, is_released=True, word=word.strip() or None, updated_at=at)

    def entered_in_error(self, at: datetime) -> "Result":
        """The same, struck out; the patient sees it no more."""
        error = ResultStatus.ENTERED_IN_ERROR
        return replace(self, status=error, is_released=False, updated_at=at)
