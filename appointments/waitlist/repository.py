"""Where places on the waitlist and offered times are kept."""

from collections.abc import Iterable

from appointments.booking.opened_slots import DUE
from appointments.waitlist.models import OPEN, Offer, WaitlistEntry
from medisecure.dynamodb import keys
from medisecure.dynamodb.item_type import ItemType, Trace
from medisecure.dynamodb.query import Query
from medisecure.dynamodb.repository import Repository
from medisecure.dynamodb.unit_of_work import Page
from medisecure.errors import NotFound

WAITLIST = ItemType(
    "waitlist",
    WaitlistEntry,
    keys.WAITLIST,
    (keys.WAITLIST_QUEUE, keys.WAITLIST_ALL),
    "WAITLIST",
    Trace.QUESTION,
)
OFFER = ItemType("offer", Offer, keys.OFFER, (keys.OFFER_DUE,), "OFFER", Trace.NONE)
A_PAGE = 200


class Entries(Repository[WaitlistEntry]):
    """Places on the waitlist."""

    item_type = WAITLIST

    def get(self, patient_id: str, entry_id: str) -> WaitlistEntry:
        """One place as it stands now; `NotFound` if there never was one."""
        return self._get(patient_id=patient_id, entry_id=entry_id, consistent=True)

    def find(self, patient_id: str, entry_id: str) -> list[WaitlistEntry]:
        """The place under that id if there ever was one."""
        try:
            return [self.get(patient_id, entry_id)]
        except NotFound:
            return []

    def of_patient(self, patient_id: str) -> list[WaitlistEntry]:
        """All of a patient's places, also those that are over, as they stand now."""
        start = keys.WAITLIST.start(patient_id=patient_id)
        query = Query(pattern=keys.WAITLIST, start=start, limit=A_PAGE, consistent=True)
        return self._all(query)

    def in_queue(self, queue: str) -> list[WaitlistEntry]:
        """Who waits for one doctor or group, in order."""
        return self._in_order(keys.WAITLIST_QUEUE, queue=queue)

    def everybody(self, cursor: str = "", limit: int = 25) -> Page[WaitlistEntry]:
        """Everybody who waits, in order."""
        start = keys.WAITLIST_ALL.start(listed=OPEN)
        query = Query(pattern=keys.WAITLIST_ALL, start=start, limit=limit, newest_first=False)
        return self._page(query, cursor)

    def count(self, at_most: int) -> tuple[int, bool]:
        """How many wait, and whether there are more than that; who they are is not told."""
        start = keys.WAITLIST_ALL.start(listed=OPEN)
        return self._uow.count(
            self.item_type, Query(pattern=keys.WAITLIST_ALL, start=start, limit=at_most)
        )

    def as_they_are(self, names: Iterable[tuple[str, str]]) -> list[WaitlistEntry]:
        """Places by (patient id, entry id) as they stand now, in one round trip."""
        return self._many({"patient_id": who, "entry_id": name} for who, name in names)


class Offers(Repository[Offer]):
    """Times that are or were offered."""

    item_type = OFFER

    def get(self, provider_id: str, offer_id: str) -> Offer:
        """The offer as it stands now."""
        return self._get(provider_id=provider_id, offer_id=offer_id, consistent=True)

    def of_entries(self, entries: Iterable[WaitlistEntry]) -> dict[str, Offer]:
        """The offers these entries point to, by offer id, as they stand now."""
        pointers = [each.offered for each in entries if each.offered]
        found = self._many(
            {"provider_id": each.provider_id, "offer_id": each.offer_id} for each in pointers
        )
        return {each.offer_id: each for each in found}

    def due(self) -> list[Offer]:
        """Those that stand or were not put away yet, the first to lapse first."""
        return self._in_order(keys.OFFER_DUE, due=DUE)
