"""Where the entries of the chart are kept."""

from medisecure.dynamodb import keys
from medisecure.dynamodb.item_type import ItemType
from medisecure.dynamodb.query import Query
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
# The same items as their authors may change them.
OWN_RECORD = ItemType("own_record", Record, RECORD.key, RECORD.indexes, "RECORD")


class Records(Repository[Record]):
    """A patient's chart, entry by entry."""

    item_type = RECORD

    def get(self, patient_id: str, record_id: str) -> Record:
        return self._first(patient_id=patient_id, record_id=record_id)

    def known(self, patient_id: str, record_id: str) -> list[Record]:
        """Whatever is stored under this entry's id just now; empty if nothing is."""
        start = keys.RECORD.start(patient_id=patient_id, record_id=record_id)
        return self._page(Query(pattern=keys.RECORD, start=start, limit=1, consistent=True)).items

    def latest(self, patient_id: str, limit: int = 25, cursor: str = "") -> Page[Record]:
        """The newest entries first; a page costs the same however long the chart is."""
        return self._latest(keys.RECORD_TIMELINE, limit, cursor, patient_id=patient_id)


class OwnRecords(Repository[Record]):
    """Entries that the actor wrote."""

    item_type = OWN_RECORD

    def get(self, patient_id: str, record_id: str) -> Record:
        """The entry; `AccessDenied` for anybody but its author."""
        return self._first(patient_id=patient_id, record_id=record_id)
