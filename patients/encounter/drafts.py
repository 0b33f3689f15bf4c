"""Keeping a draft: one transaction a save, and never over what another window stored."""

from dataclasses import dataclass, replace

from medisecure.audit.actions import Action
from medisecure.dynamodb.unit_of_work import UnitOfWork
from medisecure.errors import Conflict
from patients.encounter.models import Draft, DraftConflict, Sent
from patients.encounter.repository import Drafts


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftKey:
    """Where a note is kept: whose, by whom, about what."""

    patient_id: str
    provider_id: str
    subject: str


def draft_at(uow: UnitOfWork, key: DraftKey) -> Draft | None:
    """What the actor has written there and not signed."""
    return Drafts(uow).of(key.patient_id, key.provider_id, key.subject)


def save(uow: UnitOfWork, key: DraftKey, sent: Sent, stored: Draft | None) -> Draft | None:
    """Store what a window sent, after `stored` was read; None if there is nothing to store.

    Raises `DraftConflict` with what stands there if another window was first. Own transaction.
    """
    if stored is None and not sent.typed:
        return None
    try:
        with uow:
            return stage(uow, key, sent, stored)
    except DraftConflict:
        raise
    except Conflict:  # between the reading and the writing; what is there now decides
        now = draft_at(uow, key)
        if now is None or now == stored:
            raise
        return save(uow, key, sent, now)


def stage(uow: UnitOfWork, key: DraftKey, sent: Sent, stored: Draft | None) -> Draft:
    """The same inside an open transaction."""
    drafts = Drafts(uow)
    if stored is None:
        if sent.seen:  # it was there: signed or thrown away in another window
            raise DraftConflict(None)
        begun = Draft(
            patient_id=key.patient_id, provider_id=key.provider_id, subject=key.subject,
            record_id=sent.record_id, typed=dict(sent.typed), tab=sent.tab, step=sent.step,
            created_at=uow.at, updated_at=uow.at,
        )  # fmt: skip
        drafts.add(begun, Action.SAVE_DRAFT)
        return begun
    said = stored.saying(sent, uow.at)
    if said is stored or said.typed == stored.typed:
        return stored
    return drafts.save(said, Action.SAVE_DRAFT)


def discard(uow: UnitOfWork, stored: Draft) -> None:
    """Throw the draft away. Own transaction; `Conflict` if another window has stored since."""
    with uow:
        Drafts(uow).remove(stored, Action.DISCARD_DRAFT)


def rewritten(sent: Sent, typed: dict[str, str]) -> Sent:
    """The same window's words after one of its buttons changed them."""
    return replace(sent, typed=typed)
