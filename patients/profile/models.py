"""A patient: who they are, how to reach them, and what every doctor must know first."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, ClassVar

from medisecure.fields import FROM_KEY, QUIET, secret
from medisecure.identity.person import (
    AccountStatus,
    PersonalInfo,
    Preferences,
    UserType,
    spoken,
)

ALLERGY_LENGTH = 200
ALLERGIES_COUNT = 50
INSURANCE_PROVIDER_LENGTH = 200
INSURANCE_NUMBER_LENGTH = 64
RELATIONSHIP_LENGTH = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class EmergencyContact:
    """Whom to call for the patient."""

    name: str
    relationship: str | None = None
    phone_number: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MedicalInfo:
    """What every doctor must know first; `allergies` None = not asked, [] = none known."""

    blood_type: str | None = None
    allergies: list[str] | None = None
    emergency_contact: EmergencyContact | None = None
    insurance_provider: str | None = None
    insurance_number: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Demographics:
    """A patient as the front desk may know them: the same item without its medical part."""

    entity_type: ClassVar[str] = "USER"

    patient_id: str = field(metadata=FROM_KEY)
    user_type: UserType = UserType.PATIENT
    cognito_user_id: str | None = None
    personal_info: PersonalInfo = secret()
    preferences: Preferences | None = None
    session_epoch: int = field(default=0, metadata=QUIET)
    replaced_by: str | None = None  # the id that answers for this one, once they were joined
    linked: list[str] | None = None  # all other ids of the same person
    status: AccountStatus = AccountStatus.ACTIVE
    created_at: datetime
    updated_at: datetime
    version: int = field(default=0, metadata=QUIET)

    @property
    def resource_id(self) -> str:
        """The patient's own id."""
        return self.patient_id

    @property
    def email(self) -> str | None:
        """The e-mail as the index holds it."""
        return self.personal_info.email_key

    @property
    def display_name(self) -> str:
        """The name as it is spoken."""
        return self.personal_info.display_name

    def age_on(self, day: date) -> int | None:
        """Completed years of life on that day; None if unknown."""
        return self.personal_info.age_on(day)


@dataclass(frozen=True, slots=True, kw_only=True)
class SpokenName:
    """What somebody is called: of all that stands beside it nothing is made."""

    first_name: str
    last_name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedPatient:
    """A patient as lists name them: the same item, and of the person the name alone."""

    entity_type: ClassVar[str] = "USER"

    patient_id: str = field(metadata=FROM_KEY)
    user_type: UserType = UserType.PATIENT
    personal_info: SpokenName = secret()
    replaced_by: str | None = None  # the id that answers for this one, once they were joined

    @staticmethod
    def from_wire(item: Mapping[str, Any]) -> dict[str, Any]:
        """The fields by name but for the secret one, out of the item as the wire has it."""
        found: dict[str, Any] = {"patient_id": item["PK"]["S"].partition("#")[2]}
        if "userType" in item:
            found["user_type"] = UserType(item["userType"]["S"])
        if "replacedBy" in item:
            found["replaced_by"] = item["replacedBy"]["S"]
        return found

    @property
    def resource_id(self) -> str:
        """The patient's own id."""
        return self.patient_id

    @property
    def display_name(self) -> str:
        """The name as it is spoken."""
        return spoken(self.personal_info.first_name, self.personal_info.last_name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Patient(Demographics):
    """A patient with the medical part of their profile."""

    medical_info: MedicalInfo | None = secret(default=None)

    @property
    def allergies(self) -> list[str] | None:
        """Known allergies; [] = none known, None = not asked. The two are never shown alike."""
        return self.medical_info.allergies if self.medical_info else None
