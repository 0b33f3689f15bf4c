"""Holding a time while a form is filled in, and booking it."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from appointments.booking.patient_limits import (
    OF_THE_PATIENT,
    Standing,
    note_hold,
    standing_of,
)
from appointments.booking.requests import (
    CLOSED,
    GONE,
    REFUSALS,
    TAKEN,
    BookingRequest,
    all_slots,
    days_from,
    known_provider,
    refused,
    sees_patients,
    why_not,
)
from appointments.outbox.repository import Outbox
from appointments.scheduling.availability import Hold
from appointments.scheduling.day import Day
from appointments.scheduling.times import Reason
from appointments.visits.care import follow_care
from appointments.visits.day_cells import held_cells, occupied
from appointments.visits.models import (
    REMIND_BEFORE,
    Appointment,
    Overruling,
    Payment,
    Reminder,
    SchedulingInfo,
    Status,
)
from appointments.visits.repository import Appointments, Days
from medisecure.access.actor import Role
from medisecure.audit.actions import Action
from medisecure.clock import clinic_date
from medisecure.dynamodb.parallel import in_parallel
from medisecure.dynamodb.unit_of_work import UnitOfWork
from medisecure.errors import AccessDenied, Conflict, gettext_noop
from patients.profile.open_patient import open_patient
from providers.directory.models import Provider
from providers.directory.repository import Providers

HOLD = timedelta(minutes=10)
LATEST_ENTRY = timedelta(hours=12)  # a walk-in may be written down after it came
USED = gettext_noop("This form has already booked another visit. Open a new one to book again.")


def hold(uow: UnitOfWork, booking_request: BookingRequest) -> Hold:
    """Hold a free time for the visit it asks for, for ten minutes; the same again renews it.

    What the same form held before on these days is given back in the same transaction. Raises
    `Conflict` with the nearest free times if somebody has the time.
    """
    first = _first_day(booking_request.starts_at)
    _, provider, days, standing = in_parallel(
        lambda: open_patient(uow, booking_request.patient_id),
        lambda: known_provider(uow, booking_request.provider_id),
        lambda: days_from(uow, booking_request.provider_id, first),
        lambda: standing_for(uow, booking_request),
    )
    kept = Hold(holder_id=booking_request.appointment_id, expires_at=uow.at + HOLD)
    visit = planned_visit(uow, booking_request, provider)
    for read in readings(uow, booking_request, days):
        if read is not days:
            standing = standing_for(uow, booking_request)
        within_limits(uow, booking_request, visit, standing)
        other = _other_hold(uow, standing, visit)
        check_slot(uow, provider, read, booking_request, *other.holder_ids)
        with suppress(Conflict):
            with uow:
                _hold(uow, visit, kept, read, other)
                if standing:
                    note_hold(uow, standing.guard, visit, kept)
                uow.record_change(
                    Action.HOLD_TIME, booking_request.appointment_id, booking_request.patient_id
                )
            return kept
    raise lost(uow, provider, booking_request)


@dataclass(frozen=True, slots=True)
class OtherHold:
    """The time another form of the same patient holds, and the days it lies on; or nothing."""

    holder_ids: tuple[str, ...] = ()
    days: Mapping[tuple[str, date], Day] = field(default_factory=dict)


def _other_hold(uow: UnitOfWork, standing: Standing | None, visit: Appointment) -> OtherHold:
    """What has to be given back so that a patient holds one time and not two."""
    held = standing.guard.held_elsewhere(visit.appointment_id, uow.at) if standing else None
    if held is None:
        return OtherHold()
    days = Days(uow).several((held.provider_id, day) for day in held.days)
    return OtherHold((held.appointment_id,), days)


def standing_for(uow: UnitOfWork, booking_request: BookingRequest) -> Standing | None:
    """How the patient stands, where limits are asked for; None where not."""
    return standing_of(uow, booking_request.patient_id) if booking_request.limits else None


def within_limits(
    uow: UnitOfWork,
    booking_request: BookingRequest,
    visit: Appointment,
    standing: Standing | None,
) -> Appointment:
    """The visit, marked where staff go beyond what one patient may have at once.

    `Conflict` where it is too much and nobody overrules.
    """
    if booking_request.limits is None or standing is None:
        return visit
    try:
        standing.check(visit, booking_request.limits)
    except Conflict as refused:
        if uow.actor.role is Role.PATIENT:
            raise
        if not booking_request.overrule:
            raise Conflict(OF_THE_PATIENT[refused.message], refused.params) from refused
        mark = Overruling(by=uow.actor.user_id, at=uow.at, reason=booking_request.overrule)
        return replace(visit, beyond_limits=mark)
    return visit


def let_go(uow: UnitOfWork, booking_request: BookingRequest) -> None:
    """Give a held time back; one that has lapsed or was booked meanwhile is nothing to give."""
    days = days_from(uow, booking_request.provider_id, _first_day(booking_request.starts_at))
    if not any(held_cells(day, booking_request.appointment_id) for day in days):
        return
    with suppress(Conflict), uow:
        Days(uow).release_holds(days, booking_request.appointment_id)
        uow.record_change(
            Action.RELEASE_HOLD, booking_request.appointment_id, booking_request.patient_id
        )


def book(uow: UnitOfWork, booking_request: BookingRequest) -> Appointment:
    """Book a free time, claimed in the same transaction that stores the visit.

    The same wish again gives the same visit. Raises `Conflict` with the nearest free times as
    `alternatives` when the time is not free, or without any when the form was used before;
    `NotFound` for an unknown patient or provider. With `overrule` (staff only) a time without room
    is taken all the same: the visit is marked, and holds its time only where it is free.
    """
    first = _first_day(booking_request.starts_at)
    _, provider, days, earlier, standing = in_parallel(
        lambda: open_patient(uow, booking_request.patient_id),
        lambda: known_provider(uow, booking_request.provider_id),
        lambda: days_from(uow, booking_request.provider_id, first),
        lambda: Appointments(uow).known(booking_request.patient_id, booking_request.appointment_id),
        lambda: standing_for(uow, booking_request),
    )
    if earlier:
        return _same_or_conflict(earlier, booking_request)
    for read in readings(uow, booking_request, days):
        visit = in_its_place(
            uow, planned_visit(uow, booking_request, provider), provider, read, booking_request
        )
        visit = within_limits(uow, booking_request, visit, standing)
        with suppress(Conflict):
            with uow:
                store_new(uow, visit, read)
                if standing:
                    standing.claim(uow, visit)
                if visit.overruled is None:
                    Providers(uow).as_read(provider)
            return visit
        again, provider, standing = in_parallel(
            lambda: Appointments(uow).known(
                booking_request.patient_id, booking_request.appointment_id
            ),
            lambda: Providers(uow).current(booking_request.provider_id),
            lambda: standing_for(uow, booking_request),
        )
        if again:
            return _same_or_conflict(again, booking_request)
    raise lost(uow, provider, booking_request)


def store_new(
    uow: UnitOfWork, visit: Appointment, days: Iterable[Day], offer: tuple[str, ...] = ()
) -> None:
    """Stage a new visit with its claim, its care relation and its reminder."""
    Appointments(uow).add(
        visit, Action.OVERBOOK_APPOINTMENT if visit.overruled else Action.BOOK_APPOINTMENT
    )
    if visit.overruled is None:
        Days(uow).claim(visit, read=days, offer=offer)
    follow_care(uow, opened=[visit])
    Outbox(uow).plan(visit)


def check_slot(
    uow: UnitOfWork,
    provider: Provider,
    days: list[Day],
    booking_request: BookingRequest,
    *also_mine: str,
) -> None:
    """`Conflict` with the nearest free times unless the wish's time is free for whoever asks."""
    mine = (booking_request.appointment_id, *also_mine)
    slots = all_slots(
        uow,
        provider,
        days,
        booking_request.minutes,
        mine=mine,
        visit_type=booking_request.visit_type,
    )
    reason = why_not(slots, booking_request.starts_at)
    if reason is not None:
        raise refused(REFUSALS.get(reason, CLOSED), slots, booking_request.starts_at)


def lost(uow: UnitOfWork, provider: Provider, booking_request: BookingRequest) -> Conflict:
    """What the loser of a race is told: the nearest times that are free now."""
    days = days_from(uow, booking_request.provider_id, _first_day(booking_request.starts_at))
    mine = (booking_request.appointment_id,)
    slots = all_slots(
        uow,
        provider,
        days,
        booking_request.minutes,
        mine=mine,
        visit_type=booking_request.visit_type,
    )
    return refused(TAKEN, slots, booking_request.starts_at)


def readings(
    uow: UnitOfWork, booking_request: BookingRequest, days: list[Day]
) -> Iterator[list[Day]]:
    """The days as they were read, and once more as they are now.

    A write may fail though nobody has the time: a rule of another hour of that day changed, or a
    hold of the same form did. Then a second look finds it free, and a second write succeeds.
    """
    yield days
    yield days_from(uow, booking_request.provider_id, _first_day(booking_request.starts_at))


def planned_visit(
    uow: UnitOfWork, booking_request: BookingRequest, provider: Provider
) -> Appointment:
    """The visit as it will be stored: the provider's fee, zone, place and buffers."""
    terms, work = provider.availability, provider.professional_info
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
            location=work.hospital if work else None,
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
        status=Status.REQUESTED if booking_request.requested else Status.SCHEDULED,
        created_at=uow.at,
        updated_at=uow.at,
    )


def _hold(
    uow: UnitOfWork, visit: Appointment, held: Hold, days: list[Day], other: OtherHold
) -> None:
    """Stage the hold, and give back what the same form, or another, held elsewhere."""
    here = {day.local_date for day in days}
    same = [d for (who, when), d in other.days.items()
            if who == visit.provider_id and when not in here]  # fmt: skip
    elsewhere = [d for (who, _), d in other.days.items() if who != visit.provider_id]
    read = [*days, *same]
    taken = {day.local_date: day.taken for day in read}
    # A visit that is moved by less than its length keeps what it has of its new time.
    free = {
        when: [c for c in cells if taken.get(when, {}).get(c) != visit.appointment_id]
        for when, cells in occupied(visit).items()
    }
    mine = (visit.appointment_id, *other.holder_ids)
    Days(uow).hold(visit.provider_id, free, held, read=read, mine=mine, ends=mine)
    Days(uow).release_holds(elsewhere, *other.holder_ids)


def in_its_place(
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
    mine, now = (booking_request.appointment_id,), min(uow.at, booking_request.starts_at)
    if uow.at - booking_request.starts_at > LATEST_ENTRY:
        slots = all_slots(uow, provider, days, booking_request.minutes, mine=mine)
        raise refused(REFUSALS[Reason.PAST], slots, booking_request.starts_at)
    slots = all_slots(uow, provider, days, booking_request.minutes, mine=mine,
                      visit_type=booking_request.visit_type, now=now)  # fmt: skip
    if why_not(slots, booking_request.starts_at) is None:  # also a time that has begun: it was free
        return visit
    mark = Overruling(by=uow.actor.user_id, at=uow.at, reason=booking_request.overrule)
    return replace(visit, overruled=mark)


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


def _first_day(starts_at: datetime) -> date:
    return clinic_date(starts_at)
