"""An entry as those know of it who are not to read it, or only need a link to it."""

from dataclasses import dataclass, field
from datetime import datetime

from medisecure.fields import QUIET
from patients.records.models import RecordBase, Status, VisitInfo


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordHeader(RecordBase):
    """Where an entry stands in the chart, and of which visit it is; nothing of what it says."""

    record_id: str
    patient_id: str
    provider_id: str
    appointment_id: str | None = None
    visit_info: VisitInfo
    status: Status = Status.DRAFT
    created_at: datetime
    is_sensitive: bool = field(default=False, metadata=QUIET)


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordKind(RecordHeader):
    """An entry told by its kind and its day: what stands in clear of it, nothing it says."""

    record_type: str
