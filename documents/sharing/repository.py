"""Where shares are kept, and how one is found by its link."""

from documents.sharing.models import Share
from medisecure.dynamodb import keys
from medisecure.dynamodb.item_type import ItemType, Trace
from medisecure.dynamodb.query import Query
from medisecure.dynamodb.repository import Repository
from medisecure.dynamodb.unit_of_work import Page

SHARE = ItemType("share", Share, keys.SHARE, (keys.SHARE_BY_DIGEST,), "SHARE", Trace.NONE)


class Shares(Repository[Share]):
    """What patients show to others."""

    item_type = SHARE

    def get(self, patient_id: str, share_id: str) -> Share:
        return self._get(patient_id=patient_id, share_id=share_id, consistent=True)

    def latest(self, patient_id: str, cursor: str = "") -> Page[Share]:
        """A patient's, the newest first, as they stand now."""
        start = keys.SHARE.start(patient_id=patient_id)
        return self._page(Query(pattern=keys.SHARE, start=start, consistent=True), cursor)

    def by_digest(self, digest: str) -> Share | None:
        """The one this link leads to, as it stands now; None for any other address."""
        start = keys.SHARE_BY_DIGEST.start(digest=digest)
        found = self._page(Query(pattern=keys.SHARE_BY_DIGEST, start=start, limit=1)).items
        return self.get(found[0].patient_id, found[0].share_id) if found else None
