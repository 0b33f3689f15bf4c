"""What was kept about a patient before a correction."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar

from medisecure.fields import QUIET, secret
from medisecure.identity.person import PersonalInfo, Preferences
from patients.profile.models import EmergencyContact


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """One correction: who made it and when, which fields, and all of them as they were before."""

    entity_type: ClassVar[str] = "CORRECTION"

    patient_id: str
    corrected_at: datetime
    corrected_by: str
    fields: list[str]
    personal_info: PersonalInfo = secret()
    emergency_contact: EmergencyContact | None = secret(default=None)
    insurance_provider: str | None = secret(default=None)
    insurance_number: str | None = secret(default=None)
    preferences: Preferences | None = None
    version: int = field(default=0, metadata=QUIET)

    @property
    def resource_id(self) -> str:
        """The patient's own id."""
        return self.patient_id
