"""Where the entries of the chart are kept."""

from medisecure.dynamodb import keys
from medisecure.dynamodb.item_type import ItemType
from medisecure.dynamodb.repository import Repository
from medisecure.dynamodb.unit_of_work import Page
from patients.records.models import Record

RECORD = ItemType(
    "record",
    Record,
    keys.RECORD,
    (keys.RECORD_BY_PROVIDER, keys.RECORD_BY_TYPE, keys.RECORD_TIMELINE),
    "RECORD",
)


class Records(Repository[Record]):
    """A patient's chart, entry by entry."""

    item_type = RECORD

    def get(self, patient_id: str, record_id: str) -> Record:
        return self._first(patient_id=patient_id, record_id=record_id)

    def latest(self, patient_id: str, limit: int = 25, cursor: str = "") -> Page[Record]:
        """The newest entries first; a page costs the same however long the chart is."""
        return self._latest(keys.RECORD_TIMELINE, limit, cursor, patient_id=patient_id)
