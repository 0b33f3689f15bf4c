"""Cancelling visits of a series together, and taking that back as a whole."""

from collections.abc import Iterable
from dataclasses import replace

from appointments.outbox.repository import Outbox
from appointments.series.checks import (
    CHANGED,
    NONE_CHOSEN,
    DatesTaken,
    Seen,
    as_stored,
    check_seen,
    check_size,
    diary_of,
    note_opened,
    own_days,
    read_days,
    with_provider,
)
from appointments.series.diary import days_around
from appointments.series.models import number_of
from appointments.series.moving import wanted_of
from appointments.visits.care import follow_care
from appointments.visits.day_cells import exchanged
from appointments.visits.models import Appointment, Status
from appointments.visits.repository import Appointments, Days
from medisecure.audit.actions import Action
from medisecure.dynamodb.unit_of_work import UnitOfWork
from medisecure.errors import Conflict
from providers.directory.models import Provider


def cancel(
    uow: UnitOfWork, visits: Iterable[Appointment], reason: str, *, seen: Seen
) -> list[Appointment]:
    """Call these visits, just read, off with one reason, all of them or none.

    `seen` are their sequences as the person saw them. The same again finds them cancelled.
    Raises `Conflict` if one was changed meanwhile or has begun.
    """
    going = list(visits)
    if not going:
        raise Conflict(NONE_CHOSEN)
    if _are_off(going, seen):
        return going
    check_seen(going, seen)
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
        return stored
    except Conflict:
        again = as_stored(uow, going)
        if _are_off(again, seen):
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
    uow: UnitOfWork, provider: Provider, visits: Iterable[Appointment]
) -> list[Appointment]:
    """Have visits that were cancelled together take place after all, all of them or none.

    Those whose time has passed stay cancelled. Raises `DatesTaken` if a time is not free any more,
    `Conflict` if one of them was changed meanwhile.
    """
    off = [each for each in visits if each.starts_at > uow.at]
    if not off:
        raise Conflict(NONE_CHOSEN)
    back = [
        replace(each.without_last_step(at=uow.at), sequence=each.sequence + 1) for each in off
    ]  # fmt: skip
    holding = [each for each in back if each.overruled is None]  # the others hold no time
    targets = {number_of(each): each.starts_at for each in holding}
    days = read_days(uow, with_provider(provider, days_around(provider, targets.values(), 1)))
    diary = diary_of(uow, provider, days)
    if taken := diary.taken(wanted_of(holding, targets)):
        raise DatesTaken(taken)
    changes = exchanged(days, [], back)
    check_size(len(back), len(changes), operations_each=3)
    try:
        with uow:
            stored = [Appointments(uow).save(each, Action.UNDO_STEP) for each in back]
            Days(uow).exchange(changes)
            for each in stored:
                Outbox(uow).plan(each)
    except Conflict:
        now = as_stored(uow, off)
        changed = [each.version for each in now] != [each.version for each in off]
        raise Conflict(CHANGED) if changed else DatesTaken(targets) from None
    return stored


def _ended(uow: UnitOfWork, visit: Appointment, reason: str) -> Appointment:
    ended = visit.cancelled(by=uow.actor.user_id, at=uow.at, reason=reason or None)
    return replace(ended, sequence=visit.sequence + 1)


def _are_off(visits: Iterable[Appointment], seen: Seen) -> bool:
    """Whether one press after what was seen has cancelled them all."""
    return all(
        each.status is Status.CANCELLED and each.sequence - 1 == seen.get(number_of(each))
        for each in visits
    )
