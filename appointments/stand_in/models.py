"""A doctor who stands in for another one on one day."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import ClassVar

from medisecure.fields import QUIET


@dataclass(frozen=True, slots=True, kw_only=True)
class StandIn:
    """`stand_in_id` sees the patients of `provider_id` on that local day."""

    entity_type: ClassVar[str] = "STAND_IN"

    stand_in_id: str
    provider_id: str
    local_date: date
    by: str
    created_at: datetime
    version: int = field(default=0, metadata=QUIET)

    @property
    def resource_id(self) -> str:
        """The doctor who is away."""
        return self.provider_id
