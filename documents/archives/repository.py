"""Where requests for archives are stored."""

from documents.archives.models import ArchiveRequest
from medisecure.dynamodb import keys
from medisecure.dynamodb.item_type import ItemType, Trace
from medisecure.dynamodb.query import Query
from medisecure.dynamodb.repository import Repository

ARCHIVE = ItemType(
    "archive", ArchiveRequest, keys.ARCHIVE, (keys.ARCHIVES_DUE,), "ARCHIVE", Trace.NONE
)
MOST = 10


class Archives(Repository[ArchiveRequest]):
    """Requests for archives."""

    item_type = ARCHIVE

    def get(self, patient_id: str, archive_id: str) -> ArchiveRequest:
        return self._get(patient_id=patient_id, archive_id=archive_id, consistent=True)

    def latest(self, patient_id: str) -> list[ArchiveRequest]:
        """The newest few of a patient, as they stand now."""
        start = keys.ARCHIVE.start(patient_id=patient_id)
        query = Query(pattern=keys.ARCHIVE, start=start, limit=MOST, consistent=True)
        return self._page(query).items

    def waiting(self) -> list[ArchiveRequest]:
        """Those still to be prepared, the longest waiting first."""
        return self._in_order(keys.ARCHIVES_DUE, queue="WAITING")
