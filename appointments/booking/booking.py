"""Holding a time while a form is filled in, and booking it."""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime, timedelta

from appointments.booking.requests import (
    CLOSED,
    GONE,
    REFUSALS,
    TAKEN,
    Wish,
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
from appointments.visits.models import (
    REMIND_BEFORE,
    Appointment,
    Overruling,
    Payment,
    Reminder,
    SchedulingInfo,
    Status,
)
from appointments.visits.repository import Appointments, Days, held_cells, occupied
from medisecure.access.actor import Role
from medisecure.access.care import Care
from medisecure.clock import CLINIC_ZONE, zone
from medisecure.dynamodb.parallel import side_by_side
from medisecure.dynamodb.unit_of_work import UnitOfWork
from medisecure.errors import AccessDenied, Conflict, gettext_noop
from patients.profile.repository import CareRelations
from patients.profile.services import known_patient
from providers.directory.models import Provider
from providers.directory.repository import Providers

HOLD = timedelta(minutes=10)
LATEST_ENTRY = timedelta(hours=12)  # a walk-in may be written down after it came
USED = gettext_noop("This form has already booked another visit. Open a new one to book again.")


def hold(uow: UnitOfWork, wish: Wish) -> Hold:
    """Keep a free time for the visit `wish` will be, for ten minutes; the same again renews it.

    What the same form held before on these days is given back in the same transaction. Raises
    `Conflict` with the nearest free times if somebody has the time.
    """
    first = _first_day(wish.starts_at)
    _, provider, days = side_by_side(
        lambda: known_patient(uow, wish.patient_id),
        lambda: known_provider(uow, wish.provider_id),
        lambda: days_from(uow, wish.provider_id, first),
    )
    kept = Hold(holder_id=wish.appointment_id, expires_at=uow.at + HOLD)
    visit = planned_visit(uow, wish, provider)
    for read in readings(uow, wish, days):
        check_slot(uow, provider, read, wish)
        with suppress(Conflict):
            with uow:
                _keep(uow, visit, kept, read)
                uow.deed("HOLD_TIME", wish.appointment_id, wish.patient_id)
            return kept
    raise lost(uow, provider, wish)


def let_go(uow: UnitOfWork, wish: Wish) -> None:
    """Give a held time back; one that has lapsed or was booked meanwhile is nothing to give."""
    days = days_from(uow, wish.provider_id, _first_day(wish.starts_at))
    held = {day.local_date: held_cells(day, wish.appointment_id) for day in days}
    given = {(wish.provider_id, day): {"give": cells} for day, cells in held.items() if cells}
    if not given:
        return
    with suppress(Conflict), uow:
        Days(uow).hand_over(given)
        uow.deed("RELEASE_HOLD", wish.appointment_id, wish.patient_id)


def book(uow: UnitOfWork, wish: Wish) -> Appointment:
    """Book a free time, claimed in the same transaction that stores the visit.

    The same wish again gives the same visit. Raises `Conflict` with the nearest free times as
    `alternatives` when the time is not free, or without any when the form was used before;
    `NotFound` for an unknown patient or provider. With `overrule` (staff only) a time without room
    is taken all the same: the visit is marked, and holds its time only where it is free.
    """
    first = _first_day(wish.starts_at)
    _, provider, days, earlier = side_by_side(
        lambda: known_patient(uow, wish.patient_id),
        lambda: known_provider(uow, wish.provider_id),
        lambda: days_from(uow, wish.provider_id, first),
        lambda: Appointments(uow).known(wish.patient_id, wish.appointment_id),
    )
    if earlier:
        return _same_or_conflict(earlier, wish)
    for read in readings(uow, wish, days):
        visit = in_its_place(uow, planned_visit(uow, wish, provider), provider, read, wish)
        with suppress(Conflict):
            with uow:
                store_new(uow, visit, read)
                if visit.overruled is None:
                    Providers(uow).as_read(provider)
            return visit
        again, provider = side_by_side(
            lambda: Appointments(uow).known(wish.patient_id, wish.appointment_id),
            lambda: Providers(uow).current(wish.provider_id),
        )
        if again:
            return _same_or_conflict(again, wish)
    raise lost(uow, provider, wish)


def store_new(
    uow: UnitOfWork, visit: Appointment, days: Iterable[Day], offer: tuple[str, ...] = ()
) -> None:
    """Stage a new visit with its claim, its care relation and its reminder."""
    Appointments(uow).add(visit, "OVERBOOK_APPOINTMENT" if visit.overruled else "BOOK_APPOINTMENT")
    if visit.overruled is None:
        Days(uow).claim(visit, read=days, offer=offer)
    care = Care(patient_id=visit.patient_id, provider_id=visit.provider_id, since=uow.at)
    CareRelations(uow).ensure(care)
    Outbox(uow).plan(visit)


def check_slot(uow: UnitOfWork, provider: Provider, days: list[Day], wish: Wish) -> None:
    """`Conflict` with the nearest free times unless the wish's time is free for whoever asks."""
    mine = (wish.appointment_id,)
    slots = all_slots(uow, provider, days, wish.minutes, mine=mine, visit_type=wish.visit_type)
    reason = why_not(slots, wish.starts_at)
    if reason is not None:
        raise refused(REFUSALS.get(reason, CLOSED), slots, wish.starts_at)


def lost(uow: UnitOfWork, provider: Provider, wish: Wish) -> Conflict:
    """What the loser of a race is told: the nearest times that are free now."""
    days = days_from(uow, wish.provider_id, _first_day(wish.starts_at))
    mine = (wish.appointment_id,)
    slots = all_slots(uow, provider, days, wish.minutes, mine=mine, visit_type=wish.visit_type)
    return refused(TAKEN, slots, wish.starts_at)


def readings(uow: UnitOfWork, wish: Wish, days: list[Day]) -> Iterator[list[Day]]:
    """The days as they were read, and once more as they are now.

    A write may fail though nobody has the time: a rule of another hour of that day changed, or a
    hold of the same form did. Then a second look finds it free, and a second write succeeds.
    """
    yield days
    yield days_from(uow, wish.provider_id, _first_day(wish.starts_at))


def planned_visit(uow: UnitOfWork, wish: Wish, provider: Provider) -> Appointment:
    """The visit as it will be stored: the provider's fee, zone, place and buffers."""
    terms, work = provider.availability, provider.professional_info
    fee = terms.consultation_fee if terms else None
    kind = terms.visit_type(wish.visit_type) if terms and wish.visit_type else None
    return Appointment(
        appointment_id=wish.appointment_id,
        patient_id=wish.patient_id,
        provider_id=wish.provider_id,
        scheduling_info=SchedulingInfo(
            appointment_date=wish.starts_at,
            duration=wish.minutes,
            type=wish.visit_type or None,
            mode=wish.mode or None,
            location=work.hospital if work else None,
            time_zone=terms.time_zone if terms else None,
            buffer_before=(kind.buffer_before if kind else 0) or None,
            buffer_after=(kind.buffer_after if kind else 0) or None,
        ),
        reason=wish.reason or None,
        reminder=Reminder(sent=False, scheduled_for=wish.starts_at - REMIND_BEFORE),
        payment=Payment(fee=fee, currency=(terms and terms.currency) or "QAR", status="PENDING")
        if fee is not None
        else None,
        series_id=wish.series_id or None,
        status=Status.REQUESTED if wish.requested else Status.SCHEDULED,
        created_at=uow.at,
        updated_at=uow.at,
    )


def _keep(uow: UnitOfWork, visit: Appointment, kept: Hold, days: list[Day]) -> None:
    """Stage the hold, and give back what the same form held elsewhere on these days."""
    wanted = occupied(visit)
    read = {day.local_date: day for day in days}
    for when in {*wanted, *read}:
        day = read.get(when) or Day(provider_id=visit.provider_id, local_date=when)
        # A visit that is moved by less than its length keeps what it has of its new time.
        free = [c for c in wanted.get(when, []) if day.taken.get(c) != visit.appointment_id]
        earlier = held_cells(day, visit.appointment_id)
        given = {cell: owner for cell, owner in earlier.items() if cell not in free}
        if free or given:
            rules = day.rules_version if when in read and free else None
            change = {"take": dict.fromkeys(free, kept.owner), "give": given, "seen": day.taken,
                      "mine": (visit.appointment_id,), "rules_seen": rules}  # fmt: skip
            Days(uow).hand_over({(visit.provider_id, when): change})


def in_its_place(
    uow: UnitOfWork, visit: Appointment, provider: Provider, days: list[Day], wish: Wish
) -> Appointment:
    """The visit to be stored: where there is room, or marked where staff overrule."""
    if not sees_patients(provider):
        raise Conflict(GONE)
    if wish.overrule:
        return _overruling(uow, visit, provider, days, wish)
    check_slot(uow, provider, days, wish)
    return visit


def _overruling(
    uow: UnitOfWork, visit: Appointment, provider: Provider, days: list[Day], wish: Wish
) -> Appointment:
    """The visit marked as put in by staff, unless there was room after all."""
    if uow.actor.role not in (Role.STAFF, Role.SYSTEM):
        raise AccessDenied
    mine, now = (wish.appointment_id,), min(uow.at, wish.starts_at)
    if uow.at - wish.starts_at > LATEST_ENTRY:
        slots = all_slots(uow, provider, days, wish.minutes, mine=mine)
        raise refused(REFUSALS[Reason.PAST], slots, wish.starts_at)
    slots = all_slots(uow, provider, days, wish.minutes, mine=mine,
                      visit_type=wish.visit_type, now=now)  # fmt: skip
    if why_not(slots, wish.starts_at) is None:  # also a time that has begun: it was free
        return visit
    mark = Overruling(by=uow.actor.user_id, at=uow.at, reason=wish.overrule)
    return replace(visit, overruled=mark)


def _same_or_conflict(earlier: list[Appointment], wish: Wish) -> Appointment:
    """The visit an earlier press of the same form booked, or the refusal to book a second one."""
    for visit in earlier:
        place = visit.starts_at, visit.provider_id, visit.minutes
        if visit.is_live and place == (wish.starts_at, wish.provider_id, wish.minutes):
            return visit
    raise Conflict(USED)


def _first_day(starts_at: datetime) -> date:
    return starts_at.astimezone(zone(CLINIC_ZONE)).date()
