"""What a doctor must know before opening the door: problems, medicines, the latest findings."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from zoneinfo import ZoneInfo

from documents.models import Document
from documents.repository import Documents
from medisecure.clock import CLINIC_ZONE, zone
from medisecure.dynamodb.parallel import in_parallel
from medisecure.dynamodb.unit_of_work import Page, UnitOfWork
from patients.chart.trends import Reading, Series, latest_readings, series_of, valid
from patients.records.models import Diagnosis, Prescription, Record
from patients.records.repository import Records

LOOKED_AT = 25
DOCUMENTS_SHOWN = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """A diagnosis and the day it was last written down."""

    diagnosis: Diagnosis
    last_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Medicine:
    """A prescription with its first and, if its duration can be read, its last day."""

    prescription: Prescription
    started_on: date
    ends_on: date | None
    is_current: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """The short form of a chart, out of its latest 25 entries; `is_partial` if there are more."""

    records: list[Record] = field(default_factory=list)
    documents: Page[Document] = field(default_factory=Page)
    problems: list[Problem] = field(default_factory=list)
    medicines: list[Medicine] = field(default_factory=list)
    series: list[Series] = field(default_factory=list)
    readings: list[Reading] = field(default_factory=list)
    next_records: str = ""

    @property
    def is_partial(self) -> bool:
        return bool(self.next_records)

    @property
    def current_medicines(self) -> list[Medicine]:
        return [each for each in self.medicines if each.is_current]


def reads_of(uow: UnitOfWork, patient_id: str) -> tuple[Callable[[], object], ...]:
    """The two reads a summary is made of, to be done side by side with a page's others."""
    return (
        lambda: Records(uow).latest(patient_id, limit=LOOKED_AT),
        lambda: Documents(uow).latest(patient_id, limit=DOCUMENTS_SHOWN),
    )


def read_summary(uow: UnitOfWork, patient_id: str) -> Summary:
    """The summary in one round trip of two reads side by side."""
    records, documents = in_parallel(*reads_of(uow, patient_id))
    return summary_of(records, documents, uow.today)


def summary_of(records: Page[Record], documents: Page[Document], today: date) -> Summary:
    """The summary of what was read; drafts and mistakes tell nothing here."""
    told = valid(records.items)
    return Summary(
        records=records.items,
        next_records=records.next_cursor,
        documents=documents,
        problems=problems_of(told),
        medicines=medicines_of(told, today),
        series=series_of(told),
        readings=latest_readings(told),
    )


def problems_of(records: Sequence[Record]) -> list[Problem]:
    """Each diagnosis once, as it was last written down; `records` come newest first."""
    found: dict[str, Problem] = {}
    for record in records:
        for each in record.diagnoses:
            name = each.code or each.summary.casefold()
            if name:
                found.setdefault(name, Problem(diagnosis=each, last_on=seen_on(record)))
    return list(found.values())


def medicines_of(records: Sequence[Record], today: date) -> list[Medicine]:
    """Each medicine once, as it was last prescribed: an older prescription is superseded."""
    found: dict[str, Medicine] = {}
    for record in records:
        started = seen_on(record)
        for each in record.prescriptions:
            medicine = Medicine(
                prescription=each,
                started_on=started,
                ends_on=each.ends_on(started),
                is_current=each.is_taken_on(today, started),
            )
            found.setdefault(each.medication.strip().casefold(), medicine)
    return list(found.values())


def seen_on(record: Record, clock: ZoneInfo | None = None) -> date:
    """The clinic's day of an entry."""
    return record.seen_at.astimezone(clock or zone(CLINIC_ZONE)).date()
