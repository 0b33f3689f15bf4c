"""Where a patient's documents are kept; the files themselves lie in S3."""

from collections.abc import Sequence
from functools import partial

from documents.models import Document
from medisecure.dynamodb import keys
from medisecure.dynamodb.item_type import ItemType
from medisecure.dynamodb.parallel import in_parallel
from medisecure.dynamodb.query import Query
from medisecure.dynamodb.repository import Repository
from medisecure.dynamodb.unit_of_work import Page

DOCUMENT = ItemType(
    "document",
    Document,
    keys.DOCUMENT,
    (keys.DOCUMENT_BY_TYPE, keys.DOCUMENT_BY_TYPE_3, keys.DOCUMENT_TIMELINE),
    "DOCUMENT",
)


class Documents(Repository[Document]):
    """A patient's documents."""

    item_type = DOCUMENT

    def get(self, patient_id: str, document_id: str) -> Document:
        return self._first(patient_id=patient_id, document_id=document_id)

    def attached(self, patient_id: str, document_ids: Sequence[str]) -> dict[str, Document]:
        """Those of the named documents the actor may see, by id; the others leave no trace."""
        starts = [keys.DOCUMENT.start(patient_id=patient_id, document_id=d) for d in document_ids]
        query = [Query(pattern=keys.DOCUMENT, start=start, limit=1) for start in starts]
        pages = in_parallel(*(partial(self._page, each) for each in query)) if query else []
        return {found.document_id: found for page in pages for found in page.items}

    def latest(self, patient_id: str, limit: int = 25, cursor: str = "") -> Page[Document]:
        """The newest documents the actor may see, a page at a time."""
        return self._latest(keys.DOCUMENT_TIMELINE, limit, cursor, patient_id=patient_id)
