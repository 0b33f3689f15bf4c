"""Bringing many visits to an end at once: seen, not come, or left without being seen."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time

from appointments.booking.moving import CALLED_OFF, call_off
from appointments.visits.models import Appointment, Status
from appointments.visits.repository import Appointments
from medisecure.audit.actions import Action
from medisecure.clock import from_utc_text, utc_text
from medisecure.dynamodb.unit_of_work import UnitOfWork
from medisecure.errors import Conflict

AT_ONCE = 100  # visits a press; the next one goes on with the rest
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
class Outcome:
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


def close_many(uow: UnitOfWork, ticked: Iterable[Ticked], end: Status) -> Outcome:
    """Bring each visit to that end, each in a transaction of its own; one that cannot be stays.

    A visit seen without its time being written was seen at the time it was booked for.
    """
    wanted = {each.appointment_id: each for each in list(ticked)[:AT_ONCE]}
    closed, refused = [], []
    for visit in Appointments(uow).as_named(
        (each.patient_id, each.appointment_id, each.starts_at) for each in wanted.values()
    ):
        try:
            closed.append(_close(uow, visit, end, wanted[visit.appointment_id].seen_at))
        except Conflict as refusal:
            refused.append((visit, refusal))
    return Outcome(closed, refused)


def _close(uow: UnitOfWork, visit: Appointment, end: Status, seen_at: time | None) -> Appointment:
    if end in CALLED_OFF:
        return call_off(uow, visit, "", status=end)
    at = _seen_at(visit, seen_at)
    with uow:
        saved: Appointment = Appointments(uow).save(
            visit.seen(at, by=uow.actor.user_id, at=uow.at), Action.VISIT_COMPLETED
        )
    return saved


def _seen_at(visit: Appointment, clock: time | None) -> datetime:
    """The instant on the visit's own day; who came late was seen when they came at the earliest."""
    if clock is None:
        return max(visit.starts_at, visit.arrived_at or visit.starts_at)
    return visit.local_start.replace(hour=clock.hour, minute=clock.minute, second=0, microsecond=0)
