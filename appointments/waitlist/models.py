"""A place on the waitlist, and a time that is offered to some of those who wait."""

from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from hashlib import blake2b
from typing import ClassVar

from appointments.booking.opened_slots import DUE, SOONEST, DoctorTime
from medisecure.clinic_rules import RULES
from medisecure.clock import CLINIC_ZONE, zone
from medisecure.errors import Invalid
from medisecure.errors import gettext_noop as _
from medisecure.fields import QUIET, secret

ANY, DEPARTMENT, SPECIALTY = "any", "department:", "specialty:"
OPEN = "OPEN"
LONGEST_HOLD = timedelta(hours=2)
MOST_ASKED = 3
NOON = 12
URGENT_TURN, USUAL_TURN = "0", "1"


class EntryStatus(StrEnum):
    """Where a place on the waitlist stands."""

    WAITING = "WAITING"
    OFFERED = "OFFERED"
    SERVED = "SERVED"
    WITHDRAWN = "WITHDRAWN"
    LAPSED = "LAPSED"


class OfferStatus(StrEnum):
    """What became of an offered time."""

    OPEN = "OPEN"
    TAKEN = "TAKEN"
    LAPSED = "LAPSED"
    WITHDRAWN = "WITHDRAWN"


class Half(StrEnum):
    """The half of a day somebody can come in."""

    MORNING = "MORNING"
    AFTERNOON = "AFTERNOON"


class OfferAnswer(StrEnum):
    """What somebody said to an offered time."""

    TOOK = "TOOK"
    DECLINED = "DECLINED"


WAITS = frozenset({EntryStatus.WAITING, EntryStatus.OFFERED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Offered:
    """The offer somebody was asked about last; the offer itself says whether it still stands."""

    offer_id: str
    provider_id: str
    starts_at: datetime
    held_until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitlistEntry:
    """One patient's place: with whom, for how long (minutes), and on which days it may be.

    `appointment_id` is the visit that `moves`, or the one there will be. `whom` is a doctor's id,
    `any`, `department:…` or `specialty:…`. Both dates are days of the clinic and included.
    """

    entity_type: ClassVar[str] = "WAITLIST"

    entry_id: str
    patient_id: str
    appointment_id: str
    moves: bool = field(default=False, metadata=QUIET)
    whom: str
    visit_type: str | None = None
    minutes: int
    earliest: date
    latest: date
    weekdays: list[str] | None = None
    half: Half | None = None
    note: str | None = secret(default=None)
    urgent: bool = field(default=False, metadata=QUIET)
    offered: Offered | None = None
    by_proxy: bool = field(default=False, metadata=QUIET)  # who acts for the patient asked
    joined_at: datetime
    joined_for: str | None = None  # the patient's id it had before their records were joined
    status: EntryStatus = EntryStatus.WAITING
    created_at: datetime
    updated_at: datetime
    version: int = field(default=0, metadata=QUIET)

    def __post_init__(self) -> None:
        if self.latest < self.earliest:
            raise Invalid({"latest": _("The last day must not come before the first.")})

    @property
    def resource_id(self) -> str:
        return self.entry_id

    @property
    def waits(self) -> bool:
        """Whether it is still on the list."""
        return self.status in WAITS

    @property
    def queue(self) -> str | None:
        """Where the index keeps those who wait for the same; None once it is over."""
        return self.whom if self.waits else None

    @property
    def listed(self) -> str | None:
        """Where the index keeps everybody who waits; None once it is over."""
        return OPEN if self.waits else None

    @property
    def turn(self) -> str:
        """Urgent ones come first in their queue, then whoever has waited longest."""
        return URGENT_TURN if self.urgent else USUAL_TURN

    @property
    def sort_key(self) -> tuple[str, datetime, str]:
        """By what those who wait are put in order."""
        return self.turn, self.joined_at, self.entry_id

    def back_in_line(self, at: datetime) -> "WaitlistEntry":
        """The same place once an offer is over; it keeps its turn."""
        return replace(self, status=EntryStatus.WAITING, offered=None, updated_at=at)

    def ended(self, status: EntryStatus, at: datetime) -> "WaitlistEntry":
        """The same place off the list."""
        return replace(self, status=status, offered=None, updated_at=at)


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedEntry:
    """Somebody who was asked, and what they said; None while they said nothing."""

    entry_id: str
    patient_id: str
    appointment_id: str
    answer: OfferAnswer | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A time that is held for those who were `asked`: the first to accept it has it.

    Its id is the holder of the day's cells. `before` are entries that were asked about the same
    time earlier. It is the only truth about itself: entries merely point to it, and `settled` says
    that those were put back in line after it was over.
    """

    entity_type: ClassVar[str] = "OFFER"

    offer_id: str
    span: DoctorTime
    held_until: datetime
    asked: list[AskedEntry]
    before: list[str] | None = None
    left_by: str | None = None  # the patient who gave the time back
    status: OfferStatus = OfferStatus.OPEN
    settled: bool = field(default=False, metadata=QUIET)
    created_at: datetime
    updated_at: datetime
    version: int = field(default=0, metadata=QUIET)

    @property
    def provider_id(self) -> str:
        return self.span.provider_id

    @property
    def starts_at(self) -> datetime:
        return self.span.starts_at

    @property
    def resource_id(self) -> str:
        return self.offer_id

    @property
    def patient_ids(self) -> frozenset[str]:
        """Those who may see it."""
        return frozenset(each.patient_id for each in self.asked)

    @property
    def due(self) -> str | None:
        """The place in the index of those that need looking after; None once all is done."""
        return None if self.settled else DUE

    def stands_at(self, at: datetime) -> bool:
        """Whether it can be accepted at that instant; not at the very one it lapses."""
        return self.status is OfferStatus.OPEN and at < self.held_until

    @property
    def asks_several(self) -> bool:
        """Whether somebody else may take it, too."""
        return sum(each.answer is not OfferAnswer.DECLINED for each in self.asked) > 1

    @property
    def is_declined(self) -> bool:
        """Whether nobody is left who might take it."""
        return all(each.answer is OfferAnswer.DECLINED for each in self.asked)

    def place_of(self, *patient_ids: str) -> AskedEntry | None:
        """The place of somebody who was asked, by any of their ids."""
        return next((each for each in self.asked if each.patient_id in patient_ids), None)

    def asked_instead(self, before: str, now: str) -> "Offer":
        """The same offer to somebody whose id is another one now."""
        asked = [
            replace(each, patient_id=now) if each.patient_id == before else each
            for each in self.asked
        ]
        return replace(self, asked=asked)

    def answered(self, whom: AskedEntry, answer: OfferAnswer, at: datetime) -> "Offer":
        """The same offer with somebody's answer; taken, it is open to nobody else."""
        asked = [replace(each, answer=answer) if each == whom else each for each in self.asked]
        status = OfferStatus.TAKEN if answer is OfferAnswer.TOOK else self.status
        return replace(self, asked=asked, status=status, updated_at=at)

    def closed(self, status: OfferStatus, at: datetime) -> "Offer":
        """The same offer, over and done with."""
        return replace(self, status=status, settled=True, updated_at=at)


def entry_id_of(appointment_id: str, whom: str, visit_type: str, *, moves: bool) -> str:
    """The same wish of one patient has the same id: it stands on the list once.

    A visit that moves has one place whatever is wanted; a visit to be has one for each doctor or
    group and kind.
    """
    about = appointment_id if moves else f"{whom}|{visit_type}"
    return f"wait_{blake2b(about.encode(), digest_size=16).hexdigest()}"


def held_until(starts_at: datetime, at: datetime) -> datetime | None:
    """Until when such a time is held: two hours, or half of what is left; None if too near.

    The clinic's quiet hours do not count, and nobody has to answer in them: who is told at midnight
    has until nine in the morning, or until an hour before the time if that is not in the night.
    """
    left = starts_at - at
    if left < SOONEST:
        return None
    wakes, latest = awake_from(at), starts_at - SOONEST
    if wakes > at:
        until = min(wakes + LONGEST_HOLD, latest)
    else:
        until, evening = at + min(LONGEST_HOLD, left / 2), quiet_next(at)
        if evening is not None and until > evening:
            until = min(awake_from(evening) + (until - evening), latest)
    if is_quiet(until):
        until = quiet_before(until)
    return until.replace(microsecond=0) if until > at else None


def is_quiet(at: datetime) -> bool:
    """Whether it is the clinic's night, in which nobody is offered anything."""
    return awake_from(at) > at


def awake_from(at: datetime) -> datetime:
    """The next instant at which people may be expected to read: now, or in the morning."""
    local = at.astimezone(zone(CLINIC_ZONE))
    begins, ends = RULES.quiet_from, RULES.quiet_until
    over_midnight = begins > ends
    late = over_midnight and local.hour >= begins
    early = local.hour < ends and (over_midnight or local.hour >= begins)
    if not (late or early):
        return at
    return _at_hour(local.date() + timedelta(days=late), ends)


def quiet_next(at: datetime) -> datetime | None:
    """When the next quiet hours begin; None in a clinic that has none."""
    if RULES.quiet_from == RULES.quiet_until:
        return None
    day = at.astimezone(zone(CLINIC_ZONE)).date()
    days = (_at_hour(day + timedelta(days=n), RULES.quiet_from) for n in range(3))
    return next(each for each in days if each > at)


def quiet_before(at: datetime) -> datetime:
    """When the quiet hours began in which that instant is."""
    day = at.astimezone(zone(CLINIC_ZONE)).date()
    days = (_at_hour(day - timedelta(days=n), RULES.quiet_from) for n in range(2))
    return next(each for each in days if each <= at)


def _at_hour(day: date, hour: int) -> datetime:
    return datetime.combine(day, time(hour), zone(CLINIC_ZONE)).astimezone(UTC)
