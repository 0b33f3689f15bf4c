"""What one patient may have at once: visits that do not overlap, a number of them, one held time.

This is the one place of the rule. Whatever gives a patient a visit or another time (booking, a
series, a walk-in, a move, a swap, an accepted offer, a cancellation taken back) reads their
schedule, asks `within_limits` and stages the claim beside the visit. All of them share one item,
the guard, which is changed in the same transaction: of two who do so at once, one looks again.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any, ClassVar

from appointments.booking.patient_times import VisitTime, VisitTimes
from appointments.scheduling.availability import Hold
from appointments.visits.day_cells import occupied
from appointments.visits.models import MAX_MINUTES, Appointment, Overruling
from medisecure.access.actor import Role
from medisecure.clinic_rules import RULES
from medisecure.dynamodb import keys
from medisecure.dynamodb.calls.parallel import in_parallel
from medisecure.dynamodb.item_type import ItemType, Trace
from medisecure.dynamodb.repository import Repository
from medisecure.dynamodb.unit_of_work import UnitOfWork
from medisecure.errors import Conflict, gettext_noop
from medisecure.errors import ngettext_noop as ngettext
from medisecure.fields import QUIET

MOST_READ = 100
MOST_RECENT = 100
LAG = timedelta(minutes=2)  # within which an index may not have them yet
OVERLAPS = gettext_noop(
    "You have another visit at this time. Choose another time, or move or cancel that visit first."
)
TOO_MANY_AHEAD = ngettext(
    "You have %(count)s upcoming visit, the most that can be booked online. Cancel "
    "it if you do not need it, or call us.",
    "You have %(count)s upcoming visits, the most that can be booked online. Cancel "
    "one you do not need, or call us.",
)
TOO_MANY_A_DAY = ngettext(
    "You already have %(count)s visit with this doctor on that day. Choose another "
    "day, or call us.",
    "You already have %(count)s visits with this doctor on that day. Choose another "
    "day, or call us.",
)
# The same to the front desk, which may go on with a word.
OF_THE_PATIENT = {
    OVERLAPS: gettext_noop(
        "The patient has another visit at this time. Choose another time, or give a reason for "
        "keeping both."
    ),
    TOO_MANY_AHEAD: ngettext(
        "The patient already has %(count)s upcoming visit, the maximum. Cancel it first, or give "
        "a reason for one more.",
        "The patient already has %(count)s upcoming visits, the maximum. Cancel one first, or give "
        "a reason for one more.",
    ),
    TOO_MANY_A_DAY: ngettext(
        "The patient already has %(count)s visit with this doctor that day. Choose another day, "
        "or give a reason for one more.",
        "The patient already has %(count)s visits with this doctor that day. Choose another day, "
        "or give a reason for one more.",
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class RecentVisit:
    """A visit that was booked or moved a moment ago."""

    appointment_id: str
    starts_at: datetime
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldFor:
    """The time that is held for a form of the patient's."""

    appointment_id: str
    provider_id: str
    days: list[date]
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitGuard:
    """What the sessions of one patient must agree on; `changes` only counts."""

    entity_type: ClassVar[str] = "GUARD"

    patient_id: str
    recent: list[RecentVisit] = field(default_factory=list)
    held: HeldFor | None = None
    changes: int = 0
    version: int = field(default=0, metadata=QUIET)

    @property
    def resource_id(self) -> str:
        return self.patient_id

    def held_elsewhere(self, appointment_id: str, at: datetime) -> HeldFor | None:
        """A time that another form holds now."""
        held = self.held
        return held if held and held.appointment_id != appointment_id and held.until > at else None


GUARD = ItemType("guard", VisitGuard, keys.VISIT_GUARD, (), "GUARD", Trace.NONE)


def guard_in(found: Sequence[VisitGuard], patient_id: str) -> VisitGuard:
    """The patient's guard as it was found; a new one for whoever has none."""
    return found[0] if found else VisitGuard(patient_id=patient_id)


class Guards(Repository[VisitGuard]):
    """The guards of patients."""

    item_type = GUARD

    def of(self, patient_id: str) -> VisitGuard:
        """The patient's guard as it is now; a new one for whoever has none."""
        return guard_in(self._many([{"patient_id": patient_id}]), patient_id)

    def change(self, guard: VisitGuard, **changes: Any) -> None:
        """Stage the guard with a change; `Conflict` if another session changed it meanwhile."""
        self._uow.store_following(GUARD, replace(guard, changes=guard.changes + 1, **changes))


class BeyondLimits(Conflict):
    """More than one patient should have at once; `visit_ids` are the visits that are too much."""

    def __init__(
        self, message: str, params: dict[str, object], visit_ids: Iterable[str] = ()
    ) -> None:
        super().__init__(message, params)
        self.visit_ids = tuple(visit_ids)


Refusal = tuple[str, dict[str, object]]


@dataclass(frozen=True, slots=True)
class PatientSchedule:
    """A patient's guard, and when their visits ahead are."""

    guard: VisitGuard
    visits: list[VisitTime]

    @property
    def taken(self) -> list[tuple[datetime, datetime]]:
        """From when to when the patient has visits."""
        return [(each.starts_at, each.ends_at) for each in self.visits if each.is_live]

    def is_busy(self, starts_at: datetime, ends_at: datetime) -> bool:
        """Whether the patient has a visit that takes up some of that time."""
        return any(starts < ends_at and starts_at < ends for starts, ends in self.taken)

    def refusals(self, wanted: Iterable[Appointment]) -> dict[str, Refusal]:
        """Which of these visits are too much, by id, and why. They count among themselves, too.

        A visit that is moved is none more than before.
        """
        planned = sorted(wanted, key=lambda each: each.starts_at)
        ids = {each.appointment_id for each in planned}
        live = [each for each in self.visits if each.is_live]
        known = {each.appointment_id: each for each in live}
        others = [each for each in live if each.appointment_id not in ids]
        found: dict[str, Refusal] = {}
        for visit in planned:
            before = known.get(visit.appointment_id)
            if refusal := _refusal(visit, others, before):
                found[visit.appointment_id] = refusal
            others.append(VisitTime.of(visit))
        return found

    def claim(self, uow: UnitOfWork, *visits: Appointment) -> None:
        """Stage that these visits are booked or moved; a time held for one is held no longer."""
        mine = {each.appointment_id for each in visits}
        new = [
            RecentVisit(appointment_id=each.appointment_id, starts_at=each.starts_at, at=uow.at)
            for each in visits
        ]
        before = [
            each
            for each in self.guard.recent
            if each.appointment_id not in mine and each.at > uow.at - LAG
        ]
        held = self.guard.held
        if held and held.appointment_id in mine:
            held = None
        Guards(uow).change(self.guard, recent=[*new, *before][:MOST_RECENT], held=held)


def within_limits(
    uow: UnitOfWork, schedule: PatientSchedule, visits: Sequence[Appointment], word: str = ""
) -> list[Appointment]:
    """These visits of one patient; marked where the desk goes beyond with a word.

    `BeyondLimits` where it is too much and nobody may overrule, or says why.
    """
    refused = schedule.refusals(visits)
    if not refused:
        return list(visits)
    if not word or uow.actor.role not in (Role.STAFF, Role.SYSTEM):
        message, params = next(iter(refused.values()))
        if not uow.actor.is_for_a_patient:
            message = OF_THE_PATIENT[message]
        raise BeyondLimits(message, params, refused)
    mark = Overruling(by=uow.actor.user_id, at=uow.at, reason=word)
    return [
        replace(each, beyond_limits=mark) if each.appointment_id in refused else each
        for each in visits
    ]


@dataclass(frozen=True, slots=True)
class VisitsAhead:
    """The guard and the list of visits ahead, which may lag; `completed` by a second one."""

    guard: VisitGuard
    listed: list[VisitTime]

    def completed(self, uow: UnitOfWork) -> PatientSchedule:
        """The schedule, whole: what the guard names as just booked is read by its own key."""
        recent = [r for r in self.guard.recent if r.at > uow.at - LAG]
        fresh = [(each.appointment_id, each.starts_at) for each in recent]
        just_booked = VisitTimes(uow).at_keys(self.guard.patient_id, fresh) if fresh else []
        return PatientSchedule(self.guard, _latest([*self.listed, *just_booked], uow.at))


def read_visits_ahead(uow: UnitOfWork, patient_id: str) -> VisitsAhead:
    """One round trip, for whoever has others to make before the second one."""
    guard, listed = in_parallel(
        lambda: Guards(uow).of(patient_id), lambda: list_ahead(uow, patient_id)
    )
    return VisitsAhead(guard, listed)


def nothing_ahead(patient_id: str) -> VisitsAhead:
    """For whoever asks for no visits: an empty schedule."""
    return VisitsAhead(VisitGuard(patient_id=patient_id), [])


def list_ahead(uow: UnitOfWork, patient_id: str) -> list[VisitTime]:
    """When the patient's visits are that are not over, by an index that may lag."""
    since = uow.at - timedelta(minutes=MAX_MINUTES)
    return VisitTimes(uow).since(patient_id, since, MOST_READ)


def schedule_of(uow: UnitOfWork, patient_id: str) -> PatientSchedule:
    """The patient's schedule now, in one round trip, or two just after a booking."""
    return read_visits_ahead(uow, patient_id).completed(uow)


def note_hold(uow: UnitOfWork, guard: VisitGuard, visit: Appointment, kept: Hold) -> None:
    """Stage that the patient holds this time, and none besides."""
    held = HeldFor(
        appointment_id=visit.appointment_id,
        provider_id=visit.provider_id,
        days=sorted(occupied(visit)),
        until=kept.expires_at,
    )
    Guards(uow).change(guard, held=held)


def _refusal(
    visit: Appointment, others: Sequence[VisitTime], before: VisitTime | None
) -> Refusal | None:
    """Why this visit is too much beside the others; `before` is where it was, if it is moved."""
    if any(each.overlaps(visit) for each in others):
        return OVERLAPS, {}
    day = visit.provider_id, visit.local_date
    same_day = [each for each in others if (each.provider_id, each.local_date) == day]
    stays = before is not None and (before.provider_id, before.local_date) == day
    if len(same_day) >= RULES.most_a_day and not stays:
        return TOO_MANY_A_DAY, {"count": len(same_day)}
    if len(others) >= RULES.most_ahead and before is None:
        return TOO_MANY_AHEAD, {"count": len(others)}
    return None


def _latest(visits: Iterable[VisitTime], at: datetime) -> list[VisitTime]:
    """One of each, as it was changed last; those that are over are left out."""
    by_id: dict[str, VisitTime] = {}
    for each in visits:
        known = by_id.get(each.appointment_id)
        if known is None or known.version < each.version:
            by_id[each.appointment_id] = each
    return [each for each in by_id.values() if each.ends_at > at]
