"""What is known of a patient: the lists, and what entries say that are not on them yet.

Every entry that was signed here stands on the lists. Those that were loaded stand there once
`manage.py build_lists` has run; until then the latest of them are read beside the lists.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from medisecure.clock import clinic_date
from patients.coding.wording import plainly
from patients.lists.medicines import MedicationStatement, MedicineStatus
from patients.lists.models import ListItem
from patients.lists.problems import Condition
from patients.prescribing.models import Dosage
from patients.prescribing.wording import instruction_parts
from patients.records.models import Diagnosis, Prescription, Record


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """A diagnosis, since when it is known, and the day it was last written down."""

    diagnosis: Diagnosis
    last_on: date
    onset_on: date | None = None
    item: ListItem | None = None

    @property
    def plain(self) -> str:
        """The diagnosis in plain words of the reader's language; empty if there are none."""
        return plainly(self.diagnosis.code)


@dataclass(frozen=True, slots=True, kw_only=True)
class Medicine:
    """A prescription with its first and, if its duration can be read, its last day."""

    prescription: Prescription
    started_on: date
    ends_on: date | None
    is_current: bool
    item: ListItem | None = None
    codes: Dosage | None = None  # what its texts were read into, where they were read before

    @property
    def how(self) -> list[tuple[str, str]]:
        """How it is taken, as (language, text) parts; see `patients.prescribing.wording.shown`."""
        return instruction_parts(
            self.prescription.written, self.prescription.instruction or self.codes
        )


def problems_of(items: Iterable[ListItem], records: Iterable[Record]) -> list[Problem]:
    """Each problem once: the list's, and diagnoses of entries not listed yet, the newest first."""
    found = {item.name: _problem(item, item.condition) for item in items if item.condition}
    for record in _unlisted(records):
        for each in record.diagnoses:
            name = each.code or " ".join(each.summary.split()).casefold()
            if name:
                found.setdefault(name, Problem(diagnosis=each, last_on=seen_on(record)))
    return sorted(found.values(), key=lambda each: each.last_on, reverse=True)


def medicines_of(
    items: Iterable[ListItem], records: Iterable[Record], today: date
) -> list[Medicine]:
    """Each medicine once: the list's, and those of entries not listed yet as last prescribed."""
    found: dict[str, Medicine] = {}
    for item in items:
        if item.medication:
            found[_name(item.medication.medication)] = _medicine(item, item.medication, today)
    for record in _unlisted(records):
        started = seen_on(record)
        for each in record.prescriptions:
            name = _name(each.medication)
            if name in found:  # as it was prescribed later, or stands on the list
                continue
            codes = each.codes
            ends = each.ends_on(started, codes)
            found[name] = Medicine(
                codes=codes,
                prescription=each,
                started_on=started,
                ends_on=ends,
                is_current=started <= today and (ends is None or today <= ends),
            )
    return sorted(found.values(), key=lambda each: each.started_on, reverse=True)


def seen_on(record: Record) -> date:
    """The clinic's day of an entry."""
    return clinic_date(record.seen_at)


def _unlisted(records: Iterable[Record]) -> Sequence[Record]:
    return [record for record in records if not record.is_listed]


def _problem(item: ListItem, condition: Condition) -> Problem:
    diagnosis = Diagnosis(
        code=condition.code, description=condition.description, severity=condition.severity
    )
    noted_on = clinic_date(item.updated_at)
    return Problem(diagnosis=diagnosis, last_on=noted_on, onset_on=condition.onset_on, item=item)


def _medicine(item: ListItem, taken: MedicationStatement, today: date) -> Medicine:
    prescription = Prescription(
        medication=taken.medication,
        dosage=taken.dosage,
        frequency=taken.frequency,
        duration=taken.duration,
        atc=taken.atc,
        instruction=taken.instruction,
    )
    codes = taken.codes
    is_active = taken.status_on(today, codes) is MedicineStatus.ACTIVE
    return Medicine(
        prescription=prescription,
        started_on=taken.started_on,
        ends_on=taken.stopped_on or codes.ends_on(taken.started_on),
        is_current=is_active and taken.started_on <= today,
        item=item,
        codes=codes,
    )


def _name(medication: str) -> str:
    return " ".join(medication.split()).casefold()
