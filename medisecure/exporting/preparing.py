"""Preparing the archives people asked for: one after another, each by whoever takes it first.

A worker that dies is noticed by its silence, and another one begins the archive anew. What was
written of it is not there: an archive is whole or it is not.
"""

from collections import Counter
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from typing import IO, cast

import structlog

from appointments.outbox.models import ARCHIVE_READY
from appointments.outbox.repository import Outbox
from documents.archives.models import ArchiveRequest
from documents.archives.parcels import Parcel
from documents.archives.repository import Archives
from medisecure.audit.actions import Action
from medisecure.dynamodb.calls.deadline import deadline
from medisecure.dynamodb.unit_of_work import UnitOfWork
from medisecure.errors import Conflict, MediSecureError
from medisecure.exporting.patient_archive import PatientArchive

SAID_EVERY = 20  # pages
SECONDS_EACH = 30
Begin = Callable[[], UnitOfWork]
log = structlog.get_logger()


def prepare_all(begin: Begin) -> Counter[str]:
    """Prepare whatever waits; how many of each outcome."""
    done: Counter[str] = Counter()
    with deadline(SECONDS_EACH), closing(begin()) as uow:
        waiting = Archives(uow).waiting()
    for each in waiting:
        done[prepare(begin, each)] += 1
    return done


def prepare(begin: Begin, listed: ArchiveRequest) -> str:
    """Take one request and bring it to its end; what became of it, in a word."""
    archive_request = _changed(begin, listed, _taken)
    if archive_request is None:
        return "taken"
    try:
        with Parcel(archive_request.key) as parcel:
            telling = Telling(begin, archive_request)
            own = archive_request.asked_by == archive_request.patient_id
            archive = PatientArchive(
                archive_request.patient_id, begin, telling.one_more, for_patient=own
            )
            archive.write(cast(IO[bytes], parcel))
        size = parcel.size
    except MediSecureError as problem:
        log.error("an archive was not prepared", code=type(problem).__name__)
        _changed(begin, archive_request, lambda now, _uow: now.failed())
        return "failed"
    done = _changed(begin, archive_request, lambda now, uow: now.ready(uow.at, size), tell=True)
    return "ready" if done else "lost"


def _taken(now: ArchiveRequest, uow: UnitOfWork) -> ArchiveRequest | None:
    return now.begun(uow.at) if now.is_free(uow.at) else None


@dataclass(slots=True)
class Telling:
    """Says now and then how far it is, so that people see it move and nobody takes it for dead."""

    begin: Begin
    archive_request: ArchiveRequest
    pages: int = 0

    def one_more(self) -> None:
        """One more page of the record was read."""
        self.pages += 1
        if self.pages % SAID_EVERY == 0:
            _changed(
                self.begin, self.archive_request, lambda now, uow: now.heard(uow.at, self.pages)
            )


def _changed(
    begin: Begin,
    archive_request: ArchiveRequest,
    change: Callable[[ArchiveRequest, UnitOfWork], ArchiveRequest | None],
    *,
    tell: bool = False,
) -> ArchiveRequest | None:
    """The request as it stands now, changed and stored; None if it is somebody else's by now."""
    with deadline(SECONDS_EACH), closing(begin()) as uow:
        now = Archives(uow).get(archive_request.patient_id, archive_request.archive_id)
        after = change(now, uow) if now.tries == archive_request.tries else None
        if after is None:
            return None
        try:
            with uow:
                stored = Archives(uow).save(after, Action.PREPARE_ARCHIVE)
                if tell:
                    outbox = Outbox(uow)
                    outbox.put(
                        outbox.notice(
                            ARCHIVE_READY, archive_request.patient_id, archive_request.archive_id
                        )
                    )
        except Conflict:
            return None
    return stored
