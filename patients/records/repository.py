"""Where the entries of the chart are kept."""

from datetime import UTC, datetime, timedelta

from medisecure.dynamodb import keys
from medisecure.dynamodb.gate.reading import Choice
from medisecure.dynamodb.item_type import ItemType, Trace
from medisecure.dynamodb.query import Query
from medisecure.dynamodb.repository import Repository
from medisecure.dynamodb.unit_of_work import Page
from patients.records.header import RecordHeader, RecordKind
from patients.records.models import Record

# That there is an entry, and nothing it says: what of a sensitive one other doctors may know.
SHUT = ItemType(
    "record_header", RecordHeader, keys.RECORD, (keys.RECORD_TIMELINE,), "RECORD", Trace.NONE,
    whole=False,
)  # fmt: skip
RECORD = ItemType(
    "record",
    Record,
    keys.RECORD,
    (keys.RECORD_BY_PROVIDER, keys.RECORD_BY_TYPE, keys.RECORD_TIMELINE),
    "RECORD",
    shut_as=SHUT,
)
# A sensitive entry, read by somebody who gave a reason.
SENSITIVE = ItemType("sensitive_record", Record, RECORD.key, RECORD.indexes, "RECORD")
# The same items as their authors may change them.
OWN_RECORD = ItemType("own_record", Record, RECORD.key, RECORD.indexes, "RECORD")


# The same items as far as lists of links need them: no word of the entry is opened or told.
HEADER = ItemType(
    "record", RecordHeader, keys.RECORD, (keys.RECORD_TIMELINE,), "RECORD", Trace.NONE, whole=False
)
# The same items told by kind and day: as a look at them, and without opening a word.
KIND = ItemType(
    "record", RecordKind, keys.RECORD, (keys.RECORD_TIMELINE,), "RECORD", whole=False, points=True
)
MOST_OF_A_VISIT, LATER = 20, timedelta(days=30)
NEIGHBOURS = 4  # beside the entry itself, one the reader may not open
FIRST, LAST = datetime(1, 1, 2, tzinfo=UTC), datetime(9999, 12, 1, tzinfo=UTC)


class RecordHeaders(Repository[RecordHeader]):
    """Where the entries of a chart stand."""

    item_type = HEADER

    def before(self, record: Record) -> str:
        """The id of the entry before this one in the chart; "" for the first."""
        return self._next(record, newest_first=True)

    def after(self, record: Record) -> str:
        """The id of the entry after this one in the chart; "" for the last."""
        return self._next(record, newest_first=False)

    def of_visit(self, patient_id: str, appointment_id: str, begun: datetime) -> list[RecordHeader]:
        """The entries written for a visit, as far as they are of its day or the month after."""
        pattern = keys.RECORD_TIMELINE
        since = max(begun, FIRST + LATER) - timedelta(days=1)
        start = pattern.key(patient_id=patient_id, seen_at=since)
        until = pattern.key(patient_id=patient_id, seen_at=min(begun, LAST - LATER) + LATER)
        query = Query(
            pattern=pattern, start=start, until=until[pattern.sk_name], limit=MOST_OF_A_VISIT
        )
        found = self._page(query).items
        return [each for each in found if each.appointment_id == appointment_id]

    def _next(self, record: Record, *, newest_first: bool) -> str:
        pattern, patient_id = keys.RECORD_TIMELINE, record.patient_id
        here = pattern.key(patient_id=patient_id, seen_at=record.seen_at)
        ends = pattern.start(patient_id=patient_id)
        start, until = (
            (ends, here[pattern.sk_name])
            if newest_first
            else (here, pattern.key(patient_id=patient_id, seen_at=LAST)[pattern.sk_name])
        )
        query = Query(
            pattern=pattern, start=start, until=until, limit=NEIGHBOURS, newest_first=newest_first
        )
        others = [e for e in self._page(query).items if e.record_id != record.record_id]
        return others[0].record_id if others else ""


class RecordKinds(Repository[RecordKind]):
    """Of which kind and day the entries of a chart are."""

    item_type = KIND

    def latest(self, patient_id: str, limit: int) -> list[RecordKind]:
        """The newest ones the actor may read, the newest first."""
        return self._latest(keys.RECORD_TIMELINE, limit, patient_id=patient_id).items


class ShutRecords(Repository[RecordHeader]):
    """Entries as those know of them who may not read them."""

    item_type = SHUT

    def find(self, patient_id: str, record_id: str) -> list[RecordHeader]:
        """That entry, if there is one and the actor may know of it; else none."""
        start = keys.RECORD.start(patient_id=patient_id, record_id=record_id)
        return self._page(Query(pattern=keys.RECORD, start=start, limit=1)).items


class SensitiveRecords(Repository[Record]):
    """Sensitive entries, for whoever has given a reason."""

    item_type = SENSITIVE

    def get(self, patient_id: str, record_id: str) -> Record:
        return self._first(patient_id=patient_id, record_id=record_id)


class Records(Repository[Record]):
    """A patient's chart, entry by entry."""

    item_type = RECORD

    def open_to_actor(self, patient_id: str, record_id: str) -> list[Record]:
        """That entry if the actor may read it; none, and no refusal, if not."""
        start = keys.RECORD.start(patient_id=patient_id, record_id=record_id)
        return self._page(Query(pattern=keys.RECORD, start=start, limit=1)).items

    def get(self, patient_id: str, record_id: str) -> Record:
        return self._first(patient_id=patient_id, record_id=record_id)

    def find(self, patient_id: str, record_id: str) -> list[Record]:
        """Whatever is stored under this entry's id just now; empty if nothing is."""
        start = keys.RECORD.start(patient_id=patient_id, record_id=record_id)
        return self._page(Query(pattern=keys.RECORD, start=start, limit=1, consistent=True)).items

    def latest(self, patient_id: str, limit: int = 25, cursor: str = "") -> Page[Record]:
        """The newest entries first; a page costs the same however long the chart is."""
        return self._latest(keys.RECORD_TIMELINE, limit, cursor, patient_id=patient_id)

    def chosen(self, patient_id: str, limit: int, choose: Choice) -> list[Record]:
        """Of the newest ones the actor may read those that `choose` takes, the newest first.

        It sees what stands in clear. The others are neither opened nor told to the trail.
        """
        pattern = keys.RECORD_TIMELINE
        query = Query(pattern=pattern, start=pattern.start(patient_id=patient_id), limit=limit)
        return self._page(query, choose=choose).items


class OwnRecords(Repository[Record]):
    """Entries that the actor wrote."""

    item_type = OWN_RECORD

    def get(self, patient_id: str, record_id: str) -> Record:
        """The entry; `AccessDenied` for anybody but its author."""
        return self._first(patient_id=patient_id, record_id=record_id)
