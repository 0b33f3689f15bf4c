"""One joining of two records of the same person: what was joined, why, and how far it has come."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from medisecure.fields import QUIET, secret
from medisecure.identity.person import PersonalInfo, Preferences
from patients.profile.models import MedicalInfo, Patient

OPEN = "OPEN"


class MergeState(StrEnum):
    """JOINING and PARTING are under way: whoever goes on with them brings them to their end."""

    JOINING = "JOINING"
    JOINED = "JOINED"
    PARTING = "PARTING"
    PARTED = "PARTED"


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfileFields:
    """What of a profile a joining may change."""

    personal_info: PersonalInfo
    medical_info: MedicalInfo = field(default_factory=MedicalInfo)
    preferences: Preferences = field(default_factory=Preferences)

    @classmethod
    def of(cls, patient: Patient) -> "ProfileFields":
        """What is kept of this patient now."""
        return cls(
            personal_info=patient.personal_info,
            medical_info=patient.medical_info or MedicalInfo(),
            preferences=patient.preferences or Preferences(),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Merge:
    """`patient_id`, the record that no longer answers for itself, was joined into `into`.

    `before` and `after` are what was kept about `into`: parting them gives back what is still as
    the joining left it. `stayed` are visits and places that stay with it after the parting.
    """

    entity_type: ClassVar[str] = "MERGE"

    merge_id: str
    patient_id: str
    into: str
    state: MergeState = MergeState.JOINING
    reason: str = secret()
    before: ProfileFields = secret()
    after: ProfileFields = secret()
    merged_at: datetime
    merged_by: str
    parted_at: datetime | None = None
    parted_by: str | None = None
    stayed: int = field(default=0, metadata=QUIET)
    version: int = field(default=0, metadata=QUIET)

    @property
    def resource_id(self) -> str:
        return self.merge_id

    @property
    def is_under_way(self) -> bool:
        """Whether something is still to be carried over."""
        return self.state in (MergeState.JOINING, MergeState.PARTING)

    @property
    def holds(self) -> bool:
        """Whether the two records are one."""
        return self.state in (MergeState.JOINING, MergeState.JOINED)

    @property
    def due(self) -> str | None:
        """The place in the index of those under way."""
        return OPEN if self.is_under_way else None
