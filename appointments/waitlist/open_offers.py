"""The offered times a patient can take at this moment, for the pages they look at first."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from appointments.waitlist.models import Offer, WaitlistEntry
from appointments.waitlist.repository import Offers
from medisecure.dynamodb.unit_of_work import UnitOfWork
from providers.directory.models import Provider


@dataclass(frozen=True, slots=True)
class NamedOffer:
    """An offered time and the doctor's name; empty if nobody knows it any more."""

    offer: Offer
    doctor: str


def open_offers(uow: UnitOfWork, entries: Iterable[WaitlistEntry]) -> list[Offer]:
    """The offers these entries point to that their patient can take, the soonest to lapse first."""
    pointing = [
        each for each in entries
        if each.waits and each.offered and uow.at < each.offered.held_until
    ]  # fmt: skip
    offers = Offers(uow).of_entries(pointing) if pointing else {}
    found = []
    for entry in pointing:
        offer = offers.get(entry.offered.offer_id) if entry.offered else None
        mine = offer.place_of(entry.patient_id) if offer else None
        if offer and mine and mine.answer is None and offer.stands_at(uow.at):
            found.append(offer)
    return sorted(found, key=lambda each: each.held_until)


def named(offers: Iterable[Offer], doctors: Mapping[str, Provider]) -> list[NamedOffer]:
    """The same with their doctors' names."""
    known = {name: each.display_name for name, each in doctors.items()}
    return [NamedOffer(each, known.get(each.provider_id, "")) for each in offers]
