"""Documents for those who watch over their end, and see nothing of what is in them."""

from documents.keeping import Queue
from documents.models import Document
from documents.repository import DOCUMENT
from medisecure.dynamodb import keys
from medisecure.dynamodb.item_type import ItemType
from medisecure.dynamodb.query import Query
from medisecure.dynamodb.repository import Repository
from medisecure.dynamodb.unit_of_work import Page

AT_ONCE = 100
# The same items under a name of their own in the policy: their pages show dates, never contents.
DOCUMENT_LIFE = ItemType("document_life", Document, DOCUMENT.key, DOCUMENT.indexes, "DOCUMENT")


class Lives(Repository[Document]):
    """Documents, as far as their keeping is concerned."""

    item_type = DOCUMENT_LIFE

    def get(self, patient_id: str, document_id: str) -> Document:
        return self._first(patient_id=patient_id, document_id=document_id)

    def of_patient(self, patient_id: str, cursor: str = "") -> Page[Document]:
        """A patient's documents, the newest first."""
        return self._latest(keys.DOCUMENT_TIMELINE, 25, cursor, patient_id=patient_id)

    def in_queue(self, queue: Queue, cursor: str = "") -> Page[Document]:
        """What waits for the same, the oldest first."""
        start = keys.DOCUMENT_QUEUE.start(queue=queue.value)
        query = Query(pattern=keys.DOCUMENT_QUEUE, start=start, newest_first=False)
        return self._page(query, cursor)

    def filed_until(self, document_type: str, until: str, cursor: str = "") -> Page[Document]:
        """All of one kind that were filed before an instant (UTC text), the oldest first."""
        pattern = keys.DOCUMENT_BY_TYPE_3
        start = pattern.start(document_type=document_type)
        query = Query(
            pattern=pattern, start=start | {pattern.sk_name: "0"}, until=until, limit=AT_ONCE,
            newest_first=False,
        )  # fmt: skip
        return self._page(query, cursor)
