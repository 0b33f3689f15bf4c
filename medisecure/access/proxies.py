"""Who acts for a patient, what for, and until when (FHIR RelatedPerson).

A relation is one item for each patient and proxy. It is asked on each request, and what it allows
follows from its own end and from the patient's age on that day by the clinic's tiers.
"""

from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import ClassVar

from medisecure.clinic_rules import RULES
from medisecure.clock import clinic_date
from medisecure.errors import Conflict
from medisecure.errors import gettext_noop as _
from medisecure.fields import QUIET, secret

LONGEST_FOR_AN_ADULT = timedelta(days=366)
NOTE_LENGTH = 200
GONE = _("This access has ended already.")


class Scope(StrEnum):
    """What a proxy may do."""

    VISITS = "VISITS"  # see them, and the places on the waitlist
    BOOK = "BOOK"  # book, move and cancel them
    HEALTH = "HEALTH"  # read the record, documents, who looked; ask for medicines and changes
    MESSAGES = "MESSAGES"  # is told what the patient would be told


ALL = frozenset(Scope)
NONE: frozenset[Scope] = frozenset()


class Relationship(StrEnum):
    """What the proxy is to the patient (HL7 v3 RoleCode: PRN, GUARD, SPS, CHILD, SIB …)."""

    PARENT = "PARENT"
    GUARDIAN = "GUARDIAN"
    SPOUSE = "SPOUSE"
    CHILD = "CHILD"
    SIBLING = "SIBLING"
    CARER = "CARER"
    OTHER = "OTHER"


class Proof(StrEnum):
    """How the relation was proven at the desk."""

    BIRTH_CERTIFICATE = "BIRTH_CERTIFICATE"
    FAMILY_ID = "FAMILY_ID"
    COURT_ORDER = "COURT_ORDER"
    POWER_OF_ATTORNEY = "POWER_OF_ATTORNEY"
    PATIENT_CONSENT = "PATIENT_CONSENT"
    OTHER = "OTHER"


class Tier(StrEnum):
    """By the patient's age: everything granted, less, or nothing any more."""

    WHOLE = "WHOLE"
    LIMITED = "LIMITED"
    OF_AGE = "OF_AGE"


@dataclass(frozen=True, slots=True, kw_only=True)
class Proxy:
    """One person acting for one patient; `for_an_adult` if it was agreed for one of age.

    Both names and the birth date are copies: neither may read the other's profile.
    """

    entity_type: ClassVar[str] = "PROXY"

    patient_id: str
    proxy_id: str
    relationship: Relationship
    proof: Proof
    proof_note: str = secret(default="")
    may: list[Scope]
    for_an_adult: bool = field(default=False, metadata=QUIET)
    proxy_name: str = secret()
    patient_name: str = secret()
    born_on: date | None = secret(default=None)
    since: datetime
    until: datetime | None = None
    granted_by: str
    ended_at: datetime | None = None
    ended_by: str | None = None
    version: int = field(default=0, metadata=QUIET)

    @property
    def resource_id(self) -> str:
        """The proxy's id."""
        return self.proxy_id

    @property
    def comes_of_age(self) -> date | None:
        """The day on which it ends because the patient is of age; None if it does not."""
        if self.for_an_adult or self.born_on is None:
            return None
        return birthday(self.born_on, RULES.proxy_ends_at)

    def tier_at(self, instant: datetime) -> Tier:
        """What the patient's age allows on that day at the clinic."""
        if self.for_an_adult:
            return Tier.WHOLE
        return tier_of(self.born_on, clinic_date(instant))

    def is_over(self, instant: datetime) -> bool:
        """Whether it was ended, ran out, or the patient came of age."""
        ends = [each for each in (self.until, self.ended_at) if each is not None]
        over = any(instant >= each for each in ends)
        return over or instant < self.since or self.tier_at(instant) is Tier.OF_AGE

    def scopes_at(self, instant: datetime) -> frozenset[Scope]:
        """What the proxy may do at that instant."""
        if self.is_over(instant):
            return NONE
        granted = frozenset(self.may)
        if self.tier_at(instant) is Tier.LIMITED:
            return granted & frozenset(Scope(each) for each in RULES.proxy_limited_may)
        return granted

    def ended(self, *, by: str, at: datetime) -> "Proxy":
        """The same, over from now on; `Conflict` if it is over already."""
        if self.is_over(at):
            raise Conflict(GONE)
        return replace(self, ended_at=at, ended_by=by)


def tier_of(born_on: date | None, day: date) -> Tier:
    """What the age on that day allows; of an unknown age nothing goes by itself."""
    if born_on is None or day >= birthday(born_on, RULES.proxy_ends_at):
        return Tier.OF_AGE
    return Tier.LIMITED if day >= birthday(born_on, RULES.proxy_limited_from) else Tier.WHOLE


def birthday(born_on: date, years: int) -> date:
    """The day on which that many years are completed; of 29 February the first of March.

    >>> birthday(date(2008, 2, 29), 18), birthday(date(2010, 6, 15), 13)
    (datetime.date(2026, 3, 1), datetime.date(2023, 6, 15))
    """
    try:
        return born_on.replace(year=born_on.year + years)
    except ValueError:
        return date(born_on.year + years, 3, 1)
