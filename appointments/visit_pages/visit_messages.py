"""Which messages went out about a visit, and what became of each."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from appointments.outbox.models import (
    BOOKED,
    CANCELLED,
    CHANGED,
    CONFIRMED,
    DAY_BEFORE,
    MOVED,
    OFFERED,
    ON_ITS_WAY,
    PROPOSAL,
    REQUESTED,
    REVIVED,
    ReminderDue,
    ReminderStatus,
)
from appointments.outbox.repository import Outbox
from appointments.visits.models import Appointment
from medisecure.access.actor import Role
from medisecure.dynamodb.unit_of_work import UnitOfWork
from medisecure.web.display.words.wording import Words, label_of

ABOUT: Words = {
    BOOKED: _("Visit booked"),
    REQUESTED: _("Visit requested"),
    CONFIRMED: _("Visit confirmed"),
    MOVED: _("Visit moved"),
    CHANGED: _("Visit changed"),
    CANCELLED: _("Visit cancelled"),
    REVIVED: _("Visit reinstated"),
    DAY_BEFORE: _("Reminder"),
    PROPOSAL: _("Another time is needed"),
    OFFERED: _("Time available"),
}
CHANNELS: Words = {"email": _("by e-mail"), "sms": _("by text message"), "phone": _("by phone")}
READERS = frozenset({Role.PATIENT, Role.PROXY, Role.STAFF})


@dataclass(frozen=True, slots=True, kw_only=True)
class SentMessage:
    """One message: what about, what became of it, and when; `failed`: nobody was reached by it."""

    about: str
    state: Any
    at: datetime
    channel: str = ""
    failed: bool = False


def messages_of(uow: UnitOfWork, visit: Appointment) -> list[SentMessage]:
    """The messages about a visit, the latest first, for its patient and the front desk."""
    if uow.actor.role not in READERS:
        return []
    messages = Outbox(uow).about(visit.patient_id, visit.appointment_id)
    lines = [_line(each, uow.at) for each in messages if not _is_nothing(each, visit)]
    return sorted(lines, key=lambda each: each.at, reverse=True)


def _is_nothing(message: ReminderDue, visit: Appointment) -> bool:
    """Whether it says nothing: not meant to go out yet, or overtaken by a later change."""
    is_overtaken = message.kind != OFFERED and message.sequence != visit.sequence
    waits = message.status is ReminderStatus.PENDING
    return message.status is ReminderStatus.DRAFT or (waits and is_overtaken)


def _line(message: ReminderDue, at: datetime) -> SentMessage:
    about, status = label_of(ABOUT, message.kind), message.status
    if status is ReminderStatus.SENT:
        return SentMessage(about=about, state=_("sent"), at=message.sent_at or message.due_at,
                    channel=label_of(CHANNELS, message.channel))  # fmt: skip
    if status is ReminderStatus.CALLED:
        return SentMessage(
            about=about, state=_("told by phone"), at=message.called_at or message.due_at
        )
    if status is ReminderStatus.FAILED:
        return SentMessage(
            about=about, state=_("could not be sent"), at=message.due_at, failed=True
        )
    begun = message.begun_at
    if status is ReminderStatus.SENDING and begun and begun < at - ON_ITS_WAY:
        return SentMessage(about=about, state=_("may not have arrived"), at=begun, failed=True)
    state = _("planned for") if message.due_at > at else _("being sent")
    return SentMessage(about=about, state=state, at=message.due_at)
