"""Calling a visit off: cancelled, nobody came, they left unseen, or it was entered in error.

One transaction: its time given back, the visit, its messages, its care, its entry.
"""

from dataclasses import replace

from appointments.booking.moving import CHANGED
from appointments.booking.opened_slots import OpenedSlots
from appointments.outbox.models import CANCELLED
from appointments.outbox.repository import Outbox
from appointments.visits.care import follow_care
from appointments.visits.models import Appointment
from appointments.visits.repository import Appointments, Days
from appointments.visits.status import Status
from medisecure.audit.actions import Action
from medisecure.dynamodb.unit_of_work import UnitOfWork
from medisecure.errors import Conflict, gettext_noop

ALREADY = gettext_noop("This visit is already cancelled.")
CALLED_OFF = {
    Status.CANCELLED: Action.CANCEL_APPOINTMENT,
    Status.NO_SHOW: Action.NO_SHOW_APPOINTMENT,
    Status.LEFT: Action.LEFT_APPOINTMENT,
}


def cancel(
    uow: UnitOfWork, patient_id: str, appointment_id: str, reason: str, *, no_show: bool = False
) -> Appointment:
    """Call a visit off, or note that nobody came, and give its time back, together.

    Raises `Conflict` if it is cancelled already, too late to cancel, or changed meanwhile.
    """
    visit = Appointments(uow).get(patient_id, appointment_id)
    return call_off(uow, visit, reason, status=Status.NO_SHOW if no_show else Status.CANCELLED)


def call_off(
    uow: UnitOfWork, visit: Appointment, reason: str, *, status: Status = Status.CANCELLED
) -> Appointment:
    """`cancel` of a visit just read; `status` says if nobody came, or they left unseen."""
    Appointments(uow).require(visit, CALLED_OFF[status])
    if visit.status is Status.CANCELLED:
        raise Conflict(ALREADY)
    if status is Status.CANCELLED:
        who = uow.actor
        ended = visit.cancelled(
            by=who.user_id, at=uow.at, reason=reason or None, by_proxy=who.is_proxy
        )
    else:
        ended = visit.with_step(status, by=uow.actor.user_id, at=uow.at)
    ended = replace(ended, sequence=visit.sequence + 1)
    held = Days(uow).of_visit(visit)
    try:
        with uow:
            saved = Appointments(uow).save(ended, CALLED_OFF[status])
            Days(uow).release(visit, held)
            OpenedSlots(uow).note(visit)
            follow_care(uow, closed=[visit])
            Outbox(uow).call_off(ended)
            Outbox(uow).withdraw(ended)
            if status is Status.CANCELLED:
                Outbox(uow).tell(ended, CANCELLED)
    except Conflict:
        now = Appointments(uow).find(visit.patient_id, visit.appointment_id)
        gone = bool(now) and now[0].status is Status.CANCELLED
        raise Conflict(ALREADY if gone else CHANGED) from None
    return saved


def mark_in_error(
    uow: UnitOfWork, patient_id: str, appointment_id: str, reason: str, *, expected: str
) -> Appointment:
    """Say that this visit never was one and was entered in error; pressed twice it is said once.

    It stays where people may ask about it and counts nowhere: staff see it struck through, with
    who said so and why, its patient does not see it, and it opens no chart from that moment on.
    `expected` is the status the person saw. Raises `Conflict` if it has changed meanwhile.
    """
    uow.require("step:write")  # patients cancel a visit; that it never was one is not theirs to say
    visit = Appointments(uow).get(patient_id, appointment_id)
    if not visit.stands:
        return visit
    if visit.status != expected:
        raise Conflict(CHANGED)
    marked = visit.marked_in_error(by=uow.actor.user_id, at=uow.at, reason=reason)
    held = Days(uow).of_visit(visit) if visit.is_live else []
    try:
        with uow:
            saved = Appointments(uow).save(
                replace(marked, sequence=visit.sequence + 1), Action.MARK_VISIT_IN_ERROR
            )
            if visit.is_live:
                Days(uow).release(visit, held)
                OpenedSlots(uow).note(visit)
                follow_care(uow, closed=[visit])
                Outbox(uow).call_off(marked)
                Outbox(uow).withdraw(marked)
                Outbox(uow).tell(saved, CANCELLED)
    except Conflict:
        raise Conflict(CHANGED) from None
    return saved
