"""Whether an offered time suits somebody who waits, and the visit they would have there."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from appointments.booking.moving import moved_visit
from appointments.booking.opened_slots import DoctorTime
from appointments.booking.placing import planned_visit
from appointments.booking.services import BookingRequest, free_on, sees_patients
from appointments.scheduling.day import Day
from appointments.visits.day_cells import occupied
from appointments.visits.models import Appointment
from appointments.waitlist.models import ANY, DEPARTMENT, NOON, SPECIALTY, Half, WaitlistEntry
from medisecure.dynamodb.unit_of_work import UnitOfWork
from providers.directory.choosing import general, ids_of
from providers.directory.models import WEEKDAYS, Provider


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferedSlot:
    """An offered time as it stands: the doctor, and the doctor's days as they were just read.

    `holders` are the ids whose holds do not stand in the way.
    """

    span: DoctorTime
    provider: Provider
    days: Sequence[Day]
    holders: tuple[str, ...] = ()


def queues_of(provider: Provider, everyone: Iterable[Provider]) -> list[str]:
    """Everything under which somebody may wait for this doctor; `everyone` are the clinic's."""
    work = provider.professional_info
    groups = [
        f"{DEPARTMENT}{provider.department}" if provider.department else "",
        f"{SPECIALTY}{work.specialization}" if work and work.specialization else "",
    ]
    any_doctor = [ANY] if provider.provider_id in ids_of(general(everyone)) else []
    return [provider.provider_id, *any_doctor, *(each for each in groups if each)]


def is_wanted(entry: WaitlistEntry, local_start: datetime) -> bool:
    """Whether the wall-clock time lies within what somebody waits for."""
    day = local_start.date()
    if not entry.earliest <= day <= entry.latest:
        return False
    if entry.weekdays and WEEKDAYS[day.weekday()] not in entry.weekdays:
        return False
    half = Half.MORNING if local_start.hour < NOON else Half.AFTERNOON
    return entry.half in (None, half)


def booking_request_of(
    entry: WaitlistEntry, visit: Appointment | None, slot: OfferedSlot
) -> BookingRequest:
    """The visit somebody who waits would have at that time and with that doctor."""
    terms, kind = slot.provider.availability, entry.visit_type or ""
    known = terms.visit_type(kind) if terms and kind else None
    length = visit.minutes if visit else (known.minutes if known else entry.minutes)
    return BookingRequest(
        appointment_id=entry.appointment_id,
        patient_id=entry.patient_id,
        provider_id=slot.provider.provider_id,
        starts_at=slot.span.starts_at,
        minutes=length,
        visit_type=(visit.scheduling_info.type or "") if visit else kind,
        mode=(known.mode if known else None) or "IN_PERSON",
        reason=entry.note or "",
    )


def visit_there(
    uow: UnitOfWork, entry: WaitlistEntry, visit: Appointment | None, slot: OfferedSlot
) -> Appointment:
    """The visit as it would be stored; `Conflict` if it can no longer be moved."""
    booking_request = booking_request_of(entry, visit, slot)
    if visit is None:
        return planned_visit(uow, booking_request, slot.provider)
    return moved_visit(uow, visit, booking_request, slot.provider)


def suits(
    uow: UnitOfWork, entry: WaitlistEntry, visit: Appointment | None, slot: OfferedSlot
) -> bool:
    """Whether this person can be offered the time: wanted, sooner, long enough, by the rules."""
    if not is_wanted(entry, slot.span.local_start) or not _does(slot.provider, entry):
        return False
    if entry.moves and (visit is None or not _gains(uow, visit, slot.span)):
        return False
    return fits(uow, entry, visit, slot)


def fits(
    uow: UnitOfWork, entry: WaitlistEntry, visit: Appointment | None, slot: OfferedSlot
) -> bool:
    """Whether the visit lies within the offered time and the doctor's rules have room for it.

    The rules are the staff's: it is the clinic that offers, so notice and window do not bind.
    """
    there = visit_there(uow, entry, visit, slot)
    return _lies_within(occupied(there), slot.span.cells) and has_room(uow, there, slot)


def has_room(uow: UnitOfWork, there: Appointment, slot: OfferedSlot) -> bool:
    """Whether nothing stands in the way of that visit: nobody's cell, no break, no time off."""
    kind, own = there.scheduling_info.type or "", (there.appointment_id, *slot.holders)
    return any(
        each.is_free and each.starts_at == there.starts_at
        for day in slot.days
        for each in free_on(
            slot.provider,
            day,
            there.minutes,
            uow.at,
            audience="staff",
            own_ids=own,
            visit_type=kind,
            beside=slot.days,
        ).slots
    )


def _gains(uow: UnitOfWork, visit: Appointment, span: DoctorTime) -> bool:
    """Whether the visit can still be moved, and would be sooner."""
    return visit.status.is_movable and uow.at < visit.starts_at and span.starts_at < visit.starts_at


def _does(provider: Provider, entry: WaitlistEntry) -> bool:
    """Whether the doctor sees patients, and for that kind of visit."""
    terms = provider.availability
    if terms is None or not sees_patients(provider):
        return False
    own = terms.visit_types
    return entry.moves or not own or any(each.code == entry.visit_type for each in own)


def _lies_within(span: Mapping[date, Iterable[str]], offered: Mapping[date, Iterable[str]]) -> bool:
    return all(set(cells) <= set(offered.get(day, ())) for day, cells in span.items())
