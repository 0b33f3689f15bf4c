"""The audit trail as it is asked: by day, by person, by patient."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from medisecure.audit.event import AuditEvent, fixed_width
from medisecure.dynamodb import keys
from medisecure.dynamodb.item_types import AUDIT, LOOK, LOOK_AT, SEEN
from medisecure.dynamodb.keys import Key, Pattern
from medisecure.dynamodb.query import Query
from medisecure.dynamodb.repository import Repository
from medisecure.dynamodb.unit_of_work import Page

AFTER_ALL = "~"  # sorts after every id that may follow an entry's time


@dataclass(frozen=True, slots=True)
class TimeRange:
    """From one instant to another, both included; None is open."""

    since: datetime | None = None
    until: datetime | None = None


ALWAYS = TimeRange()


class AuditEntries(Repository[AuditEvent]):
    """Entries, the newest first, a page at a time. Asking is itself an entry."""

    item_type = AUDIT

    def on(self, day: date, cursor: str = "", limit: int = 50) -> Page[AuditEvent]:
        """Everything of a UTC day."""
        return self._latest(keys.AUDIT, limit, cursor, on_date=day)

    def by_person(
        self, user_id: str, cursor: str = "", limit: int = 50, span: TimeRange = ALWAYS
    ) -> Page[AuditEvent]:
        """What one person or job did."""
        start = keys.AUDIT_BY_ACTOR.start(user_id=user_id)
        return self._within(keys.AUDIT_BY_ACTOR, start, cursor, limit, span)

    def about(
        self, patient_id: str, cursor: str = "", limit: int = 50, span: TimeRange = ALWAYS
    ) -> Page[AuditEvent]:
        """Who touched one patient's record, or saw them in a list."""
        start = keys.AUDIT_BY_PATIENT.start(patient_id=patient_id)
        return self._within(keys.AUDIT_BY_PATIENT, start, cursor, limit, span)

    def told_to(self, patient_id: str, cursor: str = "", limit: int = 50) -> Page[AuditEvent]:
        """The same as far as a patient is told: neither from which address nor by which request.

        Of what they did themself only the last entry is made: it says how far the page goes back.
        """

        def by_others(entries: Sequence[AuditEvent]) -> list[AuditEvent]:
            last = entries[-1] if entries else None
            return [each for each in entries if each is last or each.user_id != patient_id]

        start = keys.AUDIT_BY_PATIENT.start(patient_id=patient_id)
        query = Query(pattern=keys.AUDIT_BY_PATIENT, start=start, limit=limit)
        found: Page[AuditEvent] = self._uow.page(
            LOOK_AT, query, cursor_text=cursor, choose=by_others
        )
        return found

    def looks_at(self, patient_id: str, limit: int) -> list[AuditEvent]:
        """What others did among the newest `limit` entries about a patient, without the things."""
        start = keys.AUDIT_BY_PATIENT.start(patient_id=patient_id)
        query = Query(
            pattern=keys.AUDIT_BY_PATIENT,
            start=start,
            limit=limit,
            passing_over=("userId", patient_id),
        )
        found: Page[AuditEvent] = self._uow.page(LOOK, query)
        return found.items

    def seen_in_lists(self, day: date, cursor: str = "", limit: int = 50) -> Page[AuditEvent]:
        """Who saw whom in lists on a day of the clinic, by person, kind of list and patient."""
        start = keys.SEEN.start(seen_on=day)
        query = Query(pattern=keys.SEEN, start=start, limit=limit, newest_first=False)
        found: Page[AuditEvent] = self._uow.page(SEEN, query, cursor_text=cursor)
        return found

    def _within(
        self, pattern: Pattern, start: Key, cursor: str, limit: int, span: TimeRange
    ) -> Page[AuditEvent]:
        low = start[pattern.sk_name]
        high = low + (fixed_width(span.until) if span.until else "") + AFTER_ALL
        begin = low + (fixed_width(span.since) if span.since else "")
        start = {**start, pattern.sk_name: begin}
        return self._page(Query(pattern=pattern, start=start, until=high, limit=limit), cursor)
