"""One thing shown to somebody outside: by a link that ends, with a code that is told apart."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import ClassVar

from medisecure.errors import Conflict
from medisecure.errors import gettext_noop as _
from medisecure.fields import QUIET, secret

DAYS = (1, 7, 30)
MOST_TRIES = 5  # wrong codes, after which the link is closed for good
TO_LENGTH = 120
ENDED = _("This link no longer works.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """Neither the link's secret nor the code is kept, only what each is recognised by.

    Without a document it shows the summary. `opened` counts the times the code was right.
    """

    entity_type: ClassVar[str] = "SHARE"

    share_id: str
    patient_id: str
    document_id: str | None = None
    title: str | None = secret(default=None)
    to: str = secret()
    digest: str
    check: str
    shared_at: datetime
    until: datetime
    ended_at: datetime | None = None
    tries: int = 0
    opened: int = 0
    last_opened_at: datetime | None = None
    version: int = field(default=0, metadata=QUIET)

    @property
    def resource_id(self) -> str:
        """The share's own id."""
        return self.share_id

    @property
    def is_locked(self) -> bool:
        """Whether too many wrong codes were typed."""
        return self.tries >= MOST_TRIES

    def works(self, at: datetime) -> bool:
        """Whether the link still leads anywhere."""
        return self.ended_at is None and at < self.until and not self.is_locked

    def ended(self, at: datetime) -> "Share":
        """The same, taken back; `Conflict` if it no longer works."""
        if not self.works(at):
            raise Conflict(ENDED)
        return replace(self, ended_at=at)

    def tried(self) -> "Share":
        """The same after one wrong code more."""
        return replace(self, tries=self.tries + 1)

    def looked_at(self, at: datetime) -> "Share":
        """The same after it was opened once more."""
        return replace(self, opened=self.opened + 1, last_opened_at=at, tries=0)


def until(at: datetime, days: int) -> datetime:
    """When a link made now ends."""
    return at + timedelta(days=days)
