"""Breaking the glass: a doctor opens a chart that is closed to them because it cannot wait."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from medisecure.access.care import Care, CareKind, Ground
from medisecure.errors import Conflict
from medisecure.errors import gettext_noop as _
from medisecure.fields import QUIET, secret

FEWEST_WORDS, MOST_WORDS = 10, 500
OPEN, CLOSED = "OPEN", "CLOSED"


class EmergencyReason(StrEnum):
    """Why it could not wait; the words beside it say the rest."""

    UNCONSCIOUS = "UNCONSCIOUS"
    LIFE_THREAT = "LIFE_THREAT"
    COVERING = "COVERING"
    SYSTEM = "SYSTEM"
    OTHER = "OTHER"


class ReviewOutcome(StrEnum):
    """What the review found."""

    JUSTIFIED = "JUSTIFIED"
    NOT_JUSTIFIED = "NOT_JUSTIFIED"


@dataclass(frozen=True, slots=True, kw_only=True)
class Emergency:
    """One opening of one chart by one doctor, until its review is closed and for ever after."""

    entity_type: ClassVar[str] = "EMERGENCY"

    emergency_id: str
    patient_id: str
    provider_id: str
    reason: EmergencyReason
    words: str = secret()
    since: datetime
    until: datetime
    outcome: ReviewOutcome | None = None
    review: str | None = secret(default=None)
    reviewed_by: str | None = None
    reviewed_at: datetime | None = None
    version: int = field(default=0, metadata=QUIET)

    @property
    def resource_id(self) -> str:
        """The emergency's own id."""
        return self.emergency_id

    @property
    def queue(self) -> str:
        """Where it is listed: among those that wait for their review, or those that had it."""
        return OPEN if self.outcome is None else CLOSED

    @property
    def care(self) -> Care:
        """What it opens: the whole chart, to this doctor, until its hour is over."""
        ground = Ground(
            kind=CareKind.EMERGENCY,
            source_id=self.emergency_id,
            since=self.since,
            opens=self.since,
            until=self.until,
            reason=self.reason.value,
        )
        return Care(patient_id=self.patient_id, provider_id=self.provider_id, grounds=(ground,))

    def closed(self, outcome: ReviewOutcome, words: str, *, by: str, at: datetime) -> "Emergency":
        """The same with its review closed; `Conflict` if somebody has closed it."""
        if self.outcome is not None:
            raise Conflict(_("This review was closed meanwhile."))
        return replace(self, outcome=outcome, review=words, reviewed_by=by, reviewed_at=at)
