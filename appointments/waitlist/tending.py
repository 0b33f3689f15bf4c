"""Looking after offers: those that lapsed go on to the next in line, the others are put away."""

from collections import Counter
from collections.abc import Callable
from contextlib import closing
from datetime import date

from appointments.booking.opened_slots import OpenedSlots
from appointments.outbox.models import OFFERED
from appointments.outbox.repository import Outbox
from appointments.visits.repository import Days
from appointments.waitlist.models import (
    MOST_ASKED,
    EntryStatus,
    Offer,
    OfferAnswer,
    OfferStatus,
    WaitlistEntry,
    held_until,
    is_quiet,
)
from appointments.waitlist.offering import (
    TRIES,
    first_in_line,
    offer_time,
    read_slot,
    stage_offer,
    visits_of,
)
from appointments.waitlist.placing import OfferedSlot
from appointments.waitlist.repository import Entries, Offers
from medisecure.audit.actions import Action
from medisecure.dynamodb.unit_of_work import UnitOfWork
from medisecure.errors import Conflict

Begin = Callable[[], UnitOfWork]


def tend(begin: Begin) -> Counter[str]:
    """Offer what came free and was not offered, pass on what lapsed, end what is past; how many.

    What a request does right after a cancellation is made up for here if it could not be done.
    """
    done: Counter[str] = Counter()
    with closing(begin()) as uow:
        freed, offers = OpenedSlots(uow).due(), Offers(uow).due()
    for each in freed:
        with closing(begin()) as uow:
            done["offered"] += offer_time(uow, each) is not None
    for offer in offers:
        with closing(begin()) as uow:
            done["passed on"] += look_after(uow, offer.provider_id, offer.offer_id) is not None
    with closing(begin()) as uow:
        done["lapsed"] += end_past_entries(uow)
    return +done


def look_after(uow: UnitOfWork, provider_id: str, offer_id: str) -> Offer | None:
    """Do for one offer what there is to do at this moment; the next offer if it was passed on."""
    for _ in range(TRIES):
        offer = Offers(uow).get(provider_id, offer_id)
        if offer.settled or (offer.stands_at(uow.at) and not offer.is_declined):
            return None
        if offer.status is OfferStatus.OPEN and is_quiet(uow.at):
            return None  # nobody is asked at night; in the morning it is the next one's turn
        try:
            if offer.status is OfferStatus.OPEN:
                return pass_on(uow, offer)
            with uow:
                put_away(uow, offer, offer.status)
        except Conflict:  # it was answered meanwhile, or somebody left the list
            continue
        return None
    return None


def pass_on(uow: UnitOfWork, offer: Offer) -> Offer | None:
    """End an offer nobody took; its time is held for the next in line, or given back."""
    slot = read_slot(uow, offer.span, (offer.offer_id,))
    before = [*(offer.before or ()), *(each.entry_id for each in offer.asked)]
    until = held_until(offer.starts_at, uow.at)
    left_by = offer.left_by
    chosen = first_in_line(uow, slot, MOST_ASKED, but_not=before, left_by=left_by) if until else []
    with uow:
        put_away(uow, offer, OfferStatus.LAPSED)
        if until and chosen:
            return stage_offer(uow, slot, chosen, until, before, left_by=left_by)
        give_back(uow, offer, slot)
    return None


def withdraw(uow: UnitOfWork, provider_id: str, offer_id: str) -> None:
    """Take an offer back and free its time; one that is over is left as it is."""
    for _ in range(TRIES):
        offer = Offers(uow).get(provider_id, offer_id)
        if offer.status is not OfferStatus.OPEN:
            return
        slot = read_slot(uow, offer.span, (offer.offer_id,))
        try:
            with uow:
                put_away(uow, offer, OfferStatus.WITHDRAWN)
                give_back(uow, offer, slot)
        except Conflict:
            continue
        return
    raise Conflict


def put_away(uow: UnitOfWork, offer: Offer, status: OfferStatus) -> None:
    """Stage the end of an offer: those it was for are back in line, no message about it goes out.

    Entries that no longer point to it (served, withdrawn, declined) stay as they are.
    """
    wanted = [(each.patient_id, each.entry_id) for each in offer.asked]
    for entry in Entries(uow).as_they_are(wanted):
        if entry.offered and entry.offered.offer_id == offer.offer_id and entry.waits:
            Entries(uow).save(entry.back_in_line(uow.at), Action.END_OFFER)
    for each in offer.asked:
        if each.answer is not OfferAnswer.TOOK:
            Outbox(uow).take_back(each.patient_id, each.appointment_id, OFFERED)
    Offers(uow).save(offer.closed(status, uow.at), Action.END_OFFER)


def give_back(uow: UnitOfWork, offer: Offer, slot: OfferedSlot) -> None:
    """Stage that whatever the offer still holds is free."""
    Days(uow).release_holds(slot.days, offer.offer_id)


def end_past_entries(uow: UnitOfWork) -> int:
    """Take those off the list who cannot be served any more; how many."""
    today, cursor, ended = uow.today, "", 0
    while True:
        page = Entries(uow).everybody(cursor)
        waiting = [each for each in page.items if each.status is EntryStatus.WAITING]
        for entry in _past(uow, waiting, today):
            try:
                with uow:
                    Entries(uow).save(
                        entry.ended(EntryStatus.LAPSED, uow.at), Action.LAPSE_WAITLIST
                    )
            except Conflict:  # changed just now: it is looked at again the next time
                continue
            ended += 1
        cursor = page.next_cursor
        if not cursor:
            return ended


def _past(uow: UnitOfWork, entries: list[WaitlistEntry], today: date) -> list[WaitlistEntry]:
    """Those whose last day is over, or whose visit cannot be moved any more."""
    found = zip(entries, visits_of(uow, entries), strict=True)
    return [
        entry
        for entry, visit in found
        if entry.latest < today
        or (
            entry.moves
            and (visit is None or not visit.status.is_movable or visit.starts_at <= uow.at)
        )
    ]
