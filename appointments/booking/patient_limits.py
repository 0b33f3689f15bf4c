"""What one patient may have at once: visits that do not overlap, a number of them, one held time.

All sessions of a patient share one item, the guard. Whoever books, moves or holds for the patient
reads it first and changes it in the same transaction: of two who do so at once, one looks again.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any, ClassVar

from appointments.scheduling.availability import Hold
from appointments.visits.day_cells import occupied
from appointments.visits.models import MAX_MINUTES, Appointment
from appointments.visits.repository import Appointments
from medisecure.dynamodb import keys
from medisecure.dynamodb.item_type import ItemType, Trace
from medisecure.dynamodb.parallel import in_parallel
from medisecure.dynamodb.repository import Repository
from medisecure.dynamodb.unit_of_work import UnitOfWork
from medisecure.errors import Conflict, gettext_noop
from medisecure.fields import QUIET

MOST_READ = 100
MOST_RECENT = 10
LAG = timedelta(minutes=2)  # within which an index may not have them yet
OVERLAPS = gettext_noop(
    "You have another visit at this time. Choose another time, or move or cancel that visit first."
)
TOO_MANY_AHEAD = gettext_noop(
    "You have %(count)s visits ahead, and more cannot be booked online. Cancel one you do not "
    "need, or call us."
)
TOO_MANY_A_DAY = gettext_noop(
    "You have %(count)s visits with this doctor on that day already. Choose another day, or call "
    "us."
)
# The same to the front desk, which may go on with a word.
OF_THE_PATIENT = {
    OVERLAPS: gettext_noop(
        "The patient has another visit at this time. Choose another time, or book it anyway and "
        "say why."
    ),
    TOO_MANY_AHEAD: gettext_noop(
        "The patient has %(count)s visits ahead, the most there should be. Book it anyway and say "
        "why, or cancel another one first."
    ),
    TOO_MANY_A_DAY: gettext_noop(
        "The patient has %(count)s visits with this doctor on that day already. Choose another "
        "day, or book it anyway and say why."
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class PatientLimits:
    """How many visits ahead, and of one doctor on one local day, a patient may have."""

    most_ahead: int
    most_a_day: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Recent:
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
    recent: list[Recent] = field(default_factory=list)
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


class Guards(Repository[VisitGuard]):
    """The guards of patients."""

    item_type = GUARD

    def of(self, patient_id: str) -> VisitGuard:
        """The patient's guard as it is now; a new one for whoever has none."""
        found = self._many([{"patient_id": patient_id}])
        return found[0] if found else VisitGuard(patient_id=patient_id)

    def change(self, guard: VisitGuard, **changes: Any) -> None:
        """Stage the guard with a change; `Conflict` if another session changed it meanwhile."""
        self._uow.store_following(GUARD, replace(guard, changes=guard.changes + 1, **changes))


@dataclass(frozen=True, slots=True)
class Standing:
    """A patient's guard, and their live visits ahead."""

    guard: VisitGuard
    visits: list[Appointment]

    def check(self, visit: Appointment, limits: PatientLimits) -> None:
        """`Conflict` if the visit overlaps another one or is one too many."""
        others = [v for v in self.visits if v.appointment_id != visit.appointment_id and v.is_live]
        if any(each.overlaps(visit) for each in others):
            raise Conflict(OVERLAPS)
        same_day = [v for v in others if v.provider_id == visit.provider_id
                    and v.local_date == visit.local_date]  # fmt: skip
        if len(same_day) >= limits.most_a_day:
            raise Conflict(TOO_MANY_A_DAY, {"count": len(same_day)})
        if len(others) >= limits.most_ahead:
            raise Conflict(TOO_MANY_AHEAD, {"count": len(others)})

    def claim(self, uow: UnitOfWork, visit: Appointment) -> None:
        """Stage that this visit is booked or moved; the time held for it is held no longer."""
        mine = Recent(appointment_id=visit.appointment_id, starts_at=visit.starts_at, at=uow.at)
        recent = [mine, *(r for r in self.guard.recent if r.appointment_id != mine.appointment_id)]
        held = self.guard.held
        if held and held.appointment_id == visit.appointment_id:
            held = None
        Guards(uow).change(self.guard, recent=recent[:MOST_RECENT], held=held)


def standing_of(uow: UnitOfWork, patient_id: str) -> Standing:
    """The guard and the visits ahead as they stand now.

    The list may lag: what the guard names as just booked is read by its own key, after the guard.
    """
    since = uow.at - timedelta(minutes=MAX_MINUTES)
    visits = Appointments(uow)
    guard, listed = in_parallel(
        lambda: Guards(uow).of(patient_id), lambda: visits.coming(patient_id, since, MOST_READ)
    )
    fresh = [(r.appointment_id, r.starts_at) for r in guard.recent if r.at > uow.at - LAG]
    just_booked = visits.at_keys(patient_id, fresh) if fresh else []
    return Standing(guard, _latest([*listed, *just_booked], uow.at))


def note_hold(uow: UnitOfWork, guard: VisitGuard, visit: Appointment, kept: Hold) -> None:
    """Stage that the patient holds this time, and none besides."""
    held = HeldFor(
        appointment_id=visit.appointment_id,
        provider_id=visit.provider_id,
        days=sorted(occupied(visit)),
        until=kept.expires_at,
    )
    Guards(uow).change(guard, held=held)


def _latest(visits: Iterable[Appointment], at: datetime) -> list[Appointment]:
    """One of each, as it was changed last; those that are over are left out."""
    by_id: dict[str, Appointment] = {}
    for each in visits:
        known = by_id.get(each.appointment_id)
        if known is None or known.version < each.version:
            by_id[each.appointment_id] = each
    return [each for each in by_id.values() if each.ends_at > at]
