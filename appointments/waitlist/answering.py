"""Answering an offered time: the first to accept has it, the others keep what they have."""

from contextlib import suppress
from dataclasses import dataclass

from appointments.booking.booking import store_new
from appointments.booking.moving import store_moved
from appointments.booking.patient_limits import (
    PatientSchedule,
    VisitsAhead,
    read_visits_ahead,
    within_limits,
)
from appointments.booking.requests import known_provider
from appointments.outbox.models import OFFERED
from appointments.outbox.repository import Outbox
from appointments.scheduling.day import Day
from appointments.visits.models import Appointment
from appointments.visits.repository import Appointments, Days
from appointments.waitlist.models import (
    AskedEntry,
    EntryStatus,
    Offer,
    OfferAnswer,
    OfferStatus,
    WaitlistEntry,
)
from appointments.waitlist.offering import TRIES
from appointments.waitlist.placing import OfferedSlot, has_room, visit_there
from appointments.waitlist.repository import Entries, Offers
from medisecure.audit.actions import Action
from medisecure.dynamodb.calls.parallel import in_parallel
from medisecure.dynamodb.unit_of_work import UnitOfWork
from medisecure.errors import Conflict, NotFound, gettext_noop
from providers.directory.models import Provider
from providers.directory.repository import Providers

LOST = gettext_noop("Someone else took this time just before you.")
OVER = gettext_noop("This time is no longer held for you.")
GONE = gettext_noop("The doctor can no longer see you at this time.")
UNMOVABLE = gettext_noop(
    "Your visit can no longer be moved: it has begun, is over or is cancelled."
)
DECLINED = gettext_noop("You have already declined this time.")


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferData:
    """An offer with all that an answer to it needs, as it stands now."""

    offer: Offer
    mine: AskedEntry
    entry: WaitlistEntry
    provider: Provider
    visit: Appointment | None

    @property
    def is_mine(self) -> bool:
        """Whether this person has taken it."""
        return self.mine.answer is OfferAnswer.TOOK


def offer_data_of(
    uow: UnitOfWork, patient_id: str, provider_id: str, offer_id: str, *, visit_id: str = ""
) -> OfferData:
    """Read an offer for one of those who were asked; `NotFound` for everybody else.

    One round trip if `visit_id` is the visit it is about, as the form says; else two.
    """
    visits = Appointments(uow)
    offer: Offer
    entries: list[WaitlistEntry]
    guess: list[Appointment]
    offer, provider, entries, guess = in_parallel(
        lambda: Offers(uow).get(provider_id, offer_id),
        lambda: known_provider(uow, provider_id),
        lambda: Entries(uow).of_patient(patient_id),
        lambda: visits.find(patient_id, visit_id) if visit_id else [],
    )
    mine = offer.place_of(*uow.link_of(patient_id).ids)
    entry = next((each for each in entries if mine and each.entry_id == mine.entry_id), None)
    if mine is None or entry is None:
        raise NotFound
    if visit_id != mine.appointment_id:
        guess = visits.find(patient_id, mine.appointment_id)
    return OfferData(
        offer=offer, mine=mine, entry=entry, provider=provider, visit=next(iter(guess), None)
    )


def accept(
    uow: UnitOfWork, patient_id: str, provider_id: str, offer_id: str, *, visit_id: str = ""
) -> Appointment:
    """Take the offered time: the visit is moved there or booked, in one transaction.

    Pressed twice is pressed once. Raises `Conflict` (LOST, OVER, GONE, UNMOVABLE, DECLINED, or
    `BeyondLimits` for whoever has another visit then) with nothing changed: the visit stays where
    it is, and the place on the list as well.
    """

    def read() -> tuple[OfferData, VisitsAhead]:
        data, first = in_parallel(
            lambda: offer_data_of(uow, patient_id, provider_id, offer_id, visit_id=visit_id),
            lambda: read_visits_ahead(uow, patient_id),
        )
        return data, first

    offer_data, look = read()
    for n in range(len(offer_data.offer.asked) + TRIES):  # each of the others may answer meanwhile
        if offer_data.is_mine and offer_data.visit:
            return offer_data.visit
        try:
            check_open(uow, offer_data)
        except Conflict:
            if n:
                raise
            # Offer and place were read a moment apart: once more before anybody is told no.
            offer_data, look = read()
            continue
        slot, held, schedule = _second_look(uow, offer_data, look)
        there = visit_there(
            uow, offer_data.entry, offer_data.visit if offer_data.entry.moves else None, slot
        )
        room = has_room(uow, there, slot)
        if room:
            within_limits(uow, schedule, [there])
            with suppress(Conflict), uow:
                return _stage(uow, offer_data, there, slot, held, schedule=schedule)
        # Somebody was quicker than the look at the days, or than the write: what stands now?
        offer_data, look = read()
        if not room and offer_data.offer.stands_at(uow.at):
            raise Conflict(GONE)
    raise Conflict(OVER)


def decline(uow: UnitOfWork, patient_id: str, provider_id: str, offer_id: str) -> Offer:
    """Say no: back in line for other times. Nothing to do once the offer is over."""
    about = (uow, patient_id, provider_id, offer_id)
    offer_data = offer_data_of(*about)
    for _ in range(len(offer_data.offer.asked) + TRIES):
        offer, entry = offer_data.offer, offer_data.entry
        if offer.status is not OfferStatus.OPEN or offer_data.mine.answer is not None:
            return offer
        answered = offer.answered(offer_data.mine, OfferAnswer.DECLINED, uow.at)
        try:
            with uow:
                Offers(uow).save(answered, Action.DECLINE_OFFER)
                if _points_to(entry, offer):
                    Entries(uow).save(entry.back_in_line(uow.at), Action.DECLINE_OFFER)
                Outbox(uow).take_back(patient_id, entry.appointment_id, OFFERED)
                uow.publish(answered)
        except Conflict:
            offer_data = offer_data_of(*about)
            continue
        return answered
    raise Conflict


def check_open(uow: UnitOfWork, offer_data: OfferData) -> None:
    """`Conflict`, saying why, unless this person may take the time at this moment."""
    offer = offer_data.offer
    if offer.status is OfferStatus.TAKEN:
        raise Conflict(LOST)
    if offer_data.mine.answer is OfferAnswer.DECLINED:
        raise Conflict(DECLINED)
    if not offer.stands_at(uow.at) or not _points_to(offer_data.entry, offer):
        raise Conflict(OVER)
    visit = offer_data.visit
    movable = visit is not None and visit.status.is_movable and uow.at < visit.starts_at
    if offer_data.entry.moves and not movable:
        raise Conflict(UNMOVABLE)


def _points_to(entry: WaitlistEntry, offer: Offer) -> bool:
    return entry.waits and entry.offered is not None and entry.offered.offer_id == offer.offer_id


def _second_look(
    uow: UnitOfWork, offer_data: OfferData, look: VisitsAhead
) -> tuple[OfferedSlot, list[Day], PatientSchedule]:
    """The days of the offered time and of the present one, and the patient's schedule, at once."""
    span, visit = offer_data.offer.span, offer_data.visit
    days, held, schedule = in_parallel(
        lambda: Days(uow).several((span.provider_id, day) for day in span.cells),
        lambda: Days(uow).of_visit(visit) if visit else [],
        lambda: look.completed(uow),
    )
    holders = (offer_data.offer.offer_id,)
    slot = OfferedSlot(
        span=span, provider=offer_data.provider, days=list(days.values()), holders=holders
    )
    return slot, held, schedule


def _stage(
    uow: UnitOfWork,
    offer_data: OfferData,
    there: Appointment,
    slot: OfferedSlot,
    held: list[Day],
    *,
    schedule: PatientSchedule,
) -> Appointment:
    """Everything at once: the time, the visit, its messages, the place on the list, the offer."""
    offer, entry = offer_data.offer, offer_data.entry
    taken = offer.answered(offer_data.mine, OfferAnswer.TOOK, uow.at)
    Offers(uow).save(taken, Action.ACCEPT_OFFER)
    Entries(uow).save(entry.ended(EntryStatus.SERVED, uow.at), Action.ACCEPT_OFFER)
    Providers(uow).as_read(offer_data.provider)
    if offer_data.visit and entry.moves:
        stored = store_moved(
            uow,
            offer_data.visit,
            there,
            list(slot.days),
            held,
            schedule=schedule,
            offer=(offer.offer_id,),
        )
    else:
        stored = store_new(uow, there, slot.days, schedule, (offer.offer_id,))
    Outbox(uow).take_back(entry.patient_id, entry.appointment_id, OFFERED)
    uow.publish(taken)
    return stored
