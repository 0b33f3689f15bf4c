"""What a doctor must know before opening the door: problems, medicines, the latest findings."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.utils.safestring import SafeString

from documents.models import ListedDocument
from documents.repository import ListedDocuments
from medisecure.dynamodb.calls.parallel import in_parallel
from medisecure.dynamodb.unit_of_work import Page, UnitOfWork
from patients.chart.current_lists import Medicine, Problem, medicines_of, problems_of
from patients.chart.problem_lines import problem_lines
from patients.chart.trends import Series, VitalReading, by_sign, latest_of, lines_of, valid
from patients.chart.vital_lines import sparklines
from patients.lists.models import ListItem
from patients.lists.repository import Lists
from patients.records.models import Record
from patients.records.repository import Records

LOOKED_AT = 25
DOCUMENTS_SHOWN = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """The short form of a chart: its lists, and what its latest 25 entries say beside them.

    `is_partial` if an older entry may hold what is on no list yet.
    """

    records: list[Record] = field(default_factory=list)
    documents: Sequence[ListedDocument] = ()
    problems: list[Problem] = field(default_factory=list)
    medicines: list[Medicine] = field(default_factory=list)
    series: list[Series] = field(default_factory=list)
    readings: list[VitalReading] = field(default_factory=list)
    has_more: bool = False  # older entries, whose vital signs are not shown here

    @property
    def is_partial(self) -> bool:
        return self.has_more and not all(each.is_listed for each in self.records)

    @property
    def problem_lines(self) -> SafeString:
        """The problems as items of a list."""
        return problem_lines(self.problems)

    @property
    def sparklines(self) -> SafeString:
        """The vital signs over time as small lines."""
        return sparklines(self.series)

    @property
    def current_medicines(self) -> list[Medicine]:
        return [each for each in self.medicines if each.is_current]


def reads_of(uow: UnitOfWork, patient_id: str) -> tuple[Callable[[], object], ...]:
    """The three reads a summary is made of, to be done side by side with a page's others."""
    return (
        lambda: Lists(uow).now(patient_id),
        lambda: Records(uow).latest(patient_id, limit=LOOKED_AT),
        lambda: ListedDocuments(uow).latest(patient_id, DOCUMENTS_SHOWN),
    )


def read_summary(uow: UnitOfWork, patient_id: str) -> Summary:
    """The summary in one round trip of three reads side by side."""
    items, records, documents = in_parallel(*reads_of(uow, patient_id))
    return summary_of(items, records, documents, uow.today)


def summary_of(
    items: Sequence[ListItem],
    records: Page[Record],
    documents: Sequence[ListedDocument],
    today: date,
) -> Summary:
    """The summary of what was read; drafts and mistakes tell nothing here."""
    told = valid(records.items)
    signs = by_sign(told)
    return Summary(
        records=records.items,
        has_more=bool(records.goes_on),
        documents=documents,
        problems=problems_of(items, told),
        medicines=medicines_of(items, told, today),
        series=lines_of(signs),
        readings=latest_of(signs),
    )
