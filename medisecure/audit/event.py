"""One line of the audit trail: who did what to whose record, when, from where, and how it went.

The schema's fields, with what `docs/adr/0006-audit-item.md` adds. Identifiers only: no name, no
value of the record ever gets in.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from medisecure.access.actor import Role
from medisecure.clock import utc_text
from medisecure.fields import QUIET

MOST_RESOURCES = 20
LONGEST_AGENT = 160


class Result(StrEnum):
    SUCCESS = "SUCCESS"
    DENIED = "DENIED"
    ABSENT = "ABSENT"
    CONFLICT = "CONFLICT"
    FAILURE = "FAILURE"


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditEvent:
    """`writer` and `sequence` number what one process stores, without gaps.

    They are the place where the hash chain will hold on. `action` is the text of an `Action`; an
    entry may hold one that only another release knows. `seen_on` is the clinic's day on which this
    is the first time that the person sees the patient in a list of this kind.
    """

    action: str
    user_id: str
    role: str
    resource_id: str
    resources: list[str] | None = None
    resource_count: int | None = None
    patient_id: str | None = None
    result: Result = Result.SUCCESS
    timestamp: datetime
    ip_address: str = ""
    user_agent: str = ""
    purpose: str = ""
    request_id: str = ""
    page: str = ""
    writer: str
    sequence: int
    seen_on: date | None = None
    version: int = field(default=0, metadata=QUIET)

    @property
    def shows_contact(self) -> bool:
        """Whether the front desk saw name and contact details beside what the entry is named after.

        An entry names no more than twenty things; the patient's own item stands last among them.
        """
        things = self.resources or [self.resource_id]
        return self.role == Role.STAFF and self.patient_id in things

    @property
    def on_date(self) -> str:
        return fixed_width(self.timestamp)[:10]

    @property
    def at_time(self) -> str:
        return fixed_width(self.timestamp)[11:]

    @property
    def suffix(self) -> str:
        """What makes two entries of one person in one millisecond two entries."""
        return f"{self.writer}-{self.sequence:08x}"


def fixed_width(instant: datetime) -> str:
    """Always with milliseconds, so that text order is time order.

    >>> from datetime import UTC
    >>> fixed_width(datetime(2025, 6, 1, 12, 37, 16, tzinfo=UTC))
    '2025-06-01T12:37:16.000Z'
    """
    return f"{utc_text(instant.replace(microsecond=0))[:19]}.{instant.microsecond // 1000:03d}Z"
