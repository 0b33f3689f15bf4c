"""Where a patient's documents are kept; the files themselves lie in S3."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial

from documents.models import Document, ListedDocument
from medisecure.dynamodb import keys
from medisecure.dynamodb.calls.parallel import in_parallel
from medisecure.dynamodb.item_type import ItemType
from medisecure.dynamodb.query import Query
from medisecure.dynamodb.repository import Repository
from medisecure.dynamodb.unit_of_work import Page

AT_ONCE, MOST_READ = 25, 500
EARLIEST, LATEST = datetime(1900, 1, 1, tzinfo=UTC), datetime(9999, 1, 1, tzinfo=UTC)
DOCUMENT = ItemType(
    "document",
    Document,
    keys.DOCUMENT,
    (
        keys.DOCUMENT_BY_TYPE,
        keys.DOCUMENT_BY_TYPE_3,
        keys.DOCUMENT_QUEUE,
        keys.DOCUMENT_TIMELINE,
    ),
    "DOCUMENT",
)


# The same items as lists name them.
LISTED = ItemType("document", ListedDocument, keys.DOCUMENT, (), "DOCUMENT", whole=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentFilter:
    """Which of a patient's documents are looked for; empty is any."""

    type: str = ""
    category: str = ""
    provider_id: str = ""
    appointment_id: str = ""
    record_id: str = ""
    since: datetime | None = None
    until: datetime | None = None

    def fits(self, document: Document) -> bool:
        """Whether it is one of them; the period is the query's own."""
        info = document.document_info
        return all((
            self.type in ("", info.type),
            self.category in ("", info.category),
            self.provider_id in ("", document.provider_id),
            self.appointment_id in ("", document.appointment_id),
            self.record_id in ("", document.record_id),
        ))  # fmt: skip


# The same items for whoever finds that a file is not the one that was checked, and says so.
KEPT_FILE = ItemType("kept_file", Document, DOCUMENT.key, DOCUMENT.indexes, "DOCUMENT")


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

    def matching(
        self, patient_id: str, document_filter: DocumentFilter, limit: int = 25, cursor: str = ""
    ) -> Page[Document]:
        """The newest of those that fit, and where to go on.

        What a document is lies sealed, so it is read to be compared: at most `MOST_READ` of them
        for one page, which may then show fewer than there are further on.
        """
        pattern = keys.DOCUMENT_TIMELINE
        since = pattern.start(patient_id=patient_id, created_at=document_filter.since or EARLIEST)
        until = pattern.start(patient_id=patient_id, created_at=document_filter.until or LATEST)
        query = Query(pattern=pattern, start=since, until=until[pattern.sk_name], limit=AT_ONCE)
        found: list[Document] = []
        for _ in range(MOST_READ // AT_ONCE):
            page = self._page(query, cursor)
            found += [each for each in page.items if document_filter.fits(each)]
            cursor = page.next_cursor
            if not cursor or len(found) >= limit:
                break
        return Page(found, cursor)

    def of_type(self, document_type: str, limit: int = 25, cursor: str = "") -> Page[Document]:
        """All of one kind the actor may see, of whichever patient, the newest first (pattern 6)."""
        return self._latest(keys.DOCUMENT_BY_TYPE_3, limit, cursor, document_type=document_type)


class ListedDocuments(Repository[ListedDocument]):
    """A patient's documents as lists name them."""

    item_type = LISTED

    def latest(self, patient_id: str, limit: int) -> list[ListedDocument]:
        """The newest documents the actor may see."""
        return self._latest(keys.DOCUMENT_TIMELINE, limit, patient_id=patient_id).items

    def among_latest(
        self, patient_id: str, document_ids: Collection[str], limit: int
    ) -> list[ListedDocument]:
        """Of the newest documents those of these ids that the actor may see, the newest first.

        The others are not opened, and leave no trace.
        """
        pattern = keys.DOCUMENT_TIMELINE
        query = Query(pattern=pattern, start=pattern.start(patient_id=patient_id), limit=limit)
        return self._page(query, among=document_ids).items


# The same items for whoever filed one themself and reads no documents: the front desk.
ADDED_DOCUMENT = ItemType("added_document", Document, DOCUMENT.key, DOCUMENT.indexes, "DOCUMENT")


class AddedDocuments(Repository[Document]):
    """Documents the actor filed."""

    item_type = ADDED_DOCUMENT

    def get(self, patient_id: str, document_id: str) -> Document:
        return self._first(patient_id=patient_id, document_id=document_id)


class StoredFiles(Repository[Document]):
    """Documents as they are marked when their stored file was changed."""

    item_type = KEPT_FILE

    def get(self, patient_id: str, document_id: str) -> Document:
        return self._first(patient_id=patient_id, document_id=document_id)
