"""An appointment: a booked visit as lists, days and its own page read it, and its steps."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from functools import cache
from typing import Any, ClassVar

from appointments.visits.status import NEXT, Status
from medisecure.clinic_rules import RULES
from medisecure.clock import CLINIC_ZONE, utc_text, zone
from medisecure.errors import Conflict, Invalid
from medisecure.errors import gettext_noop as _
from medisecure.fields import FROM_KEY, QUIET, secret

REASON_LENGTH = 500
PREPARATION_LENGTH = 300
PREPARATIONS_COUNT = 20
LOCATION_LENGTH = 200
MAX_MINUTES = 480
REMIND_BEFORE = timedelta(hours=24)
OPEN = "OPEN"
REMOTE = frozenset({"VIDEO", "PHONE"})  # modes in which nobody comes to the clinic
WALKED_IN = "WALKED_IN"  # a reason to overrule that the desk does not write in its own words
OTHER_DAY = _("A patient can be checked in only on the day of the visit.")
MAY_STILL_COME = _("The visit has not started yet: the patient may still come.")
TOO_EARLY = _("It is too early for this step: the visit is still too far ahead.")
NOT_ARRIVED = _("Check the patient in first.")
NOT_OVER = _("Start the consultation first.")
NOT_SEEN_THEN = _("The time seen must be after the patient arrived and not in the future.")


@cache
def lasting(minutes: int) -> timedelta:
    """So many minutes."""
    return timedelta(minutes=minutes)


@dataclass(frozen=True, slots=True, kw_only=True)
class SchedulingInfo:
    """When, how long (minutes), where and how; `time_zone` only if not the clinic's own."""

    appointment_date: datetime
    duration: int
    type: str | None = None
    location: str | None = None
    mode: str | None = None
    time_zone: str | None = None
    buffer_before: int | None = None  # minutes kept clear around it
    buffer_after: int | None = None

    def __post_init__(self) -> None:
        if self.appointment_date.tzinfo is None:
            raise Invalid({"appointment_date": _("A visit's time needs its time zone.")})
        if self.duration <= 0:
            raise Invalid({"duration": _("A visit must end after it starts.")})
        if self.time_zone is not None:
            zone(self.time_zone)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reminder:
    """The message before the visit."""

    sent: bool = False
    scheduled_for: datetime | None = None


class PaymentStatus(StrEnum):
    """How a payment stands; what was imported may say something else."""

    PENDING = "PENDING"
    PAID = "PAID"
    WAIVED = "WAIVED"
    REFUNDED = "REFUNDED"


@dataclass(frozen=True, slots=True, kw_only=True)
class Payment:
    """What the visit costs and how that stands; `paid_at` is when the desk took it."""

    fee: int | Decimal
    currency: str
    status: str | None = None
    method: str | None = None
    paid_at: datetime | None = None

    def __post_init__(self) -> None:
        if self.fee < 0:
            raise Invalid({"fee": _("A fee cannot be negative.")})


@dataclass(frozen=True, slots=True, kw_only=True)
class Cancellation:
    """Who cancelled (a user id), when, and why in their own words."""

    by: str
    at: datetime
    reason: str | None = None
    by_proxy: bool = field(default=False, metadata=QUIET)


@dataclass(frozen=True, slots=True, kw_only=True)
class Overruling:
    """Who put the visit where the rules have no room, when, and why in their own words."""

    by: str
    at: datetime
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step of the visit's day: to which status, from which, by whom (user id), when."""

    status: Status
    before: Status
    by: str
    at: datetime
    by_proxy: bool = field(default=False, metadata=QUIET)  # somebody who acts for the patient


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitKey:
    """Under which key a visit is kept, whose it is, and at which version: enough to read it by.

    A day's index answers with hundreds of them.
    """

    entity_type: ClassVar[str] = "APPOINTMENT"

    key: Mapping[str, str]
    appointment_id: str = field(metadata=FROM_KEY)
    patient_id: str = field(metadata=FROM_KEY)
    provider_id: str
    stand_in_id: str | None = None
    status: str = Status.SCHEDULED
    version: int = 0

    @staticmethod
    def from_wire(item: Mapping[str, Any]) -> dict[str, Any]:
        """The fields by name, out of an index's item as the wire has it."""
        whose, which = item["PK"]["S"], item["SK"]["S"]
        found: dict[str, Any] = {
            "key": {"PK": whose, "SK": which},
            "appointment_id": which.split("#")[1],
            "patient_id": whose.partition("#")[2],
            "provider_id": item["providerId"]["S"],
        }
        if "standInId" in item:
            found["stand_in_id"] = item["standInId"]["S"]
        if "status" in item:
            found["status"] = item["status"]["S"]
        if "version" in item:
            found["version"] = int(item["version"]["N"])
        return found

    @property
    def resource_id(self) -> str:
        """The visit's own id."""
        return self.appointment_id

    @property
    def stands(self) -> bool:
        """Whether it is a visit at all, and none that was entered in error."""
        return self.status != Status.ENTERED_IN_ERROR


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitPlace:
    """Which visit stands where, in which state, and at which version: nothing of what it is about.

    It is what lists are made from whose visits are then read by their own keys.
    """

    entity_type: ClassVar[str] = "APPOINTMENT"

    appointment_id: str
    patient_id: str
    provider_id: str
    scheduling_info: SchedulingInfo
    stand_in_id: str | None = None  # who sees the patient that day instead of the doctor
    status: Status = Status.SCHEDULED
    version: int = field(default=0, metadata=QUIET)

    @property
    def resource_id(self) -> str:
        """The visit's own id."""
        return self.appointment_id

    @property
    def starts_at(self) -> datetime:
        """The instant the visit starts."""
        return self.scheduling_info.appointment_date

    @property
    def zone_name(self) -> str:
        """The IANA name of the zone whose wall clock the visit is kept by."""
        return self.scheduling_info.time_zone or CLINIC_ZONE

    @property
    def stands(self) -> bool:
        """Whether it is a visit at all, and none that was entered in error."""
        return self.status is not Status.ENTERED_IN_ERROR


@dataclass(frozen=True, slots=True, kw_only=True)
class DayVisit(VisitPlace):
    """A visit as a day shows it: where it stands and how far it is, and not what it is about.

    Lists of many visits read no more of them than this: neither reason nor fee is opened.
    """

    overruled: Overruling | None = secret(default=None)  # marked on the board; holds no time
    arrived_at: datetime | None = None
    steps: list[Step] | None = None
    sequence: int = field(default=0, metadata=QUIET)  # of its calendar entry (RFC 5545)
    updated_at: datetime

    @property
    def minutes(self) -> int:
        """How long the visit is booked for."""
        return self.scheduling_info.duration

    @property
    def ends_at(self) -> datetime:
        """The instant the visit is booked to end."""
        info = self.scheduling_info
        return info.appointment_date.astimezone(UTC) + lasting(info.duration)

    @property
    def local_start(self) -> datetime:
        """The start on the wall clock of the visit's zone."""
        return self.starts_at.astimezone(zone(self.zone_name))

    @property
    def local_date(self) -> date:
        """The day the visit is on where it takes place; the day board is kept by it."""
        return self.local_start.date()

    @property
    def time_utc(self) -> str:
        """The start's time of day in UTC, as the day board's key holds it: `14:00:00Z`."""
        return utc_text(self.starts_at).partition("T")[2]

    @property
    def listed(self) -> str | None:
        """Where the index keeps visits whose end is still to be said; None once it is."""
        return None if self.status.has_ended else OPEN

    @property
    def is_live(self) -> bool:
        """Whether the visit takes up its time: not cancelled, missed, left or a mistake."""
        return self.status.takes_time

    @property
    def next_statuses(self) -> tuple[Status, ...]:
        """The steps this visit may take next; empty once it is over."""
        return NEXT[self.status]

    @property
    def last_step(self) -> Step | None:
        """The latest step, which may be undone; None if none was taken here."""
        return self.steps[-1] if self.steps else None

    def refusal_of(self, status: Status, at: datetime) -> str | None:
        """Why the clock does not allow that step at that instant; None if it does.

        Nobody arrives on another day, and nothing of a visit happens before its time comes near.
        """
        if status is Status.ARRIVED:
            today = at.astimezone(zone(self.zone_name)).date()
            if today != self.local_date:
                return OTHER_DAY
        if status.is_timed and at < self.starts_at - RULES.near:
            return TOO_EARLY
        if status is Status.NO_SHOW and at < self.starts_at:
            return MAY_STILL_COME
        if status is not Status.COMPLETED or at >= self.ends_at:
            return None
        if self.status.is_movable:
            return NOT_ARRIVED
        return NOT_OVER if self.status.is_waiting else None


@dataclass(frozen=True, slots=True, kw_only=True)
class PaidVisit(DayVisit):
    """The same with what it costs and whether that is paid: what home asks of visits that were."""

    payment: Payment | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Appointment(PaidVisit):
    """A booked visit of one patient to one provider."""

    reason: str | None = secret(default=None)
    preparation: list[str] | None = secret(default=None)
    reminder: Reminder | None = None
    cancellation: Cancellation | None = secret(default=None)  # its reason may speak of illness
    mistake: Overruling | None = secret(default=None)  # who said it was entered in error, and why
    beyond_limits: Overruling | None = secret(default=None)  # more than a patient should have
    seen_at: datetime | None = None  # when the doctor saw them, where it was noted afterwards
    series_id: str | None = None
    by_proxy: bool = field(default=False, metadata=QUIET)  # who acts for the patient booked it
    booked_for: str | None = None  # the patient's id it had before their records were joined
    series_at: datetime | None = None  # its place in the series, where it stays by default
    created_at: datetime

    def mark_seen(self, seen_at: datetime, *, by: str, at: datetime) -> "Appointment":
        """The same visit completed, with the instant the patient was seen, noted afterwards."""
        if refusal := self.refusal_of(Status.COMPLETED, at):
            raise Conflict(refusal)
        if seen_at > at or (self.arrived_at and seen_at < self.arrived_at):
            raise Conflict(NOT_SEEN_THEN)
        return replace(self.with_step(Status.COMPLETED, by=by, at=at), seen_at=seen_at)

    def with_step(
        self, status: Status, *, by: str, at: datetime, by_proxy: bool = False
    ) -> "Appointment":
        """The same visit one step on, with the step noted; `Conflict` if it is not allowed."""
        step = Step(status=status, before=self.status, by=by, at=at, by_proxy=by_proxy)
        return replace(self.transition(status, at=at), steps=[*(self.steps or ()), step])

    def without_last_step(self, *, at: datetime) -> "Appointment":
        """The visit as before its last step; `Conflict` if there is none to take back."""
        step = self.last_step
        if step is None or step.status is not self.status:
            raise Conflict(_("There is nothing to undo."))
        earlier = (self.steps or [])[:-1] or None
        arrived = None if step.status is Status.ARRIVED else self.arrived_at
        seen = None if step.status is Status.COMPLETED else self.seen_at
        called_off = None if step.status is Status.CANCELLED else self.cancellation
        return replace(
            self, status=step.before, steps=earlier, arrived_at=arrived, seen_at=seen,
            cancellation=called_off, mistake=None, updated_at=at,
        )  # fmt: skip

    def rescheduled(self, info: SchedulingInfo, *, provider_id: str, at: datetime) -> "Appointment":
        """The same visit at another time or doctor; `Conflict` once it has begun or is over."""
        if not self.status.is_movable:
            raise Conflict(_("A visit that is %(current)s cannot be moved."),
                           {"current": self.status})  # fmt: skip
        remind_at = info.appointment_date.astimezone(UTC) - REMIND_BEFORE
        return replace(
            self, scheduling_info=info, provider_id=provider_id, sequence=self.sequence + 1,
            reminder=Reminder(scheduled_for=remind_at), stand_in_id=None, updated_at=at,
        )  # fmt: skip

    def overlaps(self, other: "Appointment") -> bool:
        """Whether both take up some of the same time; touching ends do not count."""
        both_live = self.is_live and other.is_live
        return both_live and self.starts_at < other.ends_at and other.starts_at < self.ends_at

    def transition(self, status: Status, *, at: datetime | None = None) -> "Appointment":
        """The same visit one step on; `Conflict` if that step is not allowed.

        `at`, the instant of the step, becomes `updated_at`, and `arrived_at` on arrival.
        """
        if status not in self.next_statuses:
            message = _("A visit that is %(current)s cannot become %(wanted)s.")
            raise Conflict(message, {"current": self.status, "wanted": status})
        moved = replace(self, status=status, updated_at=at or self.updated_at)
        return replace(moved, arrived_at=at) if status is Status.ARRIVED and at else moved

    def cancelled(
        self, *, by: str, at: datetime, reason: str | None = None, by_proxy: bool = False
    ) -> "Appointment":
        """The same visit called off by a person (user id); `Conflict` if it is too late."""
        called_off = self.with_step(Status.CANCELLED, by=by, at=at, by_proxy=by_proxy)
        told = Cancellation(by=by, at=at, reason=reason, by_proxy=by_proxy)
        return replace(called_off, cancellation=told)

    def marked_in_error(self, *, by: str, at: datetime, reason: str) -> "Appointment":
        """The same as something that was never a visit; from any status, noted as a step."""
        step = Step(status=Status.ENTERED_IN_ERROR, before=self.status, by=by, at=at)
        return replace(
            self, status=Status.ENTERED_IN_ERROR, steps=[*(self.steps or ()), step],
            mistake=Overruling(by=by, at=at, reason=reason), updated_at=at,
        )  # fmt: skip
