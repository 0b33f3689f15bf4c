"""Running the day: each step of a visit, taking one back, and people who walk in."""

from appointments.booking.booking import USED, book
from appointments.booking.moving import CALLED_OFF, call_off
from appointments.booking.requests import BookingRequest
from appointments.booking.reviving import revive
from appointments.outbox.repository import Outbox
from appointments.visits.care import doctors_of
from appointments.visits.models import Appointment, Status
from appointments.visits.repository import Appointments
from medisecure.audit.actions import Action
from medisecure.dynamodb.parallel import in_parallel
from medisecure.dynamodb.unit_of_work import UnitOfWork
from medisecure.errors import Conflict, gettext_noop
from medisecure.local_day import day_bounds

STEPS = {
    Status.SCHEDULED: Action.VISIT_SCHEDULED,
    Status.CONFIRMED: Action.VISIT_CONFIRMED,
    Status.ARRIVED: Action.VISIT_ARRIVED,
    Status.IN_ROOM: Action.VISIT_IN_ROOM,
    Status.IN_CONSULTATION: Action.VISIT_IN_CONSULTATION,
    Status.COMPLETED: Action.VISIT_COMPLETED,
}
BUSY = gettext_noop(
    "The doctor is still in consultation with another patient. Note first that it is done."
)
CHANGED = gettext_noop("This visit has gone on meanwhile. Look at it again before you go on.")


def step(
    uow: UnitOfWork, patient_id: str, appointment_id: str, status: Status, *, seen: Status
) -> Appointment:
    """Take the visit one step on; pressed twice it is one step.

    `seen` is the status the person saw. Raises `Conflict` for an illegal step, for one the clock
    does not allow yet, or if somebody else has taken another one meanwhile.
    """
    visit = Appointments(uow).get(patient_id, appointment_id)
    if visit.status is status:
        return visit
    if visit.status is not seen:
        raise Conflict(CHANGED)
    if refusal := visit.refusal_of(status, uow.at):
        raise Conflict(refusal)
    if status is Status.IN_CONSULTATION and _is_with_another(uow, visit):
        raise Conflict(BUSY)
    if status in CALLED_OFF:
        return call_off(uow, visit, "", status=status)
    stepped = visit.with_step(status, by=uow.actor.user_id, at=uow.at)
    try:
        with uow:
            saved = Appointments(uow).save(stepped, STEPS[status])
            _remind(uow, visit, stepped)
    except Conflict:
        again = Appointments(uow).get(patient_id, appointment_id)
        if again.status is status:
            return again
        raise Conflict(CHANGED) from None
    return saved


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


def _is_with_another(uow: UnitOfWork, visit: Appointment) -> bool:
    """Whether whoever sees the patient is in consultation with another one that day.

    A look, not a lock: of two starts in the same second both may go through, and are seen.
    """
    doctors, bounds = doctors_of(visit), day_bounds(visit.local_date, visit.zone_name)
    sees = doctors[-1]
    found = in_parallel(
        *(lambda who=who: Appointments(uow).of_provider(who, *bounds) for who in doctors)
    )
    others = [each for visits in found for each in visits if doctors_of(each)[-1] == sees]
    uow.show_only({visit.patient_id})
    return any(
        each.status is Status.IN_CONSULTATION and each.appointment_id != visit.appointment_id
        for each in others
    )


def undo(
    uow: UnitOfWork, patient_id: str, appointment_id: str, *, seen: Status, beyond: str = ""
) -> Appointment:
    """Take the last step back; one that was called off is booked again, if the rules allow.

    `beyond` is the desk's reason to do so though the patient has booked too much meanwhile.
    """
    visit = Appointments(uow).get(patient_id, appointment_id)
    if visit.status is not seen:
        raise Conflict(CHANGED)
    earlier = visit.without_last_step(at=uow.at)
    if earlier.is_live and not visit.is_live:
        return revive(uow, [visit], beyond=beyond)[0]
    try:
        with uow:
            saved = Appointments(uow).save(earlier, Action.UNDO_STEP)
            _remind(uow, visit, earlier)
    except Conflict:
        raise Conflict(CHANGED) from None
    return saved


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
    return step(uow, visit.patient_id, visit.appointment_id, arrived, seen=seen)


def _booked_earlier(uow: UnitOfWork, booking_request: BookingRequest) -> Appointment | None:
    """The live visit this form booked some minutes ago, with the same doctor and length."""
    for visit in Appointments(uow).known(
        booking_request.patient_id, booking_request.appointment_id
    ):
        same = (
            visit.provider_id == booking_request.provider_id
            and visit.minutes == booking_request.minutes
        )
        if visit.is_live and same and visit.starts_at <= booking_request.starts_at:
            return visit
    return None


def _remind(uow: UnitOfWork, before: Appointment, after: Appointment) -> None:
    """Plan the reminder or call it off; where the step changes nothing for it, it stays.

    It may be due just now and about to be sent.
    """
    if (before.status.is_reminded) != (after.status.is_reminded):
        Outbox(uow).plan(after)
