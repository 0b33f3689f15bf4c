"""Where what comes in is kept until it is a document, and what is still to be done with it."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from documents.intake.models import Intake, to_compare
from documents.models import Document
from documents.repository import DOCUMENT
from medisecure.clock import utc_text
from medisecure.dynamodb import keys
from medisecure.dynamodb.change import removal
from medisecure.dynamodb.item_type import ItemType, Trace
from medisecure.dynamodb.query import Query
from medisecure.dynamodb.repository import Repository
from medisecure.dynamodb.unit_of_work import Page
from medisecure.errors import NotFound

INTAKE = ItemType("intake", Intake, keys.INTAKE, (keys.INTAKES_DUE,), "INTAKE")
# The documents whose files are still to be checked, for whoever sends them.
SENT_DOCUMENT = ItemType("sent_document", Document, DOCUMENT.key, DOCUMENT.indexes, "DOCUMENT")
# How a document came, for whoever moves it to the record it belongs in.
MOVED_INTAKE = ItemType(
    "moved_intake", Intake, keys.INTAKE, (keys.INTAKES_DUE,), "INTAKE", Trace.BESIDE
)
AT_ONCE, SINCE = 25, "2020"


class Intakes(Repository[Intake]):
    """What comes in."""

    item_type = INTAKE

    def get(self, patient_id: str, intake_id: str) -> Intake:
        return self._get(patient_id=patient_id, intake_id=intake_id, consistent=True)

    def latest(self, patient_id: str, limit: int = 25, cursor: str = "") -> Page[Intake]:
        """What was sent for a patient, the newest first, as far as the actor may see it."""
        return self._latest(keys.INTAKE, limit, cursor, patient_id=patient_id)

    def plan_comparing(self, document: Document) -> None:
        """Have what is noted of a document that is brought in compared with its file."""
        self._uow.put_if_absent(self.item_type, to_compare(document, self._uow.actor, self._uow.at))

    def due(self, at: datetime) -> Iterator[Intake]:
        """What something is to be done with at that instant, the longest due first."""
        pattern, cursor = keys.INTAKES_DUE, ""
        start = {pattern.pk_name: "INTAKES#DUE", pattern.sk_name: SINCE}
        query = Query(
            pattern=pattern, start=start, until=utc_text(at), limit=AT_ONCE, newest_first=False
        )
        while True:
            page = self._page(query, cursor)
            yield from page.items
            cursor = page.next_cursor
            if not cursor:
                return


class MovedIntakes(Repository[Intake]):
    """How documents came that are moved to another record."""

    item_type = MOVED_INTAKE

    def of_document(self, patient_id: str, document_id: str) -> Intake | None:
        """How it came; None for one that came another way."""
        try:
            return self._get(patient_id=patient_id, intake_id=document_id, consistent=True)
        except NotFound:
            return None

    def follow(self, intake: Intake, patient_id: str) -> None:
        """Stage that it stands in the other patient's list and in this one's no more."""
        after = replace(intake, patient_id=patient_id, record_id=None, appointment_id=None)
        self._uow.follow(MOVED_INTAKE, intake, "write", removal(MOVED_INTAKE, intake))
        self._uow.put_if_absent(MOVED_INTAKE, after)


class SentDocuments(Repository[Document]):
    """Documents whose files are not checked yet."""

    item_type = SENT_DOCUMENT

    def get(self, patient_id: str, document_id: str) -> Document:
        return self._first(patient_id=patient_id, document_id=document_id)
