"""Whether a visit has its place: the time is free, or staff overrule."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

from appointments.booking.requests import (
    CLOSED,
    GONE,
    REFUSALS,
    TAKEN,
    BookingRequest,
    WantedTime,
    days_from,
    sees_patients,
)
from appointments.scheduling.day import Day
from appointments.scheduling.times import Reason
from appointments.visits.models import (
    REMIND_BEFORE,
    Appointment,
    Overruling,
    Payment,
    Reminder,
    SchedulingInfo,
)
from appointments.visits.status import Status
from medisecure.access.actor import Role
from medisecure.clock import clinic_date
from medisecure.dynamodb.unit_of_work import UnitOfWork
from medisecure.errors import AccessDenied, Conflict
from providers.directory.models import Provider

LATEST_ENTRY = timedelta(hours=12)  # a walk-in may be written down after it came


class NotFree(Conflict):
    """The time cannot be had, as the days stand now; the nearest free ones are its alternatives."""


def check_slot(
    uow: UnitOfWork,
    provider: Provider,
    days: list[Day],
    booking_request: BookingRequest,
    *also_mine: str,
) -> None:
    """`NotFree` unless the requested time is free for whoever asks."""
    wanted = _wanted(uow, provider, days, booking_request, *also_mine)
    reason = wanted.why_not()
    if reason is not None:
        raise NotFree(REFUSALS.get(reason, CLOSED), alternatives=wanted.nearest_free())


def slot_taken_error(
    uow: UnitOfWork, provider: Provider, booking_request: BookingRequest
) -> Conflict:
    """What the loser of a race is told: the nearest times that are free now."""
    days = days_from(uow, booking_request.provider_id, clinic_date(booking_request.starts_at))
    near = _wanted(uow, provider, days, booking_request).nearest_free()
    return NotFree(TAKEN, alternatives=near)


def _wanted(
    uow: UnitOfWork,
    provider: Provider,
    days: list[Day],
    booking_request: BookingRequest,
    *also_mine: str,
) -> WantedTime:
    """The requested time among these days, whose own cells and holds do not stand in its way."""
    return WantedTime(
        uow=uow,
        provider=provider,
        days=days,
        at=booking_request.starts_at,
        minutes=booking_request.minutes,
        visit_type=booking_request.visit_type,
        own_ids=(booking_request.appointment_id, *also_mine),
    )


def attempts(
    uow: UnitOfWork, booking_request: BookingRequest, days: list[Day]
) -> Iterator[list[Day]]:
    """The days as they were read, and once more as they are now.

    A write may fail though nobody has the time: a rule of another hour of that day changed, or a
    hold of the same form did. Then a second look finds it free, and a second write succeeds.
    """
    yield days
    yield days_from(uow, booking_request.provider_id, clinic_date(booking_request.starts_at))


def planned_visit(
    uow: UnitOfWork, booking_request: BookingRequest, provider: Provider
) -> Appointment:
    """The visit as it will be stored: the provider's fee, zone, place and buffers."""
    terms = provider.availability
    fee = terms.consultation_fee if terms else None
    kind = (
        terms.visit_type(booking_request.visit_type)
        if terms and booking_request.visit_type
        else None
    )
    return Appointment(
        appointment_id=booking_request.appointment_id,
        patient_id=booking_request.patient_id,
        provider_id=booking_request.provider_id,
        scheduling_info=SchedulingInfo(
            appointment_date=booking_request.starts_at,
            duration=booking_request.minutes,
            type=booking_request.visit_type or None,
            mode=booking_request.mode or None,
            location=booking_request.location or provider.usual_place,
            time_zone=terms.time_zone if terms else None,
            buffer_before=(kind.buffer_before if kind else 0) or None,
            buffer_after=(kind.buffer_after if kind else 0) or None,
        ),
        reason=booking_request.reason or None,
        reminder=Reminder(sent=False, scheduled_for=booking_request.starts_at - REMIND_BEFORE),
        payment=Payment(fee=fee, currency=(terms and terms.currency) or "QAR", status="PENDING")
        if fee is not None
        else None,
        series_id=booking_request.series_id or None,
        by_proxy=uow.actor.is_proxy,
        status=Status.REQUESTED if booking_request.requested else Status.SCHEDULED,
        created_at=uow.at,
        updated_at=uow.at,
    )


def place_visit(
    uow: UnitOfWork,
    visit: Appointment,
    provider: Provider,
    days: list[Day],
    booking_request: BookingRequest,
) -> Appointment:
    """The visit to be stored: where there is room, or marked where staff overrule."""
    if not sees_patients(provider):
        raise Conflict(GONE)
    if booking_request.overrule:
        return _overruling(uow, visit, provider, days, booking_request)
    check_slot(uow, provider, days, booking_request)
    return visit


def _overruling(
    uow: UnitOfWork,
    visit: Appointment,
    provider: Provider,
    days: list[Day],
    booking_request: BookingRequest,
) -> Appointment:
    """The visit marked as put in by staff, unless there was room after all."""
    if uow.actor.role not in (Role.STAFF, Role.SYSTEM):
        raise AccessDenied
    wanted = _wanted(uow, provider, days, booking_request)
    if uow.at - booking_request.starts_at > LATEST_ENTRY:
        near = replace(wanted, visit_type="").nearest_free()
        raise Conflict(REFUSALS[Reason.PAST], alternatives=near)
    if (
        wanted.why_not(now=min(uow.at, booking_request.starts_at)) is None
    ):  # also a time that has begun: it was free
        return visit
    mark = Overruling(by=uow.actor.user_id, at=uow.at, reason=booking_request.overrule)
    return replace(visit, overruled=mark)
