"""Documents that are photos of patients, for whoever takes them away and reads no others."""

from documents.models import Document
from documents.repository import DOCUMENT
from medisecure.dynamodb.item_type import ItemType
from medisecure.dynamodb.repository import Repository

PHOTO = ItemType("photo", Document, DOCUMENT.key, DOCUMENT.indexes, "DOCUMENT")


class Photos(Repository[Document]):
    """Photos of patients as they are filed."""

    item_type = PHOTO

    def get(self, patient_id: str, document_id: str) -> Document:
        return self._first(patient_id=patient_id, document_id=document_id)
