"""An entry as those know of it who are not to read it, or only need a link to it."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar

from medisecure.clinic_rules import RULES
from medisecure.fields import QUIET
from patients.records.models import Status, VisitInfo


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordPlace:
    """Where an entry stands in the chart, and of which visit it is; nothing of what it says."""

    entity_type: ClassVar[str] = "RECORD"

    record_id: str
    patient_id: str
    provider_id: str
    appointment_id: str | None = None
    visit_info: VisitInfo
    status: Status = Status.DRAFT
    created_at: datetime
    is_sensitive: bool = field(default=False, metadata=QUIET)

    @property
    def resource_id(self) -> str:
        """The entry's own id."""
        return self.record_id

    @property
    def seen_at(self) -> datetime:
        """The instant of the visit."""
        return self.visit_info.date

    @property
    def written_at(self) -> datetime:
        """From which visit it is: how far back it lies."""
        return self.seen_at

    @property
    def is_draft(self) -> bool:
        """Whether it is still being written."""
        return self.status is Status.DRAFT

    @property
    def is_for_patient(self) -> bool:
        """Whether its patient may know of it: signed, and no mistake."""
        return self.status.is_final

    @property
    def opens_at(self) -> datetime:
        """From when its patient may know of it, by the clinic's rule."""
        return RULES.entry_opens(self.created_at)


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordKind(RecordPlace):
    """An entry told by its kind and its day: what stands in clear of it, nothing it says."""

    record_type: str
