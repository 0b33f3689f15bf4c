"""Cancelling visits of a series together, and taking that back as a whole."""

from collections.abc import Iterable
from dataclasses import replace

from appointments.booking.reviving import NotRevived, revive
from appointments.outbox.models import CANCELLED
from appointments.outbox.repository import Outbox
from appointments.series.checks import (
    CHANGED,
    NONE_CHOSEN,
    DatesTaken,
    Seen,
    as_stored,
    check_seen,
    check_size,
    note_opened,
    own_days,
    read_days,
)
from appointments.series.models import number_of
from appointments.visits.care import follow_care
from appointments.visits.day_cells import exchanged, occupied
from appointments.visits.models import Appointment
from appointments.visits.repository import Appointments, Days
from appointments.visits.status import Status
from medisecure.audit.actions import Action
from medisecure.dynamodb.unit_of_work import UnitOfWork
from medisecure.errors import Conflict


def cancel(
    uow: UnitOfWork, visits: Iterable[Appointment], reason: str, *, sequences: Seen
) -> list[Appointment]:
    """Call these visits, just read, off with one reason, all of them or none.

    `sequences` are their sequences as the person saw them. The same again finds them cancelled.
    Raises `Conflict` if one was changed meanwhile or has begun.
    """
    going = list(visits)
    if not going:
        raise Conflict(NONE_CHOSEN)
    if _are_off(going, sequences):
        return going
    check_seen(going, sequences)
    ended = [_ended(uow, each, reason) for each in going]
    changes = exchanged(read_days(uow, own_days(going)), going, [])
    check_size(len(going), len(changes), operations_each=4)
    try:
        with uow:
            stored = [Appointments(uow).save(each, Action.CANCEL_APPOINTMENT) for each in ended]
            Days(uow).exchange(changes)
            note_opened(uow, going)
            follow_care(uow, closed=going)
            for each in stored:
                Outbox(uow).call_off(each)
                Outbox(uow).withdraw(each)
            Outbox(uow).tell(stored[0], CANCELLED)
        return stored
    except Conflict:
        again = as_stored(uow, going)
        if _are_off(again, sequences):
            return again
        raise Conflict(CHANGED) from None


def called_off_with(visits: Iterable[Appointment], visit: Appointment) -> list[Appointment]:
    """The visits that were cancelled in the same step as this one, itself included."""
    last = visit.last_step
    if visit.status is not Status.CANCELLED or last is None:
        return []
    return [
        each for each in visits
        if each.status is Status.CANCELLED and each.last_step
        and (each.last_step.at, each.last_step.by) == (last.at, last.by)
    ]  # fmt: skip


def take_back(
    uow: UnitOfWork, visits: Iterable[Appointment], *, beyond: str = ""
) -> list[Appointment]:
    """Have visits that were cancelled together take place after all, all of them or none.

    Those whose time has passed stay cancelled. Raises `DatesTaken` if a time is not free any more,
    `Conflict` if one of them was changed meanwhile, `BeyondLimits` as `revive` does.
    """
    off = [each for each in visits if each.starts_at > uow.at]
    if not off:
        raise Conflict(NONE_CHOSEN)
    check_size(len(off), sum(len(occupied(each)) for each in off), operations_each=3)
    try:
        return revive(uow, off, beyond=beyond)
    except NotRevived as refusal:
        now = as_stored(uow, off)
        changed = [each.version for each in now] != [each.version for each in off]
        if changed:
            raise Conflict(CHANGED) from None
        raise DatesTaken(number_of(each) for each in refusal.visits) from None


def _ended(uow: UnitOfWork, visit: Appointment, reason: str) -> Appointment:
    ended = visit.cancelled(by=uow.actor.user_id, at=uow.at, reason=reason or None)
    return replace(ended, sequence=visit.sequence + 1)


def _are_off(visits: Iterable[Appointment], sequences: Seen) -> bool:
    """Whether one press after what was seen has cancelled them all."""
    return all(
        each.status is Status.CANCELLED and each.sequence - 1 == sequences.get(number_of(each))
        for each in visits
    )
