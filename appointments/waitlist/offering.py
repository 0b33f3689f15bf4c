"""Offering a time that came free to those who wait for one, and holding it until they answer."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from heapq import merge

from ulid import ULID

from appointments.booking.opened_slots import DoctorTime, OpenedSlot, OpenedSlots
from appointments.booking.patient_limits import schedule_of
from appointments.booking.services import known_provider
from appointments.outbox.models import OFFERED, ReminderDue
from appointments.outbox.repository import Outbox
from appointments.scheduling.availability import OFFER_ID, Hold
from appointments.visits.models import Appointment
from appointments.visits.repository import Appointments, Days
from appointments.waitlist.models import (
    MOST_ASKED,
    AskedEntry,
    EntryStatus,
    Offer,
    Offered,
    WaitlistEntry,
    held_until,
    is_quiet,
)
from appointments.waitlist.placing import OfferedSlot, is_wanted, queues_of, suits, visit_there
from appointments.waitlist.repository import Entries, Offers
from medisecure.audit.actions import Action
from medisecure.dynamodb.calls.parallel import in_parallel
from medisecure.dynamodb.unit_of_work import UnitOfWork
from medisecure.errors import Conflict
from patients.profile.repository import DemographicsOf
from providers.directory.choosing import sees_age
from providers.directory.repository import Providers

TRIES = 3
LOOKED_AT = 25  # of those who want the time, how many are looked at more closely


def offer_time(uow: UnitOfWork, freed: OpenedSlot, *, at_most: int = MOST_ASKED) -> Offer | None:
    """Hold the time for those first in line and tell them; None if nobody wants or can have it.

    One transaction, which ends the note that it came free: whoever comes second offers nothing. In
    the clinic's quiet hours it stays noted, and is offered in the morning.
    """
    if is_quiet(uow.at):
        return None
    for _ in range(TRIES):
        still = OpenedSlots(uow).still_there(freed)
        until = held_until(freed.starts_at, uow.at)
        if not still:
            return None
        slot = read_slot(uow, still[0].span)
        left_by = still[0].left_by
        chosen = first_in_line(uow, slot, at_most, left_by=left_by) if until else []
        try:
            with uow:
                OpenedSlots(uow).done(still[0])
                if not (chosen and until):
                    return None
                return stage_offer(uow, slot, chosen, until, left_by=left_by)
        except Conflict:  # somebody offered or took it meanwhile, or left the list
            continue
    return None


def read_slot(uow: UnitOfWork, span: DoctorTime, holders: tuple[str, ...] = ()) -> OfferedSlot:
    """The doctor and the days of a time, as they stand."""
    provider, days = in_parallel(
        lambda: known_provider(uow, span.provider_id),
        lambda: Days(uow).several((span.provider_id, day) for day in span.cells),
    )
    return OfferedSlot(span=span, provider=provider, days=list(days.values()), holders=holders)


def first_in_line(
    uow: UnitOfWork,
    slot: OfferedSlot,
    at_most: int,
    but_not: Iterable[str] = (),
    *,
    left_by: str | None = None,
) -> list[WaitlistEntry]:
    """Whom the time suits, in their order, each patient once; `but_not` are entry ids.

    Nobody who has another visit then, is of another age than the doctor sees, or has just given
    this very time back (`left_by`).
    """
    names = queues_of(slot.provider, Providers(uow).all())
    queues = [lambda name=name: Entries(uow).in_queue(name) for name in names]
    passed_over, start = set(but_not), slot.span.local_start
    in_order = merge(*in_parallel(*queues), key=lambda each: each.sort_key)
    able = [
        each
        for each in in_order
        if each.status is EntryStatus.WAITING
        and each.entry_id not in passed_over
        and each.patient_id != left_by
        and is_wanted(each, start)
    ][:LOOKED_AT]
    visits, patients = in_parallel(
        lambda: visits_of(uow, able),
        lambda: DemographicsOf(uow).by_id(each.patient_id for each in able),
    )
    found: dict[str, WaitlistEntry] = {}
    for entry, visit in zip(able, visits, strict=True):
        patient = patients.get(entry.patient_id)
        age = patient.age_on(start.date()) if patient else None
        if not sees_age(slot.provider, age):
            continue
        if entry.patient_id in found or not suits(uow, entry, visit, slot):
            continue
        there = visit_there(uow, entry, visit if entry.moves else None, slot)
        if not schedule_of(uow, entry.patient_id).refusals([there]):
            found[entry.patient_id] = entry
        if len(found) == at_most:
            break
    return list(found.values())


def visits_of(uow: UnitOfWork, entries: Iterable[WaitlistEntry]) -> list[Appointment | None]:
    """The visit each of them would move; None where there is none."""
    asked = [
        lambda each=each: (
            Appointments(uow).find(each.patient_id, each.appointment_id) if each.moves else []
        )
        for each in entries
    ]
    return [next(iter(found), None) for found in (in_parallel(*asked) if asked else [])]


def stage_offer(
    uow: UnitOfWork,
    slot: OfferedSlot,
    chosen: list[WaitlistEntry],
    until: datetime,
    before: Iterable[str] = (),
    *,
    left_by: str | None = None,
) -> Offer:
    """Stage the offer, its hold on the doctor's days, the entries it is for and their messages."""
    offer = Offer(
        offer_id=f"{OFFER_ID}{ULID()}",
        span=slot.span,
        held_until=until,
        asked=[
            AskedEntry(
                entry_id=each.entry_id,
                patient_id=each.patient_id,
                appointment_id=each.appointment_id,
            )
            for each in chosen
        ],
        before=list(before) or None,
        left_by=left_by,
        created_at=uow.at,
        updated_at=uow.at,
    )
    Offers(uow).add(offer, Action.OFFER_TIME)
    hold_for(uow, offer, slot)
    for entry in chosen:
        tell(uow, offer, entry)
    return offer


def hold_for(uow: UnitOfWork, offer: Offer, slot: OfferedSlot) -> None:
    """Stage the hold: every cell of the time, and none of it may be anybody's."""
    hold = Hold(holder_id=offer.offer_id, expires_at=offer.held_until)
    Days(uow).hold(
        slot.span.provider_id, slot.span.cells, hold, read=slot.days, own_ids=slot.holders
    )


def tell(uow: UnitOfWork, offer: Offer, entry: WaitlistEntry) -> None:
    """Stage the entry's pointer to the offer, and the message about it."""
    pointer = Offered(
        offer_id=offer.offer_id,
        provider_id=offer.provider_id,
        starts_at=offer.starts_at,
        held_until=offer.held_until,
    )
    asked = replace(entry, status=EntryStatus.OFFERED, offered=pointer, updated_at=uow.at)
    Entries(uow).save(asked, Action.OFFER_TIME)
    Outbox(uow).put(
        ReminderDue(
            patient_id=entry.patient_id,
            appointment_id=entry.appointment_id,
            kind=OFFERED,
            due_at=uow.at,
            proposed_at=offer.starts_at,
            proposed_provider=offer.provider_id,
            held_until=offer.held_until,
            offer_id=offer.offer_id,
            version=Outbox(uow).version_now,
        )
    )
