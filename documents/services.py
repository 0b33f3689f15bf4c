"""Giving a file out: only a checked one, only to who may have it, and never without a trace."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

import structlog

from documents.models import Document, Status, Verification
from documents.repository import DOCUMENT, Documents, StoredFiles
from medisecure import document_store
from medisecure.audit.actions import Action
from medisecure.document_store import digest_of, summed
from medisecure.dynamodb.unit_of_work import UnitOfWork
from medisecure.errors import Conflict

ALTERED = "ALTERED"
log = structlog.get_logger()


def release(uow: UnitOfWork, patient_id: str, document_id: str) -> Document:
    """The document whose file may now be given to the actor; the download is remembered.

    `NotFound` or `AccessDenied` for a document that is not there, not verified or not theirs.
    """
    document = Documents(uow).get(patient_id, document_id)
    uow.permit(DOCUMENT, document, "download", Action.DOWNLOAD_DOCUMENT)
    return document


def to_view(uow: UnitOfWork, document: Document) -> None:
    """Leave to show a page of a document that was read here; the look is remembered.

    `AccessDenied` for one that is not verified or not theirs.
    """
    uow.permit(DOCUMENT, document, "view", Action.VIEW_DOCUMENT)


def matches_checksum(document: Document, held: Iterable[bytes] | None = None) -> bool:
    """Whether the stored bytes are those that were checked; of others nothing is claimed.

    `held` are the bytes where they were read already. `Unavailable` where the file is not there.
    """
    file = document.file_info
    if not document.is_summed:
        return True
    found = digest_of(file.s3_key, file.s3_version) if held is None else summed(held)
    return found == (file.file_size, file.checksum)


def read_once(document: Document, most: int) -> tuple[list[bytes], bool]:
    """The stored bytes, and whether they are those that were checked, out of one reading.

    Of a file of more than `most` bytes a little more than these are handed on; all are summed.
    `Missing` or `Unavailable` where the file is not there.
    """
    file, kept = document.file_info, list[bytes]()

    def passing() -> Iterator[bytes]:
        size = 0
        for piece in document_store.read_file(file.s3_key, file.s3_version):
            if size <= most:
                kept.append(piece)
            size += len(piece)
            yield piece

    found = summed(passing())
    is_right = not document.is_summed or found == (file.file_size, file.checksum)
    return kept, is_right


def hold_back_altered(uow: UnitOfWork, document: Document) -> None:
    """Mark a document whose file was changed behind our back: nobody opens it any more."""
    log.error("a file is not the one that was checked", item=document.document_id)
    kept = StoredFiles(uow)
    found = kept.get(document.patient_id, document.document_id)
    told = replace(found.verification or Verification(checked_at=uow.at), finding=ALTERED)
    try:
        with uow:
            kept.save(
                replace(found, status=Status.QUARANTINED, verification=told, updated_at=uow.at),
                Action.FIND_ALTERED,
            )
    except Conflict:  # somebody else has found it in the same moment
        return
