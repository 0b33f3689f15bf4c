"""The audit trail as it is asked: by day, by person, by patient."""

from datetime import date

from medisecure.audit.event import AuditEvent
from medisecure.dynamodb import keys
from medisecure.dynamodb.item_types import AUDIT
from medisecure.dynamodb.repository import Repository
from medisecure.dynamodb.unit_of_work import Page


class AuditEntries(Repository[AuditEvent]):
    """Entries, the newest first, a page at a time. Asking is itself an entry."""

    item_type = AUDIT

    def on(self, day: date, cursor: str = "", limit: int = 50) -> Page[AuditEvent]:
        """Everything of a UTC day."""
        return self._latest(keys.AUDIT, limit, cursor, on_date=day)

    def by_person(self, user_id: str, cursor: str = "", limit: int = 50) -> Page[AuditEvent]:
        """What one person or job did."""
        return self._latest(keys.AUDIT_BY_ACTOR, limit, cursor, user_id=user_id)

    def about(self, patient_id: str, cursor: str = "", limit: int = 50) -> Page[AuditEvent]:
        """Who touched one patient's record; lists in which they stood are not among these."""
        return self._latest(keys.AUDIT_BY_PATIENT, limit, cursor, patient_id=patient_id)
