"""Asking for everything that is kept of a patient, and fetching it, once."""

from collections.abc import Callable

from documents.archives.models import ArchiveRequest
from documents.archives.repository import Archives
from medisecure.audit.actions import Action
from medisecure.dynamodb.unit_of_work import UnitOfWork
from medisecure.errors import Conflict
from medisecure.errors import gettext_noop as _

UNDER_WAY = _("An archive is being prepared already. It will be here soon.")


def ask(uow: UnitOfWork, patient_id: str, archive_id: str) -> ArchiveRequest:
    """Store the request; `Conflict` while another of this person is under way, or sent before."""
    own_requests = [each for each in Archives(uow).latest(patient_id) if _is_own(uow, each)]
    if any(each.is_under_way for each in own_requests):
        raise Conflict(UNDER_WAY)
    archive_request = ArchiveRequest(
        archive_id=archive_id, patient_id=patient_id, asked_by=uow.actor.user_id, asked_at=uow.at
    )
    with uow:
        Archives(uow).add(archive_request, Action.ASK_ARCHIVE)
    return archive_request


def hand_over(
    uow: UnitOfWork, patient_id: str, archive_id: str, link_of: Callable[[ArchiveRequest], str]
) -> str:
    """A link to the archive, which may be given out from now on, and only this one.

    The link is made first: where there is none, the archive was not given out. `Conflict` if it was
    before, is not ready or has run out; whoever did not ask is refused.
    """
    archive_request = Archives(uow).get(patient_id, archive_id)
    after, link = archive_request.fetched(uow.at), link_of(archive_request)
    with uow:
        Archives(uow).save(after, Action.FETCH_ARCHIVE)
    return link


def _is_own(uow: UnitOfWork, archive_request: ArchiveRequest) -> bool:
    return archive_request.asked_by == uow.actor.user_id
