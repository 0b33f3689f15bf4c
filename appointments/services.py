"""What people do with visits: see what is free, book, cancel."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from appointments.day import Day
from appointments.models import Appointment, Payment, Reminder, SchedulingInfo, Status
from appointments.repository import Appointments, Days
from appointments.times import Reason, Slot, free_times, nearest
from medisecure.care import Care
from medisecure.clock import CLINIC_ZONE, zone
from medisecure.errors import Conflict, NotFound, gettext_noop
from medisecure.identity.person import UserType
from medisecure.store.lanes import side_by_side
from medisecure.store.work import UnitOfWork
from patients.repository import CareRelations
from patients.services import known_patient
from providers.models import Provider
from providers.repository import Providers

REMIND_BEFORE = timedelta(hours=24)
DAYS_OFFERED = 8  # the day before (another zone may be there already), the day and six more
ALTERNATIVES = 6
TAKEN = gettext_noop("This time was taken a moment ago. The nearest free times are below.")
BOOKED = gettext_noop("This time is taken. The nearest free times are below.")
CLOSED = gettext_noop("The doctor does not work at this time. The nearest free times are below.")
PAST = gettext_noop("This time has already passed. The nearest free times are below.")
TOO_SHORT = gettext_noop(
    "The visit does not fit here: the free time is too short. The nearest free times are below."
)
GONE = gettext_noop("This doctor no longer sees patients. Choose another one.")
USED = gettext_noop("This form has already booked another visit. Open a new one to book again.")
ALREADY = gettext_noop("This visit is already cancelled.")
REFUSALS = {
    Reason.BOOKED: BOOKED,
    Reason.CLOSED: CLOSED,
    Reason.PAST: PAST,
    Reason.TOO_SHORT: TOO_SHORT,
}


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

    @property
    def free(self) -> list[Slot]:
        """The times that can be booked."""
        return [slot for slot in self.slots if slot.is_free]


def free_day(uow: UnitOfWork, provider_id: str, day: date, minutes: int) -> FreeDay:
    """The day's times for a visit of that length, in one round trip of two reads side by side."""
    provider, claimed = side_by_side(
        lambda: known_provider(uow, provider_id), lambda: Days(uow).get(provider_id, day)
    )
    return free_on(provider, claimed, minutes, uow.at)


def free_on(provider: Provider, claimed: Day, minutes: int, now: datetime) -> FreeDay:
    """The times of a day that has been read; none for a provider without hours or retired."""
    terms, day = provider.availability, claimed.local_date
    if terms is None or not sees_patients(provider):
        return FreeDay(provider=provider, day=day, slots=[])
    slots = free_times(terms, day, provider.zone_name, claimed.taken, minutes, now=now)
    return FreeDay(provider=provider, day=day, slots=slots)


def days_from(uow: UnitOfWork, provider_id: str, first: date) -> list[Day]:
    """What is taken of a provider's days around and after `first`, in one round trip."""
    wanted = [(provider_id, first + timedelta(days=n)) for n in range(-1, DAYS_OFFERED - 1)]
    return list(Days(uow).several(wanted).values())


def known_provider(uow: UnitOfWork, provider_id: str) -> Provider:
    """The doctor; `NotFound` also for the id of somebody who is none."""
    provider = Providers(uow).get(provider_id)
    if provider.user_type is not UserType.PROVIDER:
        raise NotFound
    return provider


def sees_patients(provider: Provider) -> bool:
    """Whether visits to this doctor may still be booked."""
    return provider.status == "ACTIVE"


def book(uow: UnitOfWork, wish: Wish) -> Appointment:
    """Book a free time, claimed in the same transaction that stores the visit.

    The same wish again gives the same visit. Raises `Conflict` with the nearest free times as
    `alternatives` when the time is taken, past or outside hours, or without any when the form
    was used before; `NotFound` for an unknown patient or provider.
    """
    first = wish.starts_at.astimezone(zone(CLINIC_ZONE)).date()
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
    slots = _slots(provider, days, wish.minutes, uow.at)
    wanted = next((slot for slot in slots if slot.starts_at == wish.starts_at), None)
    reason = wanted.reason if wanted else Reason.CLOSED
    if reason is not None:
        raise _refused(REFUSALS.get(reason, CLOSED), slots, wish)
    visit = _visit(uow, wish, provider)
    try:
        with uow:
            Appointments(uow).add(visit, "BOOK_APPOINTMENT")
            Days(uow).claim(visit)
            care = Care(patient_id=visit.patient_id, provider_id=visit.provider_id, since=uow.at)
            CareRelations(uow).ensure(care)
    except Conflict:
        return _after_losing(uow, wish, provider, first)
    return visit


def cancel(uow: UnitOfWork, patient_id: str, appointment_id: str, reason: str) -> Appointment:
    """Call a visit off and give its time back, together.

    Raises `Conflict` if it is cancelled already, too late to cancel, or changed meanwhile.
    """
    visits = Appointments(uow)
    visit = visits.get(patient_id, appointment_id)
    if visit.status is Status.CANCELLED:
        raise Conflict(ALREADY)
    called_off = visit.cancelled(by=uow.actor.user_id, at=uow.at, reason=reason or None)
    day = Days(uow).get(visit.provider_id, visit.local_date)
    with uow:
        saved = visits.save(called_off, "CANCEL_APPOINTMENT")
        if Days(uow).holds(day, visit):  # a visit that was put beside another one holds no time
            Days(uow).release(visit)
    return saved


def _slots(provider: Provider, days: Iterable[Day], minutes: int, now: datetime) -> list[Slot]:
    return [slot for day in days for slot in free_on(provider, day, minutes, now).slots]


def _refused(message: str, slots: list[Slot], wish: Wish) -> Conflict:
    return Conflict(message, alternatives=tuple(nearest(slots, wish.starts_at, ALTERNATIVES)))


def _same_or_conflict(earlier: list[Appointment], wish: Wish) -> Appointment:
    """The visit an earlier press of the same form booked, or the refusal to book a second one."""
    for visit in earlier:
        same = visit.starts_at == wish.starts_at and visit.provider_id == wish.provider_id
        if same and visit.is_live:
            return visit
    raise Conflict(USED)


def _after_losing(uow: UnitOfWork, wish: Wish, provider: Provider, first: date) -> Appointment:
    """Our own visit if the same press was stored after all, else who lost is told what is free."""
    earlier, days = side_by_side(
        lambda: Appointments(uow).known(wish.patient_id, wish.appointment_id),
        lambda: days_from(uow, wish.provider_id, first),
    )
    if earlier:
        return _same_or_conflict(earlier, wish)
    raise _refused(TAKEN, _slots(provider, days, wish.minutes, uow.at), wish)


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
