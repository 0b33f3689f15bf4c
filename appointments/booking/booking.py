"""Booking a visit: its time is claimed in the transaction that stores it."""

from collections.abc import Iterable
from contextlib import suppress
from functools import partial

from appointments.booking.basis import Basis, read_basis
from appointments.booking.patient_fit import check_age
from appointments.booking.patient_limits import (
    PatientSchedule,
    VisitsAhead,
    within_limits,
)
from appointments.booking.placing import place_visit, planned_visit, slot_taken_error
from appointments.booking.requests import BookingRequest
from appointments.outbox.models import BOOKED, REQUESTED
from appointments.outbox.repository import Outbox
from appointments.scheduling.day import Day
from appointments.visits.care import follow_care
from appointments.visits.day_cells import on_its_day
from appointments.visits.models import Appointment
from appointments.visits.repository import Appointments, Days
from appointments.visits.status import Status
from medisecure.audit.actions import Action
from medisecure.dynamodb.unit_of_work import UnitOfWork
from medisecure.errors import Conflict, gettext_noop
from providers.directory.repository import Providers

TRIES = 2
USED = gettext_noop("This form has already booked another visit. Open a new one to book again.")


def book(
    uow: UnitOfWork,
    booking_request: BookingRequest,
    ahead: VisitsAhead | None = None,
    basis: Basis | None = None,
) -> Appointment:
    """Book a free time, claimed in the same transaction that stores the visit.

    The same request again gives the same visit. Raises `Conflict` with the nearest free times as
    `alternatives` when the time is not free, or without any when the form was used before;
    `BeyondLimits` where the patient has too much already; `NotFound` for an unknown patient or
    provider. With `overrule` (staff only) a time without room
    is taken all the same: the visit is marked, and holds its time only where it is free.
    `ahead` is a first look at the patient's visits that was taken beside other reads, `basis` all
    that was read to make the request: what changed since then fails the transaction, and is looked
    at anew.
    """
    patient_id, form = booking_request.patient_id, booking_request.appointment_id
    read = partial(
        read_basis, uow, patient_id, booking_request.provider_id, booking_request.starts_at,
        form=form,
    )  # fmt: skip
    basis = basis or read(ahead=ahead)
    # As it was read, and once more as it is now: a write may fail though nobody has the time.
    for _ in range(TRIES):
        if basis.earlier:
            return _same_or_conflict(basis.earlier, booking_request)
        schedule = basis.patient_schedule(uow)
        visit = _placed(uow, booking_request, basis, schedule)
        with suppress(Conflict):
            with uow:
                visit = store_new(uow, visit, basis.days, schedule)
                if visit.overruled is None:
                    Providers(uow).as_read(basis.provider)
            return visit
        basis = read(patient=basis.patient)
    if basis.earlier:
        return _same_or_conflict(basis.earlier, booking_request)
    raise slot_taken_error(uow, basis.provider, booking_request)


def _placed(
    uow: UnitOfWork, booking_request: BookingRequest, basis: Basis, schedule: PatientSchedule
) -> Appointment:
    """The visit as it may be stored; each rule is asked of what was read."""
    provider = basis.provider
    check_age(uow, basis.patient, provider, booking_request)
    planned = planned_visit(uow, booking_request, provider)
    visit = place_visit(uow, planned, provider, basis.days, booking_request)
    [visit] = within_limits(uow, schedule, [visit], booking_request.beyond)
    return visit


def store_new(
    uow: UnitOfWork,
    visit: Appointment,
    days: Iterable[Day],
    schedule: PatientSchedule,
    offer: tuple[str, ...] = (),
) -> Appointment:
    """Stage a new visit with its claim, its patient's guard, its care relation and its reminder.

    It is handed back with the doctor who stands in on its day, if somebody does.
    """
    read = list(days)
    visit = on_its_day(visit, {(day.provider_id, day.local_date): day for day in read})
    Appointments(uow).add(
        visit, Action.OVERBOOK_APPOINTMENT if visit.overruled else Action.BOOK_APPOINTMENT
    )
    if visit.overruled is None:
        Days(uow).claim(visit, read=read, offer=offer)
    schedule.claim(uow, visit)
    follow_care(uow, opened=[visit])
    Outbox(uow).plan(visit)
    Outbox(uow).tell(visit, REQUESTED if visit.status is Status.REQUESTED else BOOKED)
    return visit


def _same_or_conflict(earlier: list[Appointment], booking_request: BookingRequest) -> Appointment:
    """The visit an earlier press of the same form booked, or the refusal to book a second one."""
    for visit in earlier:
        place = visit.starts_at, visit.provider_id, visit.minutes
        if visit.is_live and place == (
            booking_request.starts_at,
            booking_request.provider_id,
            booking_request.minutes,
        ):
            return visit
    raise Conflict(USED)
