"""Who looks after whom: the dated relation that opens a patient's chart to a doctor."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar

from medisecure.fields import QUIET


@dataclass(frozen=True, slots=True, kw_only=True)
class Care:
    """One provider cares for one patient from `since` until `until` (open if None)."""

    entity_type: ClassVar[str] = "CARE"

    patient_id: str
    provider_id: str
    since: datetime
    until: datetime | None = None
    version: int = field(default=0, metadata=QUIET)

    @property
    def resource_id(self) -> str:
        """The relation's name: the provider's id."""
        return self.provider_id

    def in_force_at(self, instant: datetime) -> bool:
        """Whether the relation opens the chart at that instant."""
        return self.since <= instant and (self.until is None or instant < self.until)
