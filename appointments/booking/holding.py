"""Holding a time while a form is filled in."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, timedelta

from appointments.booking.basis import Basis, read_basis
from appointments.booking.patient_fit import check_age
from appointments.booking.patient_limits import (
    PatientSchedule,
    note_hold,
    nothing_ahead,
    schedule_of,
    within_limits,
)
from appointments.booking.placing import attempts, check_slot, planned_visit, slot_taken_error
from appointments.booking.requests import BookingRequest, days_from
from appointments.scheduling.availability import Hold
from appointments.scheduling.day import Day
from appointments.visits.day_cells import held_cells, occupied
from appointments.visits.models import (
    Appointment,
)
from appointments.visits.repository import Days
from medisecure.audit.actions import Action
from medisecure.clock import clinic_date
from medisecure.dynamodb.unit_of_work import UnitOfWork
from medisecure.errors import Conflict

HOLD = timedelta(minutes=10)


def hold(uow: UnitOfWork, booking_request: BookingRequest, basis: Basis | None = None) -> Hold:
    """Hold a free time for the visit it asks for, for ten minutes; the same again renews it.

    What the same form held before on these days is given back in the same transaction, and what
    another form of the same patient held. Raises `Conflict` with the nearest free times if somebody
    has the time, `BeyondLimits` for a patient who has too much already. `basis` is what was read to
    make the request.
    """
    patient_id, own = booking_request.patient_id, uow.actor.is_for_a_patient
    basis = basis or read_basis(
        uow, patient_id, booking_request.provider_id, booking_request.starts_at,
        ahead=None if own else nothing_ahead(patient_id),
    )  # fmt: skip
    provider, days = basis.provider, basis.days
    schedule = basis.patient_schedule(uow) if own else None  # the desk may yet say why it is more
    check_age(uow, basis.patient, provider, booking_request)
    kept = Hold(holder_id=booking_request.appointment_id, expires_at=uow.at + HOLD)
    visit = planned_visit(uow, booking_request, provider)
    for read in attempts(uow, booking_request, days):
        if schedule and read is not days:
            schedule = schedule_of(uow, patient_id)
        if schedule:
            within_limits(uow, schedule, [visit])
        other = _other_hold(uow, schedule, visit)
        check_slot(uow, provider, read, booking_request, *other.holder_ids)
        with suppress(Conflict):
            with uow:
                _hold(uow, visit, kept, read, other)
                if schedule:
                    note_hold(uow, schedule.guard, visit, kept)
                uow.record_change(
                    Action.HOLD_TIME, booking_request.appointment_id, booking_request.patient_id
                )
            return kept
    raise slot_taken_error(uow, provider, booking_request)


@dataclass(frozen=True, slots=True)
class OtherHold:
    """The time another form of the same patient holds, and the days it lies on; or nothing."""

    holder_ids: tuple[str, ...] = ()
    days: Mapping[tuple[str, date], Day] = field(default_factory=dict)


def _other_hold(uow: UnitOfWork, schedule: PatientSchedule | None, visit: Appointment) -> OtherHold:
    """What has to be given back so that a patient holds one time and not two."""
    held = schedule.guard.held_elsewhere(visit.appointment_id, uow.at) if schedule else None
    if held is None:
        return OtherHold()
    days = Days(uow).several((held.provider_id, day) for day in held.days)
    return OtherHold((held.appointment_id,), days)


def let_go(uow: UnitOfWork, booking_request: BookingRequest) -> None:
    """Give a held time back; one that has lapsed or was booked meanwhile is nothing to give."""
    days = days_from(uow, booking_request.provider_id, clinic_date(booking_request.starts_at))
    if not any(held_cells(day, booking_request.appointment_id) for day in days):
        return
    with suppress(Conflict), uow:
        Days(uow).release_holds(days, booking_request.appointment_id)
        uow.record_change(
            Action.RELEASE_HOLD, booking_request.appointment_id, booking_request.patient_id
        )


def _hold(
    uow: UnitOfWork, visit: Appointment, held: Hold, days: list[Day], other: OtherHold
) -> None:
    """Stage the hold, and give back what the same form, or another, held elsewhere."""
    # The days of the other hold were read after the guard that names it; those of the search beside
    # it, so that they may not know of a hold which another session has just made.
    newer = {when: d for (who, when), d in other.days.items() if who == visit.provider_id}
    elsewhere = [d for (who, _), d in other.days.items() if who != visit.provider_id]
    read = list(({day.local_date: day for day in days} | newer).values())
    taken = {day.local_date: day.taken for day in read}
    # A visit that is moved by less than its length keeps what it has of its new time.
    free = {
        when: [c for c in cells if taken.get(when, {}).get(c) != visit.appointment_id]
        for when, cells in occupied(visit).items()
    }
    mine = (visit.appointment_id, *other.holder_ids)
    Days(uow).hold(visit.provider_id, free, held, read=read, own_ids=mine, ends=mine)
    Days(uow).release_holds(elsewhere, *other.holder_ids)
