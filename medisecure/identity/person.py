"""A person known to the clinic: name, contact, preferences, and the account they sign in with."""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import ClassVar

from medisecure.clock import CLINIC_ZONE
from medisecure.fields import FROM_KEY, QUIET, secret

NAME_LENGTH = 100
EMAIL_LENGTH = 254  # RFC 5321
PHONE_LENGTH = 32
ADDRESS_LINE_LENGTH = 200


class UserType(StrEnum):
    """The kinds of people who sign in; a proxy who is a patient too is a patient."""

    PATIENT = "PATIENT"
    PROVIDER = "PROVIDER"
    STAFF = "STAFF"
    COMPLIANCE = "COMPLIANCE"
    PROXY = "PROXY"


class AccountStatus(StrEnum):
    """Whether the account may be used."""

    ACTIVE = "ACTIVE"
    DISABLED = "DISABLED"


def spoken(first_name: str, last_name: str) -> str:
    """A name as it is spoken: given name, then family name, where there are both.

    >>> spoken("Layla", "Haddad"), spoken("Suharto", "")
    ('Layla Haddad', 'Suharto')
    """
    return f"{first_name} {last_name}" if first_name and last_name else first_name or last_name


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """Where a person lives."""

    street: str | None = None
    city: str | None = None
    state: str | None = None
    country: str | None = None
    postal_code: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Identifiers:
    """Numbers a person is known by: the clinic's record number, the national id, the passport."""

    record_number: str | None = None
    national_id: str | None = None
    passport_number: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Guardian:
    """Who answers for a child or for somebody cared for, and how to reach them."""

    name: str
    relationship: str | None = None
    phone_number: str | None = None
    email: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Photo:
    """A picture of the person: the document it is, and where its checked copy lies."""

    document_id: str
    s3_key: str
    s3_version: str | None = None
    since: datetime
    scanned: bool = False  # for malware, before it was made anew


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonItem:
    """What is kept under the id of somebody who signs in."""

    user_id: str = field(metadata=FROM_KEY)
    user_type: UserType

    @property
    def resource_id(self) -> str:
        """The person's own id."""
        return self.user_id

    @property
    def patient_id(self) -> str | None:
        """The person's id if they are a patient: then it is about one, and they read who did it."""
        return self.user_id if self.user_type is UserType.PATIENT else None


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonalInfo:
    """Who a person is and how to reach them.

    A single name is the first name, and the last name is empty. If only the year of birth is
    known, or guessed, the date is its first of January and `birth_date_estimated`.
    """

    first_name: str
    last_name: str
    email: str | None = None
    phone_number: str | None = None
    date_of_birth: date | None = None
    birth_date_estimated: bool = field(default=False, metadata=QUIET)
    gender: str | None = None
    address: Address | None = None
    identifiers: Identifiers | None = None
    guardian: Guardian | None = None
    previous_names: list[str] | None = None
    photo: Photo | None = field(default=None, metadata=QUIET)

    @property
    def display_name(self) -> str:
        """The name as it is spoken: given name, then family name."""
        return spoken(self.first_name, self.last_name)

    @property
    def email_key(self) -> str | None:
        """The e-mail as the index holds it: lower case, and none if it could not stand in a key."""
        email = (self.email or "").strip().lower()
        return email if email and "#" not in email else None

    @property
    def sort_name(self) -> str:
        """The name as lists order it: `Doe, John`."""
        return ", ".join(part for part in (self.last_name, self.first_name) if part)

    def age_on(self, day: date) -> int | None:
        """Completed years of life on that day; None if unknown or not yet born."""
        born = self.date_of_birth
        if born is None or day < born:
            return None
        return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


@dataclass(frozen=True, slots=True, kw_only=True)
class Preferences:
    """How a person wants to be spoken to."""

    language: str = "en"
    timezone: str = CLINIC_ZONE
    communication_method: str = "email"


@dataclass(frozen=True, slots=True, kw_only=True)
class Person(PersonItem):
    """Anyone with an account; of a patient's or provider's profile only what sign-in needs."""

    entity_type: ClassVar[str] = "USER"

    cognito_user_id: str | None = None
    personal_info: PersonalInfo = secret()
    preferences: Preferences | None = None
    department: str | None = None
    session_epoch: int = field(default=0, metadata=QUIET)
    replaced_by: str | None = None  # a patient's other id that answers for this one
    linked: list[str] | None = None  # all other ids of the same patient
    status: AccountStatus = AccountStatus.ACTIVE
    created_at: datetime
    updated_at: datetime
    version: int = field(default=0, metadata=QUIET)

    @property
    def display_name(self) -> str:
        """The name as it is spoken."""
        return self.personal_info.display_name

    @property
    def email(self) -> str | None:
        """The e-mail as the index holds it."""
        return self.personal_info.email_key

    @property
    def is_active(self) -> bool:
        """Whether this person may sign in."""
        return self.status is AccountStatus.ACTIVE
