"""A provider: a doctor's name, profession and the hours in which patients can be seen."""

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from itertools import pairwise
from typing import ClassVar

from medisecure.clock import CLINIC_ZONE, zone
from medisecure.errors import Invalid
from medisecure.errors import gettext_noop as _
from medisecure.fields import FROM_KEY, QUIET, secret
from medisecure.identity.person import AccountStatus, PersonalInfo, Preferences, UserType
from medisecure.local_day import MIDNIGHT_ENDS, ONE_DAY
from providers.directory import rules
from providers.directory.rules import (
    Break,
    DayException,
    PatientAges,
    VisitType,
    check_number,
)

LICENSE_LENGTH = 64
SPECIALIZATION_LENGTH = 100
HOSPITAL_LENGTH = 200
DEPARTMENT_LENGTH = 100
WEEKDAYS = rules.WEEKDAYS
MIDNIGHT = "00:00"
PLACE = " - "  # between the hospital and the room, as the schema writes it


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfessionalInfo:
    """What a provider practises, and where; `languages` are ISO 639 codes spoken with patients."""

    license_number: str | None = None
    specialization: str | None = None
    hospital: str | None = None
    department: str | None = None
    years_of_experience: int | Decimal | None = None
    languages: list[str] | None = None

    def __post_init__(self) -> None:
        if self.years_of_experience is not None and self.years_of_experience < 0:
            raise Invalid({"years_of_experience": _("Years of experience cannot be negative.")})


@dataclass(frozen=True, slots=True, kw_only=True)
class Hours:
    """From when to when, as `HH:MM` on the provider's own wall clock; 24:00 may end.

    An end before the start is of the next day: 20:00 to 01:00.
    """

    start: str
    end: str

    def __post_init__(self) -> None:
        rules.check_session(self.start, self.end, rules.NOT_BACKWARDS)


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
class Season:
    """Another week from one date to another, both included, such as Ramadan's.

    The usual breaks stay unless `keeps_breaks` is False.
    """

    name: str
    first: date
    last: date
    working_hours: WorkingHours
    keeps_breaks: bool = field(default=True, metadata=QUIET)

    def __post_init__(self) -> None:
        if not 0 < len(self.name.strip()) <= rules.NAME_LENGTH:
            raise Invalid({"name": _("A season needs a short name.")})
        if self.last < self.first:
            raise Invalid({"last": _("The last day must not come before the first.")})

    def holds_on(self, day: date) -> bool:
        """Whether that local day is one of it."""
        return self.first <= day <= self.last


@dataclass(frozen=True, slots=True, kw_only=True)
class Availability:
    """When a provider sees patients, in which zone, and for what fee; all but the week optional.

    Patients book no later than `minimum_notice` minutes ahead and no more than `booking_window`
    days ahead (0: today only). `holiday_country` is a code; Qatar's holidays are kept by default.
    `rooms` are where they see patients, the usual one first.
    """

    working_hours: WorkingHours | None = None
    consultation_fee: int | Decimal | None = None
    currency: str | None = None
    time_zone: str | None = None
    breaks: list[Break] | None = None
    visit_types: list[VisitType] | None = None
    minimum_notice: int | None = None
    booking_window: int | None = None
    exceptions: list[DayException] | None = None
    seasons: list[Season] | None = None
    holiday_country: str | None = None
    patient_ages: PatientAges | None = None
    rooms: list[str] | None = None
    rules_version: int = field(default=0, metadata=QUIET)  # counts the changes made here

    def __post_init__(self) -> None:
        if self.time_zone is not None:
            zone(self.time_zone)
        if self.consultation_fee is not None and self.consultation_fee < 0:
            raise Invalid({"consultation_fee": _("A fee cannot be negative.")})
        if self.holiday_country is not None:
            rules.check_country(self.holiday_country)
        check_number("minimum_notice", self.minimum_notice or 0, 0, rules.MAX_NOTICE_MINUTES)
        check_number("booking_window", self.booking_window or 0, 0, rules.MAX_WINDOW_DAYS)
        self._check_lists()
        if any(not 0 < len(each.strip()) <= rules.ROOM_LENGTH for each in self.rooms or ()):
            raise Invalid({"rooms": _("A room needs a short name.")})

    def _check_lists(self) -> None:
        for name in ("breaks", "visit_types", "exceptions", "rooms"):
            if len(getattr(self, name) or ()) > rules.MAX_RULES:
                raise Invalid({name: _("These are too many.")})
        self._check_seasons()
        codes = [each.code for each in self.visit_types or ()]
        if len(codes) != len(set(codes)):
            raise Invalid({"visit_types": _("Two types of visit have the same code.")})
        closed = {each.day for each in self.exceptions or () if each.hours is None}
        if any(each.hours and each.day in closed for each in self.exceptions or ()):
            raise Invalid({"exceptions": _("A date cannot be both open and closed.")})

    def _check_seasons(self) -> None:
        seasons = sorted(self.seasons or (), key=lambda each: each.first)
        if len(seasons) > rules.MAX_SEASONS:
            raise Invalid({"seasons": _("These are too many.")})
        if any(one.last >= next_.first for one, next_ in pairwise(seasons)):
            raise Invalid({"first": _("Another season has some of these days already.")})

    @property
    def zone_name(self) -> str:
        """The IANA name of the zone the hours are written in; the clinic's by default."""
        return self.time_zone or CLINIC_ZONE

    def season_on(self, day: date) -> Season | None:
        """The season of that local day; None in the usual weeks."""
        return next((each for each in self.seasons or () if each.holds_on(day)), None)

    def hours_on(self, day: date) -> Hours | None:
        """The working hours that begin on that local day, by its season; None on a day off."""
        season = self.season_on(day)
        week = season.working_hours if season else self.working_hours
        hours: Hours | None = getattr(week, WEEKDAYS[day.weekday()]) if week else None
        return hours

    def exceptions_on(self, day: date) -> list[DayException]:
        """What makes that local day unlike its weekday; empty on an ordinary one."""
        return [each for each in self.exceptions or () if each.day == day]

    def sessions_on(self, day: date) -> list[tuple[str, str]]:
        """From when to when is worked that begins that day, its exceptions heeded, in order.

        An end before its start is of the next day.
        """
        others = self.exceptions_on(day)
        if others:
            return sorted(each.hours for each in others if each.hours)
        hours = self.hours_on(day)
        return [(hours.start, hours.end)] if hours else []

    def night_end(self, day: date) -> str | None:
        """Until when the evening before goes on into that day; None if it does not."""
        ends = [end for start, end in self.sessions_on(day - ONE_DAY) if end < start]
        return max((each for each in ends if each != MIDNIGHT), default=None)

    def spans_on(self, day: date) -> list[tuple[str, str]]:
        """From when to when the day itself is open by the wall clock, in order."""
        own = [(start, MIDNIGHT_ENDS if end < start else end)
               for start, end in self.sessions_on(day)]  # fmt: skip
        night = self.night_end(day)
        return [(MIDNIGHT, night), *own] if night else own

    def breaks_on(self, day: date) -> list[Break]:
        """The pauses of that local day."""
        season, others = self.season_on(day), self.exceptions_on(day)
        if others:
            if any(not each.keeps_breaks for each in others):
                return []
        elif season and not season.keeps_breaks:
            return []
        return [each for each in self.breaks or () if each.is_on(day)]

    def visit_type(self, code: str) -> VisitType | None:
        """The kind of visit of that code, if this provider offers it."""
        return next((each for each in self.visit_types or () if each.code == code), None)


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
    def specialty(self) -> str:
        """What the doctor does, for comparing: the specialization, else the department."""
        work = self.professional_info
        return ((work and (work.specialization or work.department)) or "").casefold()

    @property
    def department(self) -> str | None:
        """The department the provider is listed under."""
        return self.professional_info.department if self.professional_info else None

    @property
    def zone_name(self) -> str:
        """The IANA name of the zone this provider works in."""
        return self.availability.zone_name if self.availability else CLINIC_ZONE

    @property
    def rooms(self) -> list[str]:
        """Where they see patients, the usual one first; empty if nobody wrote it down."""
        return (self.availability.rooms if self.availability else None) or []

    def place_in(self, room: str) -> str:
        """Where a visit is, as it is written on it: "Hamad Medical Corporation - Room 205"."""
        hospital = (self.professional_info and self.professional_info.hospital) or ""
        return PLACE.join(part for part in (hospital, room) if part)

    @property
    def usual_place(self) -> str | None:
        """Where a visit to them is if nothing else is said."""
        return self.place_in(self.rooms[0] if self.rooms else "") or None
