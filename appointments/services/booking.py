"""Holding a time while a form is filled in, and booking it."""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime, timedelta

from appointments.availability import Hold, hold_of
from appointments.day import Day
from appointments.models import (
    REMIND_BEFORE,
    Appointment,
    Overruling,
    Payment,
    Reminder,
    SchedulingInfo,
    Status,
)
from appointments.outbox import Outbox
from appointments.repository import Appointments, Days, occupied
from appointments.services.terms import (
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
from appointments.times import Reason
from medisecure.actor import Role
from medisecure.care import Care
from medisecure.clock import CLINIC_ZONE, zone
from medisecure.errors import AccessDenied, Conflict, gettext_noop
from medisecure.store.lanes import side_by_side
from medisecure.store.work import UnitOfWork
from patients.repository import CareRelations
from patients.services import known_patient
from providers.models import Provider

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
    check_slot(uow, provider, days, wish)
    kept = Hold(holder_id=wish.appointment_id, expires_at=uow.at + HOLD)
    visit = planned_visit(uow, wish, provider)
    try:
        with uow:
            _keep(uow, visit, kept, days)
            uow.deed("HOLD_TIME", wish.appointment_id, wish.patient_id)
    except Conflict:
        raise lost(uow, provider, wish) from None
    return kept


def let_go(uow: UnitOfWork, wish: Wish) -> None:
    """Give a held time back; one that has lapsed or was booked meanwhile is nothing to give."""
    days = days_from(uow, wish.provider_id, _first_day(wish.starts_at))
    given = {day: held_cells(day, wish.appointment_id) for day in days}
    if not any(given.values()):
        return
    with suppress(Conflict), uow:
        for day, cells in given.items():
            if cells:
                Days(uow).hand_over({(wish.provider_id, day.local_date): {"give": cells}})
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
    if not sees_patients(provider):
        raise Conflict(GONE)
    visit = planned_visit(uow, wish, provider)
    if wish.overrule:
        visit = _overruling(uow, visit, provider, days, wish)
    else:
        check_slot(uow, provider, days, wish)
    try:
        with uow:
            store_new(uow, visit, days)
    except Conflict:
        again = Appointments(uow).known(wish.patient_id, wish.appointment_id)
        if again:
            return _same_or_conflict(again, wish)
        raise lost(uow, provider, wish) from None
    return visit


def store_new(uow: UnitOfWork, visit: Appointment, days: Iterable[Day]) -> None:
    """Stage a new visit with its claim, its care relation and its reminder."""
    Appointments(uow).add(visit, "OVERBOOK_APPOINTMENT" if visit.overruled else "BOOK_APPOINTMENT")
    if visit.overruled is None:
        Days(uow).claim(visit, rules={day.local_date: day.rules_version for day in days})
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


def held_cells(day: Day, holder_id: str) -> dict[str, str]:
    """The day's cells that are held, or were, for this visit to be."""
    holds = {cell: hold_of(owner) for cell, owner in day.taken.items()}
    return {c: day.taken[c] for c, each in holds.items() if each and each.holder_id == holder_id}


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
        day = read.get(when)
        # What a visit to be moved has already stays its own: only the rest must be kept for it.
        own = {c for c, owner in day.taken.items() if owner == visit.appointment_id} if day else ()
        cells = {cell: kept.owner for cell in wanted.get(when, []) if cell not in own}
        earlier = held_cells(day, visit.appointment_id) if day else {}
        given = {cell: owner for cell, owner in earlier.items() if cell not in cells}
        if cells or given:
            change = {"take": cells, "give": given, "mine": (visit.appointment_id,),
                      "rules_seen": day.rules_version if day and cells else None}  # fmt: skip
            Days(uow).hand_over({(visit.provider_id, when): change})


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
        same = visit.starts_at == wish.starts_at and visit.provider_id == wish.provider_id
        if same and visit.is_live:
            return visit
    raise Conflict(USED)


def _first_day(starts_at: datetime) -> date:
    return starts_at.astimezone(zone(CLINIC_ZONE)).date()
