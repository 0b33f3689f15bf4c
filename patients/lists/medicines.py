"""A medicine of the patient's list: what, how taken, since when, until when or why stopped.

FHIR R4 MedicationStatement. The schema's three texts stay as they were written; the codes stand
beside them where they could be read or were chosen.
"""

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from medisecure.errors import Conflict, Invalid
from medisecure.errors import gettext_noop as _
from patients.prescribing import medicines, reading
from patients.prescribing.findings import Screening
from patients.prescribing.models import Dosage
from patients.prescribing.reading import Written

MEDICATION_LENGTH = 200
TEXT_LENGTH = 200
REASON_LENGTH = 500

NAME_NEEDED = _("Say which medicine.")
REASON_NEEDED = _("Say why it is stopped.")
LONG = _("This is too long.")
ORDER = _("It cannot stop before it begins.")
NOT_TAKEN = _("This medicine is not taken any more.")


class MedicineStatus(StrEnum):
    """How it stands. COMPLETED came to its planned end; STOPPED was ended before, with a reason."""

    ACTIVE = "ACTIVE"
    STOPPED = "STOPPED"
    COMPLETED = "COMPLETED"
    ENTERED_IN_ERROR = "ENTERED_IN_ERROR"


@dataclass(frozen=True, slots=True, kw_only=True)
class MedicationStatement:
    """One medicine of the list. `atc` None marks a free text: it is in no list and unchecked."""

    medication: str
    atc: str | None = None
    dosage: str | None = None
    frequency: str | None = None
    duration: str | None = None
    instruction: Dosage | None = None
    status: MedicineStatus = MedicineStatus.ACTIVE
    started_on: date
    stopped_on: date | None = None
    stop_reason: str | None = None
    screening: Screening | None = None

    def __post_init__(self) -> None:
        wrong = {}
        if not self.medication.strip():
            wrong["medication"] = NAME_NEEDED
        for name, most in (("medication", MEDICATION_LENGTH), ("stop_reason", REASON_LENGTH)):
            if len(getattr(self, name) or "") > most:
                wrong[name] = LONG
        for name in ("dosage", "frequency", "duration"):
            if len(getattr(self, name) or "") > TEXT_LENGTH:
                wrong[name] = LONG
        if self.stopped_on and self.stopped_on < self.started_on:
            wrong["stopped_on"] = ORDER
        if wrong:
            raise Invalid(wrong)

    @property
    def name(self) -> str:
        """What tells one medicine from another: its code, else its words without case."""
        return self.atc or " ".join(self.medication.split()).casefold()

    @property
    def written(self) -> Written:
        """The schema's three texts."""
        return Written(dosage=self.dosage, frequency=self.frequency, duration=self.duration)

    @property
    def codes(self) -> Dosage:
        """How it is taken as far as codes tell: those chosen, else those read from the texts."""
        return self.instruction or reading.readable(self.written)

    @property
    def ends_on(self) -> date | None:
        """The last day by plan or by stopping; None if it goes on."""
        return self.stopped_on or self.codes.ends_on(self.started_on)

    def status_on(self, day: date, codes: Dosage | None = None) -> MedicineStatus:
        """How it stands on that day: what came to its planned end is completed by itself.

        `codes` are its own, from who has read its texts already.
        """
        end = (codes or self.codes).ends_on(self.started_on)
        if self.status is MedicineStatus.ACTIVE and end is not None and end < day:
            return MedicineStatus.COMPLETED
        return self.status

    def is_taken_on(self, day: date) -> bool:
        """Whether it is taken on that day."""
        return self.started_on <= day and self.status_on(day) is MedicineStatus.ACTIVE

    def stopped(self, on: date, reason: str) -> "MedicationStatement":
        """The same, ended early; `Invalid` without a reason, `Conflict` if it had ended."""
        if self.status_on(on) is not MedicineStatus.ACTIVE:
            raise Conflict(NOT_TAKEN)
        if not reason.strip():
            raise Invalid({"stop_reason": REASON_NEEDED})
        status = MedicineStatus.STOPPED
        return replace(self, status=status, stopped_on=on, stop_reason=reason.strip())

    def completed(self, today: date) -> "MedicationStatement":
        """The same, marked as completed; `Conflict` if its plan has no end before today."""
        if self.status_on(today) is not MedicineStatus.COMPLETED:
            raise Conflict(NOT_TAKEN)
        return replace(self, status=MedicineStatus.COMPLETED)

    def entered_in_error(self) -> "MedicationStatement":
        """The same, struck out: it was never taken."""
        return replace(self, status=MedicineStatus.ENTERED_IN_ERROR)


def of_prescription(
    *,
    medication: str,
    started_on: date,
    dosage: str | None = None,
    frequency: str | None = None,
    duration: str | None = None,
) -> MedicationStatement:
    """A medicine from the schema's prescription: texts as written, codes where they are clear."""
    listed = medicines.named(medication)
    texts = Written(dosage=dosage, frequency=frequency, duration=duration)
    return MedicationStatement(
        medication=medication.strip(),
        atc=listed.atc if listed else None,
        dosage=dosage,
        frequency=frequency,
        duration=duration,
        instruction=reading.read(texts),
        started_on=started_on,
    )
