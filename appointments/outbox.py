"""The reminder that goes with a visit: planned and called off in the visit's transactions."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import ClassVar

from appointments.models import MOVABLE, Appointment
from medisecure.fields import QUIET
from medisecure.store import keys
from medisecure.store.kind import Kind, Trace
from medisecure.store.repository import Repository

REMIND_BEFORE = timedelta(hours=24)


class ReminderStatus(StrEnum):
    """Where a message stands. SENDING was begun by one sender and is never begun again."""

    PENDING = "PENDING"
    SENDING = "SENDING"
    SENT = "SENT"
    FAILED = "FAILED"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReminderDue:
    """One message about one visit; `sequence` is the visit's, so an old one tells nobody."""

    entity_type: ClassVar[str] = "REMINDER"

    patient_id: str
    appointment_id: str
    kind: str = "DAY_BEFORE"
    due_at: datetime
    sequence: int = 0
    status: ReminderStatus = ReminderStatus.PENDING
    version: int = field(default=0, metadata=QUIET)

    @property
    def resource_id(self) -> str:
        return self.appointment_id

    @property
    def due_on(self) -> str | None:
        """The UTC day it is due, while it is still to be sent; leaves the index once begun."""
        if self.status is not ReminderStatus.PENDING:
            return None
        return self.due_at.date().isoformat()


REMINDER = Kind(
    "reminder", ReminderDue, keys.REMINDER, (keys.REMINDER_DUE,), "REMINDER", Trace.NONE
)


class Outbox(Repository[ReminderDue]):
    """Reminders still to be sent, and what became of the others."""

    kind = REMINDER

    def plan(self, visit: Appointment) -> None:
        """Have the visit's reminder sent a day before it, in place of any earlier plan."""
        due_at = visit.starts_at - REMIND_BEFORE
        if visit.status not in MOVABLE or due_at <= self._uow.at:
            self.call_off(visit)
            return
        self._uow.put(self.kind, self._of(visit, due_at))

    def call_off(self, visit: Appointment) -> None:
        """No reminder for a visit that does not take place, or is too near to remind of."""
        self._uow.drop(self.kind, self._of(visit, visit.starts_at))

    def _of(self, visit: Appointment, due_at: datetime) -> ReminderDue:
        return ReminderDue(
            patient_id=visit.patient_id,
            appointment_id=visit.appointment_id,
            due_at=due_at,
            sequence=visit.sequence,
        )
