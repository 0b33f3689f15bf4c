"""Giving a file out: only a checked one, only to who may have it, and never without a trace."""

from documents.models import Document
from documents.repository import DOCUMENT, Documents
from medisecure.audit.actions import Action
from medisecure.dynamodb.unit_of_work import UnitOfWork


def release(uow: UnitOfWork, patient_id: str, document_id: str) -> Document:
    """The document whose file may now be given to the actor; the download is remembered.

    `NotFound` or `AccessDenied` for a document that is not there, not verified or not theirs.
    """
    document = Documents(uow).get(patient_id, document_id)
    uow.permit(DOCUMENT, document, "download", Action.DOWNLOAD_DOCUMENT)
    return document
