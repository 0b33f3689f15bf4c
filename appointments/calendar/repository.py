"""Private calendar feeds: who has one, and whose it is."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from hashlib import sha256
from typing import ClassVar

from medisecure.audit.actions import Action
from medisecure.dynamodb import keys
from medisecure.dynamodb.item_type import ItemType, Trace
from medisecure.dynamodb.query import Query
from medisecure.dynamodb.repository import Repository
from medisecure.fields import QUIET, secret


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """A patient's feed. Its secret address is not kept, only the digest it is recognised by.

    `made_by` is whoever acts for the patient and made it for their own calendar.
    """

    entity_type: ClassVar[str] = "FEED"

    patient_id: str
    digest: str
    created_at: datetime
    made_by: str | None = None
    session_epoch: int = field(default=0, metadata=QUIET)  # the maker's when it was made
    expires_at: datetime | None = None
    last_sent_at: datetime | None = None
    last_program: str | None = secret(default=None)
    version: int = field(default=0, metadata=QUIET)

    @property
    def resource_id(self) -> str:
        """The patient's id: a digest has no place in the trail."""
        return self.patient_id

    def is_over(self, at: datetime, session_epoch: int) -> bool:
        """Whether its time is up, or its maker has ended all sessions since: it was one."""
        expired = self.expires_at is not None and self.expires_at <= at
        return expired or self.session_epoch != session_epoch


FEED = ItemType("feed", Feed, keys.FEED, (keys.FEED_BY_DIGEST,), "FEED", Trace.NONE)
MOST_FEEDS = 25


def digest_of(token: str) -> str:
    """What is stored of a secret: its SHA-256. It has 256 bits itself, so it needs no salt."""
    return sha256(token.encode()).hexdigest()


class Feeds(Repository[Feed]):
    """The feeds of all patients."""

    item_type = FEED

    def made_by(self, patient_id: str, maker: str | None) -> list[Feed]:
        """What the patient (None) or this proxy made, as it stands now: one, or none."""
        start = keys.FEED.start(patient_id=patient_id)
        query = Query(pattern=keys.FEED, start=start, limit=MOST_FEEDS, consistent=True)
        return [each for each in self._page(query).items if each.made_by == maker]

    def by_token(self, token: str) -> list[Feed]:
        """Whose feed it may be; an index knows, so it must be looked at again by `still_there`."""
        start = keys.FEED_BY_DIGEST.start(digest=digest_of(token))
        return self._page(Query(pattern=keys.FEED_BY_DIGEST, start=start, limit=1)).items

    def still_there(self, feed: Feed) -> Feed:
        """The same feed as it stands now; `NotFound` once it is revoked."""
        return self._get(patient_id=feed.patient_id, digest=feed.digest, consistent=True)

    def sent(self, feed: Feed, at: datetime, program: str) -> None:
        """Note that somebody's calendar fetched a feed that was read here."""
        changed = replace(feed, last_sent_at=at, last_program=program)
        self.save(changed, Action.SEND_CALENDAR_FEED)

    def remove(self, feed: Feed) -> None:
        """Revoke a feed that was read here."""
        self._uow.remove(self.item_type, feed, Action.REVOKE_CALENDAR_FEED)
