"""What people do with visits: see what is free, book, cancel."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from appointments.models import Appointment, Payment, Reminder, SchedulingInfo
from appointments.repository import Appointments, Days
from appointments.times import Slot, free_times, nearest
from medisecure.care import Care
from medisecure.errors import Conflict, gettext_noop
from medisecure.store.lanes import side_by_side
from medisecure.store.work import UnitOfWork
from patients.repository import CareRelations, DemographicsOf
from providers.models import Provider
from providers.repository import Providers

REMIND_BEFORE = timedelta(hours=24)
TAKEN = gettext_noop("This time was taken a moment ago. The nearest free times are below.")
CLOSED = gettext_noop("This time cannot be booked. The nearest free times are below.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """A visit somebody wants: `appointment_id` was made with the form, so a repeat is the same."""

    appointment_id: str
    patient_id: str
    provider_id: str
    starts_at: datetime
    minutes: int
    visit_type: str = ""
    mode: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FreeDay:
    """One provider's local day: every time a visit might start, and why not where not."""

    provider: Provider
    day: date
    slots: list[Slot]


def free_day(uow: UnitOfWork, provider_id: str, day: date, minutes: int) -> FreeDay:
    """The day's times for a visit of that length, in one round trip of two reads side by side."""
    provider, claimed = side_by_side(
        lambda: Providers(uow).get(provider_id), lambda: Days(uow).get(provider_id, day)
    )
    if provider.availability is None:
        return FreeDay(provider=provider, day=day, slots=[])
    slots = free_times(
        provider.availability, day, provider.zone_name, claimed.taken, minutes, now=uow.at
    )
    return FreeDay(provider=provider, day=day, slots=slots)


def book(uow: UnitOfWork, wish: Wish) -> Appointment:
    """Book a free time, claimed in the same transaction that stores the visit.

    The same wish again gives the same visit. Raises `Conflict` with the nearest free times as
    `alternatives` when the time is taken or closed, `NotFound` for an unknown patient or provider.
    """
    _, provider = side_by_side(
        lambda: DemographicsOf(uow).get(wish.patient_id),
        lambda: Providers(uow).get(wish.provider_id),
    )
    visit = _visit(uow, wish, provider)
    free = free_day(uow, wish.provider_id, visit.local_date, wish.minutes)
    if not any(slot.is_free and slot.starts_at == wish.starts_at for slot in free.slots):
        return _mine_or_conflict(uow, visit, free, CLOSED)
    try:
        with uow:
            Appointments(uow).add(visit, "BOOK_APPOINTMENT")
            Days(uow).claim(visit)
            care = Care(patient_id=visit.patient_id, provider_id=visit.provider_id, since=uow.at)
            CareRelations(uow).ensure(care)
    except Conflict:
        again = free_day(uow, wish.provider_id, visit.local_date, wish.minutes)
        return _mine_or_conflict(uow, visit, again, TAKEN)
    return visit


def cancel(uow: UnitOfWork, patient_id: str, appointment_id: str, reason: str) -> Appointment:
    """Call a visit off and give its time back, together; `Conflict` if it is too late."""
    visits = Appointments(uow)
    visit = visits.get(patient_id, appointment_id)
    called_off = visit.cancelled(by=uow.actor.user_id, at=uow.at, reason=reason or None)
    with uow:
        saved = visits.save(called_off, "CANCEL_APPOINTMENT")
        Days(uow).release(visit)
    return saved


def _mine_or_conflict(
    uow: UnitOfWork, visit: Appointment, free: FreeDay, message: str
) -> Appointment:
    """The visit itself if an earlier try of the same form booked it, else the refusal."""
    if Days(uow).holds(Days(uow).get(visit.provider_id, visit.local_date), visit):
        return Appointments(uow).get(visit.patient_id, visit.appointment_id)
    raise Conflict(message, alternatives=tuple(nearest(free.slots, visit.starts_at)))


def _visit(uow: UnitOfWork, wish: Wish, provider: Provider) -> Appointment:
    """The visit as it will be stored: the provider's fee, zone and place, a reminder before."""
    terms, work = provider.availability, provider.professional_info
    fee = terms.consultation_fee if terms else None
    own_zone = terms.time_zone if terms else None
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
            time_zone=own_zone,
        ),
        reason=wish.reason or None,
        reminder=Reminder(sent=False, scheduled_for=wish.starts_at - REMIND_BEFORE),
        payment=Payment(fee=fee, currency=(terms and terms.currency) or "QAR", status="PENDING")
        if fee is not None
        else None,
        created_at=uow.at,
        updated_at=uow.at,
    )
