"""Archiving, bringing back, moving, holding, and disposal by two people.

Nothing is archived, moved or disposed of while a legal hold keeps it. Each deed says why.
"""

from dataclasses import replace
from datetime import date
from typing import Any

from documents.keeping import NOTHING, Keeping, LifeEvent
from documents.life.repository import Lives
from documents.models import Change, Document, DocumentInfo, FileInfo, Status
from documents.repository import DOCUMENT, Documents
from medisecure.audit.actions import Action
from medisecure.dynamodb.item_type import ItemType
from medisecure.dynamodb.unit_of_work import UnitOfWork
from medisecure.errors import Conflict, Invalid
from medisecure.errors import gettext_noop as _

REASON_LENGTH = 500
ACTIONS = {
    LifeEvent.HELD: Action.HOLD_DOCUMENT, LifeEvent.RELEASED: Action.LIFT_HOLD,
    LifeEvent.PROPOSED: Action.PROPOSE_DISPOSAL, LifeEvent.DECLINED: Action.DECLINE_DISPOSAL,
    LifeEvent.AGREED: Action.AGREE_DISPOSAL,
}  # fmt: skip
HELD = _("A legal hold keeps this document: nothing can be done to it until the hold is lifted.")
OVER = _("This was done already.")
NOT_DUE = _("The time of this document is not over yet.")
SAME_PERSON = _("Somebody else has to agree: whoever proposed it cannot.")
REASON_NEEDED = _("Say why.")
LONG = _("This is too long.")
A_PHOTO = _("This is the patient's photo. Replace or remove it on the photo page.")
SAME_PATIENT = _("This is the patient it is filed for now.")


def archive(uow: UnitOfWork, document: Document, reason: str) -> Document:
    """Take it out of the chart without losing it. Own transaction."""
    _free(document)
    _no_photo(document)
    if document.status is not Status.ACTIVE:
        raise Conflict(OVER)
    after = _after(uow, document, LifeEvent.ARCHIVED, reason, status=Status.ARCHIVED)
    with uow:
        return Documents(uow).save(after, Action.ARCHIVE_DOCUMENT)


def restore(uow: UnitOfWork, document: Document, reason: str) -> Document:
    """Bring an archived one back into the chart. Own transaction."""
    _no_photo(document)
    if document.status is not Status.ARCHIVED:
        raise Conflict(OVER)
    after = _after(uow, document, LifeEvent.RESTORED, reason, status=Status.ACTIVE)
    with uow:
        return Documents(uow).save(after, Action.RESTORE_DOCUMENT)


def moved(
    uow: UnitOfWork,
    document: Document,
    patient_id: str,
    reason: str,
    *,
    filed: ItemType[Document] = DOCUMENT,
) -> Document:
    """Stage taking it out of one patient's record and into another's, inside `with uow:`.

    Both have their entry of the trail; `AccessDenied` unless the actor may write in both records,
    or `filed` it. What it belonged to in the first record it belongs to no more.
    """
    _free(document)
    _no_photo(document)
    if patient_id == document.patient_id:
        raise Invalid({"patient": SAME_PATIENT})
    after = _after(
        uow, document, LifeEvent.MOVED, reason, patient_id=patient_id, record_id=None,
        appointment_id=None, version=document.version + 1,
    )  # fmt: skip
    uow.remove(filed, document, Action.MOVE_DOCUMENT)
    uow.add(filed, after, Action.RECEIVE_DOCUMENT)
    return after


def hold(uow: UnitOfWork, document: Document, reason: str) -> Document:
    """Set a legal hold: nothing ends while it lasts. Own transaction."""
    if document.keeping.is_held or document.status is Status.DISPOSED:
        raise Conflict(OVER)
    keeping = replace(document.keeping, held_by=uow.actor.user_id, held_at=uow.at)
    return _kept(uow, document, keeping, LifeEvent.HELD, reason)


def lift(uow: UnitOfWork, document: Document, reason: str) -> Document:
    """Lift the hold; what was proposed before it has to be proposed anew. Own transaction."""
    if not document.keeping.is_held:
        raise Conflict(OVER)
    keeping = replace(NOTHING, due_on=document.keeping.due_on)
    return _kept(uow, document, keeping, LifeEvent.RELEASED, reason)


def propose(uow: UnitOfWork, document: Document, reason: str) -> Document:
    """The first of two people wants it disposed of. Own transaction."""
    _free(document)
    if document.status is Status.ACTIVE:
        _no_photo(document)
    keeping = document.keeping
    if keeping.due_on is None:
        raise Conflict(NOT_DUE)
    if keeping.proposed_at:
        raise Conflict(OVER)
    keeping = replace(keeping, proposed_by=uow.actor.user_id, proposed_at=uow.at)
    return _kept(uow, document, keeping, LifeEvent.PROPOSED, reason)


def decline(uow: UnitOfWork, document: Document, reason: str) -> Document:
    """It is kept after all; it stays due. Own transaction."""
    if not document.keeping.proposed_at:
        raise Conflict(OVER)
    keeping = replace(NOTHING, due_on=document.keeping.due_on)
    return _kept(uow, document, keeping, LifeEvent.DECLINED, reason)


def agree(uow: UnitOfWork, document: Document, reason: str) -> Document:
    """The second of two people agrees; the keeper's command does it. Own transaction."""
    _free(document)
    keeping = document.keeping
    if not keeping.proposed_at or keeping.agreed_at or keeping.due_on is None:
        raise Conflict(OVER)
    if keeping.proposed_by == uow.actor.user_id:
        raise Conflict(SAME_PERSON)
    keeping = replace(keeping, agreed_by=uow.actor.user_id, agreed_at=uow.at)
    return _kept(uow, document, keeping, LifeEvent.AGREED, reason)


def note_due(uow: UnitOfWork, document: Document, due_on: date | None) -> bool:
    """Note that its time is over, or that it is not any more; whether that changed anything."""
    if document.keeping.due_on == due_on:
        return False
    held = document.keeping
    keeping = replace(NOTHING, due_on=due_on, held_by=held.held_by, held_at=held.held_at)
    with uow:
        Lives(uow).save(replace(document, keeping=keeping), Action.REVIEW_RETENTION)
    return True


def entomb(uow: UnitOfWork, document: Document) -> Document:
    """What is left once the file is gone: its kind, its digest, its dates, and who agreed.

    `Conflict` if it is held, or nobody agreed. Own transaction.
    """
    _free(document)
    if not document.keeping.agreed_at:
        raise Conflict(NOT_DUE)
    file = document.file_info
    done = Change(deed=LifeEvent.DISPOSED, by=uow.actor.user_id, at=uow.at)
    deeds = [replace(each, before=None, level_before=None) for each in document.changes]
    after = replace(
        document, status=Status.DISPOSED, record_id=None, changes=[*deeds, done],
        updated_at=uow.at, document_info=DocumentInfo(type=document.document_type),
        file_info=FileInfo(s3_bucket=file.s3_bucket, s3_key="", checksum=file.checksum),
    )  # fmt: skip
    with uow:
        return Lives(uow).save(after, Action.DISPOSE_DOCUMENT)


def _free(document: Document) -> None:
    if document.keeping.is_held:
        raise Conflict(HELD)
    if document.status is Status.DISPOSED:
        raise Conflict(OVER)


def _no_photo(document: Document) -> None:
    """The profile names it: what ends here would still be looked for there."""
    if document.is_photo:
        raise Conflict(A_PHOTO)


def _after(
    uow: UnitOfWork, document: Document, deed: LifeEvent, reason: str, **now: Any
) -> Document:
    if not reason.strip():
        raise Invalid({"reason": REASON_NEEDED})
    if len(reason) > REASON_LENGTH:
        raise Invalid({"reason": LONG})
    change = Change(deed=deed, by=uow.actor.user_id, at=uow.at, reason=reason.strip())
    return document.changed(change, **now)


def _kept(
    uow: UnitOfWork, document: Document, keeping: Keeping, deed: LifeEvent, reason: str
) -> Document:
    after = _after(uow, document, deed, reason, keeping=keeping)
    with uow:
        return Lives(uow).save(after, ACTIONS[deed])
