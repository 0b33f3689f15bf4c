"""Saying anew what a document is: by whom, and with what was said before."""

from dataclasses import dataclass, replace

from documents.keeping import LifeEvent
from documents.models import Change, Document, DocumentInfo
from documents.repository import Documents
from medisecure.audit.actions import Action
from medisecure.dynamodb.unit_of_work import UnitOfWork
from medisecure.errors import Conflict
from medisecure.errors import gettext_noop as _

A_PHOTO = _("This is the patient's photo. Its details cannot be changed.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Details:
    """What somebody wants a document to be; `version` is the one they had before them."""

    info: DocumentInfo
    access_level: str
    version: int


def edit(uow: UnitOfWork, document: Document, details: Details) -> bool:
    """Store what was typed and keep what was there; whether anything differs. Own transaction.

    `Conflict` if the document changed since the form was opened.
    """
    if document.version != details.version:
        raise Conflict
    if document.is_photo:  # it is what it is, and whose profile names it sees it
        raise Conflict(A_PHOTO)
    before, level = document.document_info, document.security.access_level
    if (before, level) == (details.info, details.access_level):
        return False
    change = Change(
        deed=LifeEvent.EDITED, by=uow.actor.user_id, at=uow.at, before=before, level_before=level
    )
    after = document.changed(
        change,
        document_info=details.info,
        security=replace(document.security, access_level=details.access_level),
    )
    with uow:
        Documents(uow).save(after, Action.EDIT_DOCUMENT)
    return True
