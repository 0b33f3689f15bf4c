"""Bringing many visits to an end at once: seen, not come, or left without being seen."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time

from appointments.booking.calling_off import CALLED_OFF, call_off
from appointments.visits.models import Appointment
from appointments.visits.repository import Appointments
from appointments.visits.status import Status
from medisecure.audit.actions import Action
from medisecure.clock import from_utc_text, utc_text
from medisecure.dynamodb.unit_of_work import UnitOfWork
from medisecure.errors import Conflict

AT_ONCE = 100  # visits a press; the next one goes on with the rest
TOGETHER = 20  # of them in one transaction, which has a hundred items at most
ENDS = {"seen": Status.COMPLETED, "no-show": Status.NO_SHOW, "left": Status.LEFT}
_NAMED = re.compile(r"([A-Za-z0-9_-]{1,64})/([A-Za-z0-9_-]{1,64})/([0-9T:.Z-]{20,27})")


@dataclass(frozen=True, slots=True)
class Ticked:
    """A visit as its box names it, and the wall-clock time it was seen at if one was written."""

    patient_id: str
    appointment_id: str
    starts_at: datetime
    seen_at: time | None = None


@dataclass(frozen=True, slots=True)
class ClosingResult:
    """What became of them: those that are closed, and those that are not with the reason."""

    closed: Sequence[Appointment]
    refused: Sequence[tuple[Appointment, Conflict]]


def value_of(visit: Appointment) -> str:
    """How a box names the visit; a visit that was moved meanwhile is not found by it."""
    return f"{visit.patient_id}/{visit.appointment_id}/{utc_text(visit.starts_at)}"


def ticked_of(text: str, seen_at: time | None) -> Ticked | None:
    """What a box sends; None for anything we did not write."""
    match = _NAMED.fullmatch(text)
    if match is None:
        return None
    try:
        return Ticked(match[1], match[2], from_utc_text(match[3]), seen_at)
    except ValueError:
        return None


def close_many(uow: UnitOfWork, ticked: Iterable[Ticked], end: Status) -> ClosingResult:
    """Bring each visit to that end; one that cannot be stays, and the others do not wait for it.

    A visit seen without its time being written was seen at the time it was booked for. Those are
    stored some at a time, so that a whole day of them is a few transactions.
    """
    ticked_by_id = {each.appointment_id: each for each in list(ticked)[:AT_ONCE]}
    visits = Appointments(uow).as_named(
        (each.patient_id, each.appointment_id, each.starts_at) for each in ticked_by_id.values()
    )
    if end in CALLED_OFF:
        return _each(visits, lambda visit: call_off(uow, visit, "", status=end))
    closed: list[Appointment] = []
    refused: list[tuple[Appointment, Conflict]] = []

    def with_instant(visit: Appointment) -> Appointment:
        at = _seen_at(visit, ticked_by_id[visit.appointment_id].seen_at)
        return visit.mark_seen(at, by=uow.actor.user_id, at=uow.at)

    for part in batched(visits, TOGETHER):
        outcome = _seen_together(uow, part, with_instant)
        closed += outcome.closed
        refused += outcome.refused
    return ClosingResult(closed, refused)


def batched(visits: Sequence[Appointment], size: int) -> Iterable[Sequence[Appointment]]:
    """The visits, so many at a time."""
    return (visits[n : n + size] for n in range(0, len(visits), size))


def _each(
    visits: Iterable[Appointment], close: Callable[[Appointment], Appointment]
) -> ClosingResult:
    """Each in a transaction of its own."""
    closed, refused = [], []
    for visit in visits:
        try:
            closed.append(close(visit))
        except Conflict as refusal:
            refused.append((visit, refusal))
    return ClosingResult(closed, refused)


def _seen_together(
    uow: UnitOfWork, visits: Sequence[Appointment], mark_seen: Callable[[Appointment], Appointment]
) -> ClosingResult:
    """Those that may be closed in one transaction; one by one if somebody changed one of them."""
    checked = _each(visits, mark_seen)  # nothing is stored yet
    if not checked.closed:
        return checked
    try:
        with uow:
            saved = [
                Appointments(uow).save(each, Action.VISIT_COMPLETED) for each in checked.closed
            ]
    except Conflict:
        return _each(visits, lambda visit: _stored(uow, mark_seen(visit)))
    return ClosingResult(saved, checked.refused)


def _stored(uow: UnitOfWork, visit: Appointment) -> Appointment:
    with uow:
        saved: Appointment = Appointments(uow).save(visit, Action.VISIT_COMPLETED)
    return saved


def _seen_at(visit: Appointment, clock: time | None) -> datetime:
    """The instant on the visit's own day; who came late was seen when they came at the earliest."""
    if clock is None:
        return max(visit.starts_at, visit.arrived_at or visit.starts_at)
    return visit.local_start.replace(hour=clock.hour, minute=clock.minute, second=0, microsecond=0)
