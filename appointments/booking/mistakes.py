"""A visit that was entered in error: it never was one, and stays where people may ask about it.

FHIR's `entered-in-error`. It gives its time back, opens no chart from that moment on and counts
nowhere; staff see it struck through, with who said so and why, and its patient does not see it.
"""

from dataclasses import replace

from appointments.booking.moving import CHANGED
from appointments.booking.opened_slots import OpenedSlots
from appointments.outbox.repository import Outbox
from appointments.visits.care import follow_care
from appointments.visits.models import Appointment
from appointments.visits.repository import Appointments, Days
from medisecure.audit.actions import Action
from medisecure.dynamodb.unit_of_work import UnitOfWork
from medisecure.errors import Conflict


def mark_in_error(
    uow: UnitOfWork, patient_id: str, appointment_id: str, reason: str, *, seen: str
) -> Appointment:
    """Say that this visit should never have been entered; pressed twice it is said once.

    `seen` is the status the person saw. Raises `Conflict` if it has changed meanwhile.
    """
    uow.require("step:write")  # patients cancel a visit; that it never was one is not theirs to say
    visit = Appointments(uow).get(patient_id, appointment_id)
    if not visit.stands:
        return visit
    if visit.status != seen:
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
    except Conflict:
        raise Conflict(CHANGED) from None
    return saved
