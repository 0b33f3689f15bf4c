"""A message about one visit: what kind it is of, whom it is for, and where it stands."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import ClassVar

from appointments.visits.models import REMIND_BEFORE
from medisecure.fields import QUIET, secret

DAY_BEFORE, PROPOSAL, OFFERED = "DAY_BEFORE", "PROPOSAL", "OFFERED"
# What has just happened to a visit.
BOOKED, REQUESTED, CONFIRMED, MOVED = "BOOKED", "REQUESTED", "CONFIRMED", "MOVED"
CHANGED, CANCELLED, REVIVED = "CHANGED", "CANCELLED", "REVIVED"
NEWS = (BOOKED, REQUESTED, CONFIRMED, MOVED, CHANGED, CANCELLED, REVIVED)
KINDS = (DAY_BEFORE, PROPOSAL, OFFERED, *NEWS)
ARCHIVE_READY, DOCUMENT_MOVED = "ARCHIVE_READY", "DOCUMENT_MOVED"
DOCUMENT_TAKEN_IN, DOCUMENT_HELD_BACK = "DOCUMENT_TAKEN_IN", "DOCUMENT_HELD_BACK"
# These tell of no visit.
NOTICES = (ARCHIVE_READY, DOCUMENT_MOVED, DOCUMENT_TAKEN_IN, DOCUMENT_HELD_BACK)
IN_FLIGHT = "SENDING"  # the place in the index of those begun and not yet known to be sent
GIVEN_UP = "FAILED"  # and of those that could not be sent
ON_ITS_WAY = timedelta(minutes=10)  # a sender that is silent for longer will say nothing any more


class ReminderStatus(StrEnum):
    """Where a message stands. SENDING was begun by one sender and is never begun again.

    CALLED: it did not reach anybody, and somebody at the desk has rung instead.
    """

    DRAFT = "DRAFT"
    PENDING = "PENDING"
    SENDING = "SENDING"
    SENT = "SENT"
    FAILED = "FAILED"
    CALLED = "CALLED"


class CallOutcome(StrEnum):
    """How a call ended. Who was not reached is called again."""

    NO_ANSWER = "NO_ANSWER"
    LEFT_WORD = "LEFT_WORD"
    AGREED = "AGREED"


class By(StrEnum):
    """Who did what the message tells of, as the patient sees it."""

    SELF = "SELF"
    PROXY = "PROXY"
    CLINIC = "CLINIC"


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownVisit:
    """A visit that was moved: where its patient knew it, and its sequence once it was moved.

    No doctor: it is told all the same, for nobody had been told of that place yet.
    """

    appointment_id: str
    sequence: int = field(default=0, metadata=QUIET)
    was_at: datetime | None = None
    known_with: str | None = None
    known_place: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReminderDue:
    """One message about one visit. A proposal names the other time that is held, and until when.

    So does that of an offered time (OFFERED), whose visit there may not be yet.
    """

    entity_type: ClassVar[str] = "REMINDER"

    patient_id: str
    appointment_id: str
    kind: str = DAY_BEFORE
    due_at: datetime
    sequence: int = 0
    status: ReminderStatus = ReminderStatus.PENDING
    begun_at: datetime | None = None
    sent_at: datetime | None = None
    message_id: str | None = None
    channel: str | None = None  # by which it went out
    by: By | None = None
    was_at: datetime | None = None  # when a visit that was moved had been
    known_with: str | None = None  # with whom its patient knew it then; None: they did not
    known_place: str | None = None  # and where
    along: list[KnownVisit] | None = None  # the other visits of a series that it tells of
    failure: str | None = None  # a code, nothing personal
    proposed_at: datetime | None = None
    proposed_provider: str | None = None
    held_until: datetime | None = None
    offer_id: str | None = None
    visit_at: datetime | None = None  # when the visit it tells of begins, and with whom it is
    provider_id: str | None = None
    called_at: datetime | None = None
    outcome: CallOutcome | None = None  # of the latest call
    note: str | None = secret(default=None)  # what was said in the latest call that has a note
    note_at: datetime | None = None  # when that was, and how that call ended
    note_outcome: CallOutcome | None = None
    version: int = field(default=0, metadata=QUIET)

    @property
    def resource_id(self) -> str:
        return self.appointment_id

    @property
    def due_on(self) -> str | None:
        """The UTC day it is due while it is to be sent, then where those on their way are.

        One that failed is where those to call are, until somebody called.
        """
        if self.status is ReminderStatus.SENDING:
            return IN_FLIGHT
        if self.status is ReminderStatus.FAILED:
            return GIVEN_UP
        return self.due_at.date().isoformat() if self.status is ReminderStatus.PENDING else None

    @property
    def as_known(self) -> KnownVisit:
        """Where the patient knew the visit that this news of a move is kept with."""
        return KnownVisit(
            appointment_id=self.appointment_id,
            sequence=self.sequence,
            was_at=self.was_at,
            known_with=self.known_with,
            known_place=self.known_place,
        )

    def begun(self, at: datetime) -> "ReminderDue":
        """The same message in the hands of one sender."""
        return replace(self, status=ReminderStatus.SENDING, begun_at=at)

    def sent(self, message_id: str, at: datetime, channel: str) -> "ReminderDue":
        """The same message once a carrier has it."""
        return replace(
            self, status=ReminderStatus.SENT, sent_at=at, message_id=message_id, channel=channel
        )

    def failed(self, reason: str) -> "ReminderDue":
        """The same message given up; `reason` is a code."""
        return replace(self, status=ReminderStatus.FAILED, failure=reason)

    def called(
        self, at: datetime, outcome: CallOutcome = CallOutcome.AGREED, note: str = ""
    ) -> "ReminderDue":
        """The same message once somebody has rung; who was not reached is called again."""
        status = ReminderStatus.CALLED if outcome is CallOutcome.AGREED else self.status
        called = replace(self, status=status, called_at=at, outcome=outcome)
        return replace(called, note=note, note_at=at, note_outcome=outcome) if note else called

    @property
    def is_note_earlier(self) -> bool:
        """Whether the note is of an earlier call than the latest."""
        return bool(self.note) and self.note_at not in (None, self.called_at)

    @property
    def begins_at(self) -> datetime | None:
        """When its visit begins; None where it tells of none, as an offer does."""
        if self.visit_at is None and self.kind == DAY_BEFORE:
            return self.due_at + REMIND_BEFORE
        return self.visit_at

    def needs_call(self, at: datetime) -> bool:
        """Whether somebody should ring: it did not go out, or nobody knows, and there is time.

        Nobody rings about what the patient did themselves, or heard as it was done for them.
        """
        if self.by in (By.SELF, By.PROXY) or self.kind in (BOOKED, REQUESTED):
            return False
        begins = self.begins_at
        silent = self.begun_at is not None and self.begun_at < at - ON_ITS_WAY
        lost = self.status is ReminderStatus.SENDING and silent
        return begins is not None and begins > at and (lost or self.status is ReminderStatus.FAILED)

    def put_back(self) -> "ReminderDue":
        """The same message to be tried again: it certainly did not go out."""
        return replace(self, status=ReminderStatus.PENDING, begun_at=None)
