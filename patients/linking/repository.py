"""Where joinings of records are kept."""

from medisecure.dynamodb import keys
from medisecure.dynamodb.item_type import ItemType
from medisecure.dynamodb.query import Query
from medisecure.dynamodb.repository import Repository
from patients.linking.models import OPEN, Merge

MERGE = ItemType("merge", Merge, keys.MERGE, (keys.MERGES_DUE,), "MERGE")
MOST_SHOWN = 50


class Merges(Repository[Merge]):
    """Joinings, those that were undone among them."""

    item_type = MERGE

    def get(self, patient_id: str, merge_id: str) -> Merge:
        """One joining, by any id of the patient."""
        return self._get(patient_id=patient_id, merge_id=merge_id, consistent=True)

    def of(self, patient_id: str) -> list[Merge]:
        """All joinings of whoever this id is, under whichever id, the newest first."""
        start = keys.MERGE.start(patient_id=patient_id)
        query = Query(pattern=keys.MERGE, start=start, limit=MOST_SHOWN, consistent=True)
        return sorted(self._page(query).items, key=lambda each: each.merged_at, reverse=True)

    def under_way(self) -> list[Merge]:
        """Those that were stopped on their way, and those on it just now."""
        return self._in_order(keys.MERGES_DUE, due=OPEN)
