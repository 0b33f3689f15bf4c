"""Moving a booked visit: another time, doctor or length.

Each is one transaction: new time claimed, old time given back, the visit, its reminder, its entry.
"""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from appointments.booking.opened_slots import OpenedSlots
from appointments.booking.patient_limits import (
    PatientSchedule,
    read_visits_ahead,
    schedule_of,
    within_limits,
)
from appointments.booking.placing import attempts, place_visit, planned_visit, slot_taken_error
from appointments.booking.requests import BookingRequest, days_from, known_provider
from appointments.outbox.models import ReminderDue
from appointments.outbox.repository import Outbox
from appointments.scheduling.day import Day
from appointments.visits.care import follow_care
from appointments.visits.day_cells import exchanged, on_its_day
from appointments.visits.models import Appointment, Payment, PaymentStatus
from appointments.visits.repository import Appointments, Days
from appointments.visits.rooms import places_of
from appointments.visits.status import Status
from medisecure.audit.actions import Action
from medisecure.clock import clinic_date
from medisecure.dynamodb.calls.parallel import in_parallel
from medisecure.dynamodb.unit_of_work import UnitOfWork
from medisecure.errors import Conflict, gettext_noop
from providers.directory.models import Provider
from providers.directory.repository import Providers

CHANGED = gettext_noop("This visit was changed meanwhile. Look at it again before you go on.")
Changes = dict[tuple[str, date], dict[str, Any]]


def move(
    uow: UnitOfWork,
    patient_id: str,
    booking_request: BookingRequest,
    *,
    sequence: int | None = None,
) -> Appointment:
    """Put a visit at the requested time, doctor and length; where it already is, nothing happens.

    `sequence` is the visit's as the person saw it. Raises `Conflict` with the nearest free times
    if the new one is taken, or without any if the visit was changed meanwhile or has begun;
    `BeyondLimits` where the patient has too much at the new time already. With `overrule` (staff
    only) a time without room is taken all the same: the visit is marked.
    """
    visit: Appointment
    visit, provider, look = in_parallel(
        lambda: Appointments(uow).get(patient_id, booking_request.appointment_id),
        lambda: known_provider(uow, booking_request.provider_id),
        lambda: read_visits_ahead(uow, patient_id),
    )
    if is_there(visit, booking_request):
        return visit
    if sequence is not None and visit.sequence != sequence:
        raise Conflict(CHANGED)
    booking_request = replace(
        booking_request, visit_type=visit.scheduling_info.type or ""
    )  # what it is for stays
    first = clinic_date(booking_request.starts_at)
    days, held, schedule, unsent = in_parallel(
        lambda: days_from(uow, booking_request.provider_id, first),
        lambda: Days(uow).of_visit(visit),
        lambda: look.completed(uow),
        lambda: Outbox(uow).unsent_news(visit),
    )
    moved = moved_visit(uow, visit, booking_request, provider)
    again: list[Appointment]
    for read in attempts(uow, booking_request, days):
        placed = place_visit(uow, moved, provider, read, booking_request)
        [placed] = within_limits(uow, schedule, [placed], booking_request.beyond)
        with suppress(Conflict):
            with uow:
                stored: Appointment = store_moved(
                    uow, visit, placed, read, held, schedule=schedule, unsent=unsent
                )
                if placed.overruled is None:
                    Providers(uow).as_read(provider)
            return stored
        again, provider, schedule, unsent = in_parallel(
            lambda: Appointments(uow).find(patient_id, booking_request.appointment_id),
            lambda: Providers(uow).current(booking_request.provider_id),
            lambda: schedule_of(uow, patient_id),
            lambda: Outbox(uow).unsent_news(visit),
        )
        if again and is_there(again[0], booking_request):
            return again[0]
        if not again or again[0].version != visit.version:
            raise Conflict(CHANGED)
    raise slot_taken_error(uow, provider, booking_request)


def is_there(visit: Appointment, booking_request: BookingRequest) -> bool:
    """Whether the visit already is where the request wants it: the same form sent again."""
    return (
        visit.is_live
        and visit.starts_at == booking_request.starts_at
        and visit.provider_id == booking_request.provider_id
        and visit.minutes == booking_request.minutes
        and booking_request.location in ("", visit.scheduling_info.location)
    )


def moved_visit(
    uow: UnitOfWork, visit: Appointment, booking_request: BookingRequest, provider: Provider
) -> Appointment:
    """The visit with the new doctor's place and zone; what it was for stays."""
    info = planned_visit(uow, booking_request, provider).scheduling_info
    old = visit.scheduling_info
    info = replace(
        info, type=old.type, mode=old.mode, buffer_before=old.buffer_before,
        buffer_after=old.buffer_after,
        location=booking_request.location or place_with(visit, provider),
    )  # fmt: skip
    visit = replace(visit, payment=payment_with(visit, provider))
    moved = visit.rescheduled(info, provider_id=booking_request.provider_id, at=uow.at)
    status = Status.REQUESTED if booking_request.requested else moved.status
    return replace(moved, overruled=None, beyond_limits=None, status=status)


def place_with(visit: Appointment, provider: Provider) -> str | None:
    """Where the visit takes place with that doctor.

    The place is kept with the same doctor. With another one it is kept if it is among that doctor's
    rooms or the clinic's; otherwise it is their usual place, without a room if they have none.
    """
    old, new = visit.scheduling_info.location, provider.usual_place
    if not old or provider.provider_id == visit.provider_id:
        return old or new
    return old if old in places_of(provider) else new


def payment_with(visit: Appointment, provider: Provider) -> Payment | None:
    """The visit's payment with that doctor: their fee, unless it is the same one or is settled."""
    pay, terms = visit.payment, provider.availability
    fee = terms.consultation_fee if terms else None
    settled = pay is not None and pay.status not in (None, PaymentStatus.PENDING)
    if provider.provider_id == visit.provider_id or settled or fee is None or terms is None:
        return pay
    if pay is None:
        return Payment(fee=fee, currency=terms.currency or "QAR", status=PaymentStatus.PENDING)
    return replace(pay, fee=fee, currency=terms.currency or pay.currency)


def store_moved(
    uow: UnitOfWork,
    visit: Appointment,
    moved: Appointment,
    days: list[Day],
    held: list[Day],
    *,
    schedule: PatientSchedule,
    offer: tuple[str, ...] = (),
    unsent: Iterable[ReminderDue] = (),
) -> Appointment:
    """Stage what changes hands of the doctors' days (one change a day), the guard, the visit.

    `offer` is the id of the offer that holds the new time for it, if one does; `unsent` is what its
    patient was not told of it yet.
    """
    read = {(day.provider_id, day.local_date): day for day in (*held, *days)}
    moved = on_its_day(moved, read)
    Days(uow).exchange(exchanged(read, [visit], [moved], holders=offer))
    OpenedSlots(uow).note(visit)
    schedule.claim(uow, moved)
    stored = restage(uow, visit, moved)
    Outbox(uow).tell_moved([(visit, stored)], unsent)
    follow_care(uow, closed=[visit], opened=[moved])
    return stored


def restage(uow: UnitOfWork, visit: Appointment, moved: Appointment) -> Appointment:
    """Stage a visit under its new time, with its reminder."""
    visits = Appointments(uow)
    action = Action.OVERBOOK_APPOINTMENT if moved.overruled else Action.MOVE_APPOINTMENT
    if moved.starts_at == visit.starts_at:
        stored: Appointment = visits.save(moved, action)
    else:
        stored = uow.move(visits.item_type, visit, moved, action)
    Outbox(uow).plan(stored)
    Outbox(uow).withdraw(stored)
    return stored


def reschedule_request(visit: Appointment, starts_at: datetime) -> BookingRequest:
    """A request to have this visit at another time, all else as it is."""
    return BookingRequest(
        appointment_id=visit.appointment_id,
        patient_id=visit.patient_id,
        provider_id=visit.provider_id,
        starts_at=starts_at,
        minutes=visit.minutes,
        visit_type=visit.scheduling_info.type or "",
    )
