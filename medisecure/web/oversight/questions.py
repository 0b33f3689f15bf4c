"""What compliance asks the audit trail, and the entries that answer it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from medisecure.audit.actions import Action
from medisecure.audit.event import AuditEvent
from medisecure.dynamodb.repositories.audit_entries import AuditEntries, TimeRange
from medisecure.dynamodb.unit_of_work import Page, UnitOfWork

ONE, INSTANT = timedelta(days=1), timedelta(milliseconds=1)
AT_ONCE = 50  # entries on a page
LOOKED_AT_ONCE = 200  # … where only some of those that are read fit
PAGES_LOOKED_THROUGH = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class TrailQuery:
    """Whose deeds, whose record, with which result, on which days; empty asks for all.

    `since` and `until` are days on the clock of whoever asks, both included.
    """

    person: str = ""
    patient: str = ""
    result: str = ""
    since: date | None = None
    until: date | None = None

    @property
    def names_somebody(self) -> bool:
        """Whether an index answers it; if not it is about one day."""
        return bool(self.person or self.patient)

    @property
    def is_narrow(self) -> bool:
        """Whether not all that is read for it may fit."""
        return bool(self.result or (self.person and self.patient))

    @property
    def address(self) -> dict[str, Any]:
        """The question as the page's address has it."""
        parts = {name: getattr(self, name) for name in TrailQuery.__slots__}
        return {name: str(value) for name, value in parts.items() if value}

    def fits(self, entry: AuditEvent) -> bool:
        """Whether the entry answers it."""
        return (
            (not self.result or entry.result == self.result)
            and (not self.person or entry.user_id == self.person)
            and (not self.patient or entry.patient_id == self.patient)
        )

    def span(self, clock: ZoneInfo) -> TimeRange:
        """The days as instants."""
        begin = begin_of(self.since, clock) if self.since else None
        end = begin_of(self.until + ONE, clock) - INSTANT if self.until else None
        return TimeRange(begin, end)


def begin_of(day: date, clock: ZoneInfo) -> datetime:
    """The instant at which a day begins on a clock."""
    return datetime.combine(day, time(), tzinfo=clock).astimezone(UTC)


def answer(
    uow: UnitOfWork, question: TrailQuery, clock: ZoneInfo, mark: str = "", limit: int = AT_ONCE
) -> Page[AuditEvent]:
    """The newest entries that fit, and where to look on.

    Where not all fit, up to a thousand are looked through: the page may then hold few or none and
    still have a mark. Entries come in whole pages of the index, so that none is left out.
    """
    found: list[AuditEvent] = []
    for page in _pages(uow, question, clock, mark, limit):
        found += [each for each in page.items if question.fits(each)]
        mark = page.next_cursor
        if not mark or len(found) >= limit:
            break
    if question.person and question.patient:
        uow.record(Action.READ_AUDIT, question.person, question.patient)
    return Page(found, mark)


def _pages(
    uow: UnitOfWork, question: TrailQuery, clock: ZoneInfo, mark: str, limit: int
) -> Iterator[Page[AuditEvent]]:
    trail, span = AuditEntries(uow), question.span(clock)
    at_once = LOOKED_AT_ONCE if question.is_narrow else limit
    for _ in range(PAGES_LOOKED_THROUGH if question.is_narrow else 1):
        if question.patient:
            page = trail.about(question.patient, mark, at_once, span)
        else:
            page = trail.by_person(question.person, mark, at_once, span)
        yield page
        mark = page.next_cursor
