"""Somebody's request for everything that is kept of a patient, and how far it has come."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import ClassVar

from medisecure.errors import Conflict
from medisecure.errors import gettext_noop as _
from medisecure.fields import QUIET

GOOD_FOR = timedelta(hours=24)
SILENT = timedelta(minutes=30)  # a worker that says nothing for longer has died
MOST_TRIES = 3

FETCHED = _("This archive was fetched already. Ask for a new one.")
RAN_OUT = _("This archive has run out. Ask for a new one.")
NOT_READY = _("The archive is not ready yet.")


class ArchiveState(StrEnum):
    """How far it has come."""

    ASKED = "ASKED"
    PREPARING = "PREPARING"
    READY = "READY"
    FETCHED = "FETCHED"
    FAILED = "FAILED"


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchiveRequest:
    """One request: by whom (user id), when, what became of it. `pages` are those read so far."""

    entity_type: ClassVar[str] = "ARCHIVE"

    archive_id: str
    patient_id: str
    asked_by: str
    asked_at: datetime
    state: ArchiveState = ArchiveState.ASKED
    begun_at: datetime | None = None
    heard_at: datetime | None = None
    tries: int = 0
    pages: int = 0
    size: int | None = None
    ready_at: datetime | None = None
    fetched_at: datetime | None = None
    version: int = field(default=0, metadata=QUIET)

    @property
    def resource_id(self) -> str:
        """The request's own id."""
        return self.archive_id

    @property
    def key(self) -> str:
        """Where the archive lies, in the store of what goes out."""
        return f"archives/{self.archive_id}.zip"

    @property
    def queue(self) -> str | None:
        """Where those lie that a worker has to look at."""
        return "WAITING" if self.is_under_way else None

    @property
    def is_under_way(self) -> bool:
        """Whether it is still to be prepared."""
        return self.state in (ArchiveState.ASKED, ArchiveState.PREPARING)

    @property
    def good_until(self) -> datetime | None:
        """Until when it may be fetched."""
        return self.ready_at + GOOD_FOR if self.ready_at else None

    def is_free(self, at: datetime) -> bool:
        """Whether a worker may take it: nobody has, or whoever did has died."""
        heard = self.heard_at or self.begun_at
        return self.state is ArchiveState.ASKED or (
            self.state is ArchiveState.PREPARING and heard is not None and heard < at - SILENT
        )

    def can_be_fetched(self, at: datetime) -> bool:
        """Whether it lies there for whoever asked."""
        until = self.good_until
        return self.state is ArchiveState.READY and until is not None and at < until

    def begun(self, at: datetime) -> "ArchiveRequest":
        """The same in the hands of a worker."""
        return replace(
            self, state=ArchiveState.PREPARING, begun_at=at, heard_at=at, pages=0,
            tries=self.tries + 1,
        )  # fmt: skip

    def heard(self, at: datetime, pages: int) -> "ArchiveRequest":
        """The same while its worker goes on."""
        return replace(self, heard_at=at, pages=pages)

    def failed(self) -> "ArchiveRequest":
        """The same after a worker could not bring it to its end: tried again, or given up."""
        over = self.tries >= MOST_TRIES
        return replace(self, state=ArchiveState.FAILED if over else ArchiveState.ASKED)

    def ready(self, at: datetime, size: int) -> "ArchiveRequest":
        """The same once the archive lies there."""
        return replace(self, state=ArchiveState.READY, ready_at=at, size=size)

    def fetched(self, at: datetime) -> "ArchiveRequest":
        """The same once its link was given out; `Conflict` if it cannot be."""
        if self.state is ArchiveState.FETCHED:
            raise Conflict(FETCHED)
        if not self.can_be_fetched(at):
            raise Conflict(RAN_OUT if self.ready_at else NOT_READY)
        return replace(self, state=ArchiveState.FETCHED, fetched_at=at)
