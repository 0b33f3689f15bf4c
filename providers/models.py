"""A provider: a doctor's name, profession and the hours in which patients can be seen."""

import re
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import ClassVar

from medisecure.clock import CLINIC_ZONE, zone
from medisecure.errors import Invalid
from medisecure.errors import gettext_noop as _
from medisecure.fields import FROM_KEY, QUIET, secret
from medisecure.identity.person import AccountStatus, PersonalInfo, Preferences, UserType

LICENSE_LENGTH = 64
SPECIALIZATION_LENGTH = 100
HOSPITAL_LENGTH = 200
DEPARTMENT_LENGTH = 100
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

_WALL_TIME = re.compile(r"(?:[01][0-9]|2[0-3]):[0-5][0-9]|24:00")


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfessionalInfo:
    """What a provider practises, and where."""

    license_number: str | None = None
    specialization: str | None = None
    hospital: str | None = None
    department: str | None = None
    years_of_experience: int | Decimal | None = None

    def __post_init__(self) -> None:
        if self.years_of_experience is not None and self.years_of_experience < 0:
            raise Invalid({"years_of_experience": _("Years of experience cannot be negative.")})


@dataclass(frozen=True, slots=True, kw_only=True)
class Hours:
    """From when to when on one day, as `HH:MM` on the provider's own wall clock; 24:00 may end."""

    start: str
    end: str

    def __post_init__(self) -> None:
        for name in ("start", "end"):
            if not _WALL_TIME.fullmatch(getattr(self, name)):
                raise Invalid({name: _("Write the time as HH:MM, such as 08:00.")})
        if self.end <= self.start:
            raise Invalid({"end": _("Working hours must end after they start.")})


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkingHours:
    """The week; a day that is absent is a day off."""

    monday: Hours | None = None
    tuesday: Hours | None = None
    wednesday: Hours | None = None
    thursday: Hours | None = None
    friday: Hours | None = None
    saturday: Hours | None = None
    sunday: Hours | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Availability:
    """When a provider sees patients, in which zone, and for what fee."""

    working_hours: WorkingHours | None = None
    consultation_fee: int | Decimal | None = None
    currency: str | None = None
    time_zone: str | None = None

    def __post_init__(self) -> None:
        if self.time_zone is not None:
            zone(self.time_zone)
        if self.consultation_fee is not None and self.consultation_fee < 0:
            raise Invalid({"consultation_fee": _("A fee cannot be negative.")})

    @property
    def zone_name(self) -> str:
        """The IANA name of the zone the hours are written in; the clinic's by default."""
        return self.time_zone or CLINIC_ZONE

    def hours_on(self, day: date) -> Hours | None:
        """The working hours of that local day; None on a day off."""
        if self.working_hours is None:
            return None
        hours: Hours | None = getattr(self.working_hours, WEEKDAYS[day.weekday()])
        return hours


@dataclass(frozen=True, slots=True, kw_only=True)
class Provider:
    """A doctor or other clinician who sees patients."""

    entity_type: ClassVar[str] = "USER"

    provider_id: str = field(metadata=FROM_KEY)
    user_type: UserType = UserType.PROVIDER
    cognito_user_id: str | None = None
    personal_info: PersonalInfo = secret()
    professional_info: ProfessionalInfo | None = None
    availability: Availability | None = None
    preferences: Preferences | None = None
    session_epoch: int = field(default=0, metadata=QUIET)
    status: AccountStatus = AccountStatus.ACTIVE
    created_at: datetime
    updated_at: datetime
    version: int = field(default=0, metadata=QUIET)

    @property
    def resource_id(self) -> str:
        """The provider's own id."""
        return self.provider_id

    @property
    def email(self) -> str | None:
        """The e-mail as the index holds it."""
        return self.personal_info.email_key

    @property
    def display_name(self) -> str:
        """The name as it is spoken."""
        return self.personal_info.display_name

    @property
    def department(self) -> str | None:
        """The department the provider is listed under."""
        return self.professional_info.department if self.professional_info else None

    @property
    def zone_name(self) -> str:
        """The IANA name of the zone this provider works in."""
        return self.availability.zone_name if self.availability else CLINIC_ZONE
