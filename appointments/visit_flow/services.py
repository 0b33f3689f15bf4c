"""Running the day: each step of a visit, taking one back, and people who walk in."""

from appointments.booking.booking import USED, book
from appointments.booking.calling_off import CALLED_OFF, call_off
from appointments.booking.requests import BookingRequest
from appointments.booking.reviving import revive
from appointments.outbox.models import CONFIRMED
from appointments.outbox.repository import Outbox
from appointments.visit_flow.one_at_a_time import Room, free_room
from appointments.visits.models import Appointment
from appointments.visits.repository import Appointments
from appointments.visits.status import Status
from medisecure.audit.actions import Action
from medisecure.dynamodb.unit_of_work import UnitOfWork
from medisecure.errors import Conflict, gettext_noop

STEPS = {
    Status.SCHEDULED: Action.VISIT_SCHEDULED,
    Status.CONFIRMED: Action.VISIT_CONFIRMED,
    Status.ARRIVED: Action.VISIT_ARRIVED,
    Status.IN_ROOM: Action.VISIT_IN_ROOM,
    Status.IN_CONSULTATION: Action.VISIT_IN_CONSULTATION,
    Status.COMPLETED: Action.VISIT_COMPLETED,
}
ACTIONS = STEPS | CALLED_OFF
CHANGED = gettext_noop("This visit was updated meanwhile. Review it before you continue.")


def step(
    uow: UnitOfWork, patient_id: str, appointment_id: str, status: Status, *, expected: Status
) -> Appointment:
    """Take the visit one step on; pressed twice it is one step.

    `expected` is the status the person saw. Raises `AccessDenied` first of all for who may not take
    a step of this visit, whatever its state or the clock; then `Conflict` for an illegal step, for
    one the clock does not allow yet, or if somebody else has taken another one meanwhile.
    """
    visit = Appointments(uow).get(patient_id, appointment_id)
    Appointments(uow).require(visit, ACTIONS.get(status, Action.CHANGE_APPOINTMENT))
    if visit.status is status:
        return visit
    if visit.status is not expected:
        raise Conflict(CHANGED)
    if refusal := visit.refusal_of(status, uow.at):
        raise Conflict(refusal)
    if status in CALLED_OFF:
        return call_off(uow, visit, "", status=status)
    stepped = visit.with_step(status, by=uow.actor.user_id, at=uow.at)
    room = free_room(uow, visit) if status is Status.IN_CONSULTATION else None
    try:
        return _stored(uow, visit, stepped, STEPS[status], room)
    except Conflict:
        again = Appointments(uow).get(patient_id, appointment_id)
        if again.status is status:
            return again
        raise _why_lost(uow, visit, again, room) from None


def _stored(
    uow: UnitOfWork, visit: Appointment, stepped: Appointment, action: Action, room: Room | None
) -> Appointment:
    """The visit with its step, the reminder that goes with it, and whoever is with the doctor."""
    with uow:
        saved: Appointment = Appointments(uow).save(stepped, action)
        if room is not None:
            room.enter(uow, visit)
        _remind(uow, visit, stepped)
    return saved


def _why_lost(
    uow: UnitOfWork, visit: Appointment, again: Appointment, room: Room | None
) -> Conflict:
    """Why somebody was a moment too late: the visit changed, or the doctor has somebody."""
    if room is not None and again.version == visit.version:
        try:
            free_room(uow, again)
        except Conflict as busy:
            return busy
    return Conflict(CHANGED)


def complete(uow: UnitOfWork, visit: Appointment) -> Appointment | None:
    """Inside the open transaction: the visit completed, with the step before it if that is missing.

    The visit as it is for one that is completed; None where it cannot be yet: it was called off,
    or nobody has noted that the patient came.
    """
    at, by, stepped = uow.at, uow.actor.user_id, visit
    for status in (Status.IN_CONSULTATION, Status.COMPLETED):
        if status in stepped.next_statuses and stepped.refusal_of(status, at) is None:
            stepped = stepped.with_step(status, by=by, at=at)
    if stepped.status is not Status.COMPLETED:
        return None
    if stepped is visit:
        return visit
    saved = Appointments(uow).save(stepped, Action.VISIT_COMPLETED)
    _remind(uow, visit, stepped)
    return saved


def undo(
    uow: UnitOfWork, patient_id: str, appointment_id: str, *, expected: Status, beyond: str = ""
) -> Appointment:
    """Take the last step back; one that was called off is booked again, if the rules allow.

    `beyond` is the desk's reason to do so though the patient has booked too much meanwhile.
    """
    visit = Appointments(uow).get(patient_id, appointment_id)
    Appointments(uow).require(visit, Action.UNDO_STEP)
    if visit.status is not expected:
        raise Conflict(CHANGED)
    earlier = visit.without_last_step(at=uow.at)
    if earlier.is_live and not visit.is_live:
        return revive(uow, [visit], beyond=beyond)[0]
    room = free_room(uow, visit) if earlier.status is Status.IN_CONSULTATION else None
    try:
        return _stored(uow, visit, earlier, Action.UNDO_STEP, room)
    except Conflict:
        again = Appointments(uow).get(patient_id, appointment_id)
        raise _why_lost(uow, visit, again, room) from None


def walk_in(uow: UnitOfWork, booking_request: BookingRequest) -> Appointment:
    """Somebody who came without a visit: booked for now, marked where there is no room, arrived.

    "Now" is later when the same form is sent again: it is the visit it booked the first time.
    """
    try:
        visit = book(uow, booking_request)
    except Conflict as refusal:
        earlier = _booked_earlier(uow, booking_request) if refusal.message == USED else None
        if earlier is None:
            raise
        visit = earlier
    if visit.status is not Status.SCHEDULED:
        return visit
    arrived, seen = Status.ARRIVED, Status.SCHEDULED
    return step(uow, visit.patient_id, visit.appointment_id, arrived, expected=seen)


def _booked_earlier(uow: UnitOfWork, booking_request: BookingRequest) -> Appointment | None:
    """The live visit this form booked some minutes ago, with the same doctor and length."""
    for visit in Appointments(uow).find(booking_request.patient_id, booking_request.appointment_id):
        same = (
            visit.provider_id == booking_request.provider_id
            and visit.minutes == booking_request.minutes
        )
        if visit.is_live and same and visit.starts_at <= booking_request.starts_at:
            return visit
    return None


def _remind(uow: UnitOfWork, before: Appointment, after: Appointment) -> None:
    """Plan the reminder or call it off, and say that a request is confirmed.

    Where the step changes nothing for the reminder, it stays.

    It may be due just now and about to be sent.
    """
    if (before.status.is_reminded) != (after.status.is_reminded):
        Outbox(uow).plan(after)
    if before.status is Status.REQUESTED and after.status.is_reminded:
        Outbox(uow).tell(after, CONFIRMED)
