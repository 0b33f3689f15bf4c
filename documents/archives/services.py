"""Asking for everything that is kept of a patient, and fetching it, once."""

from documents.archives.models import ArchiveRequest
from documents.archives.repository import Archives
from medisecure.audit.actions import Action
from medisecure.dynamodb.unit_of_work import UnitOfWork
from medisecure.errors import Conflict
from medisecure.errors import gettext_noop as _

UNDER_WAY = _("An archive is being prepared already. It will be here soon.")


def ask(uow: UnitOfWork, patient_id: str, archive_id: str) -> ArchiveRequest:
    """Store the wish; `Conflict` while another of the same person is under way, or sent before."""
    mine = [each for each in Archives(uow).latest(patient_id) if _is_own(uow, each)]
    if any(each.is_under_way for each in mine):
        raise Conflict(UNDER_WAY)
    wish = ArchiveRequest(
        archive_id=archive_id, patient_id=patient_id, asked_by=uow.actor.user_id, asked_at=uow.at
    )
    with uow:
        Archives(uow).add(wish, Action.ASK_ARCHIVE)
    return wish


def hand_over(uow: UnitOfWork, patient_id: str, archive_id: str) -> ArchiveRequest:
    """The archive whose link may now be given out, which is noted first: it is given out once.

    `Conflict` if it was before, is not ready or has run out; whoever did not ask is refused.
    """
    wish = Archives(uow).get(patient_id, archive_id)
    after = wish.fetched(uow.at)
    with uow:
        return Archives(uow).save(after, Action.FETCH_ARCHIVE)


def _is_own(uow: UnitOfWork, wish: ArchiveRequest) -> bool:
    return wish.asked_by == uow.actor.user_id
