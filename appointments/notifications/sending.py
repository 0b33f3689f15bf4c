"""Sending what is due, once each, however many senders run and wherever one of them dies.

A sender takes a message by a conditional update (PENDING to SENDING), looks at the visit again,
sends, and notes that it did (SENT). Of one that died in between nobody can know whether it had
sent: that message stays SENDING, is reported, and is never sent again by itself.
"""

import secrets
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import islice

from appointments.notifications.message_lines import EMAIL, About, channel_of
from appointments.notifications.notices import notice_for
from appointments.notifications.offered import read_offered, still_offered
from appointments.notifications.proxies import who_is_told
from appointments.notifications.returned_mail import COMES_BACK, ReturnedMails
from appointments.notifications.wording import message_for
from appointments.outbox.models import (
    CANCELLED,
    DAY_BEFORE,
    MOVED,
    NEWS,
    NOTICES,
    OFFERED,
    ON_ITS_WAY,
    PROPOSAL,
    REQUESTED,
    ReminderDue,
    ReminderStatus,
)
from appointments.outbox.repository import Outbox
from appointments.visits.models import Appointment, Reminder
from appointments.visits.repository import Appointments
from appointments.visits.status import Status
from medisecure import messages
from medisecure.audit.actions import Action
from medisecure.dynamodb.calls.parallel import in_parallel
from medisecure.dynamodb.unit_of_work import UnitOfWork
from medisecure.errors import Conflict, NotFound
from medisecure.messages import Message, NotNow, OutcomeUnknown, Refused
from patients.profile.repository import DemographicsOf
from providers.directory.repository import Providers

# No request lives this long, so none that planned a message before it was due is still to come.
SETTLED = timedelta(minutes=1)
LOOK_BACK = timedelta(days=7)  # for senders that stood still over a long weekend
AT_ONCE = 25
TRIES = 5
Begin = Callable[[], UnitOfWork]


@dataclass(slots=True)
class Report:
    """What one run did: how many of each outcome, why some failed or wait, which are unknown."""

    outcomes: Counter[str] = field(default_factory=Counter)
    failures: Counter[str] = field(default_factory=Counter)
    postponed: Counter[str] = field(default_factory=Counter)
    unknown: list[ReminderDue] = field(default_factory=list)


def send_due(begin: Begin, at: datetime) -> Report:
    """Send whatever is due at that instant; `begin` opens a unit of work for each message."""
    report = Report()
    with closing(begin()) as uow:
        for due in _shuffled(Outbox(uow).due(at - LOOK_BACK, at - SETTLED)):
            with closing(begin()) as own:
                send = _send_notice if due.kind in NOTICES else _send
                outcome = send(own, begin, due)
            report.outcomes[outcome.partition(" ")[0]] += 1
            if outcome.startswith("failed"):
                report.failures[outcome.partition(" ")[2]] += 1
            if outcome.startswith("later"):
                report.postponed[outcome.partition(" ")[2]] += 1
        report.unknown = list(Outbox(uow).in_flight(at - ON_ITS_WAY))
    return report


def settle(begin: Begin, unknown: Iterable[ReminderDue]) -> int:
    """Give up on messages nobody knows the outcome of, so that they are no longer reported."""
    settled = 0
    for each in unknown:
        with closing(begin()) as uow:
            settled += _changed(uow, each, lambda due: due.failed("UNKNOWN"), Action.SETTLE_MESSAGE)
    return settled


def _shuffled(all_due: Iterator[ReminderDue]) -> Iterator[ReminderDue]:
    """A handful at a time in any order, so that many senders seldom want the same one at once."""
    while handful := list(islice(all_due, AT_ONCE)):
        secrets.SystemRandom().shuffle(handful)
        yield from handful


def _send(uow: UnitOfWork, begin: Begin, listed: ReminderDue) -> str:
    """Take and send one message; what became of it, in a word or two."""
    try:
        due, about = _read(uow, listed)
    except NotFound:
        return "gone"
    if due.status is not ReminderStatus.PENDING or due.due_at != listed.due_at:
        return "taken"
    if why := _is_void(due, about.visit, uow.at):
        return _drop(uow, due, why)
    if not about.has_address:
        about = replace(about, proxy=who_is_told(uow, due.patient_id))
    message = message_for(due, about)
    taken = _take(uow, due)
    if taken is None:
        return "taken"
    if not _still_holds(uow, taken, about.visit):
        return _drop(uow, taken, "changed")
    return _deliver(uow, begin, taken, channel_of(about), message)


def _send_notice(uow: UnitOfWork, begin: Begin, listed: ReminderDue) -> str:
    """The same for a message that tells of no visit: nothing about it can change."""
    try:
        due = Outbox(uow).get(listed.patient_id, listed.appointment_id, listed.kind)
        channel, message = notice_for(uow, due)
    except NotFound:
        return "gone"
    taken = _take(uow, due) if due.status is ReminderStatus.PENDING else None
    if taken is None:
        return "taken"
    return _deliver(uow, begin, taken, channel, message)


def _hand_over(uow: UnitOfWork, channel: str, message: Message) -> str:
    """Send it, unless mail to its address comes back; errors as `messages.send`."""
    if channel == EMAIL and message.to and ReturnedMails(uow).of(message.to):
        raise Refused(COMES_BACK)
    return messages.send(channel, message)


def _deliver(
    uow: UnitOfWork, begin: Begin, taken: ReminderDue, channel: str, message: Message
) -> str:
    """Send the message that is in this sender's hands, and note what came of it."""
    try:
        message_id = _hand_over(uow, channel, message)
    except Refused as refusal:
        reason = refusal.reason
        _changed(uow, taken, lambda each: each.failed(reason), Action.FAIL_MESSAGE)
        return f"failed {reason}"
    except NotNow as refusal:
        reason = refusal.reason
        _changed(uow, taken, ReminderDue.put_back, Action.PUT_BACK_MESSAGE)
        return f"later {reason}"
    except OutcomeUnknown:
        return "unknown"
    return "sent" if _note_sent(begin, taken, message_id, channel) else "unknown"


def _read(uow: UnitOfWork, listed: ReminderDue) -> tuple[ReminderDue, About]:
    """The message and all it speaks of, as they stand now."""
    if listed.kind == OFFERED:
        return read_offered(uow, listed)
    patient_id, appointment_id = listed.patient_id, listed.appointment_id
    due, visit, patient = in_parallel(
        lambda: Outbox(uow).get(patient_id, appointment_id, listed.kind),
        lambda: Appointments(uow).get(patient_id, appointment_id),
        lambda: DemographicsOf(uow).answering(patient_id),
    )
    doctors, along = in_parallel(
        lambda: Providers(uow).by_id(
            {visit.provider_id, due.proposed_provider or visit.provider_id}
        ),
        lambda: _along(uow, due, visit),
    )
    return due, About(
        visit=visit, patient=patient, doctors=doctors, at=uow.at, others_of_series=along
    )


def _along(uow: UnitOfWork, due: ReminderDue, visit: Appointment) -> tuple[Appointment, ...]:
    """The others of its series to which the same happened, in order.

    News of a move names them, for some may have moved again; else it is who changed with it.
    """
    if due.kind not in NEWS or visit.series_id is None:
        return ()
    series = Appointments(uow).of_series(visit.patient_id, visit.series_id)
    others = [
        each
        for each in sorted(series, key=lambda each: each.starts_at)
        if each.appointment_id != visit.appointment_id
    ]
    if due.along is None:
        now = (visit.updated_at, visit.status)
        return tuple(each for each in others if (each.updated_at, each.status) == now)
    told = {each.appointment_id: each.sequence for each in due.along}
    return tuple(
        each
        for each in others
        if each.status.is_movable and told.get(each.appointment_id) == each.sequence
    )


def _is_void(due: ReminderDue, visit: Appointment, at: datetime) -> str:
    """Why there is nothing left to tell; empty while there is."""
    if due.kind == OFFERED:
        return "" if due.held_until and at < due.held_until else "late"
    if not _is_as_told(due, visit) or visit.sequence != due.sequence:
        return "changed"
    if visit.starts_at <= at:
        return "late"
    if due.kind == DAY_BEFORE and visit.reminder is not None and visit.reminder.sent:
        return "told"
    return "late" if due.held_until and due.held_until <= at else ""


def _is_as_told(due: ReminderDue, visit: Appointment) -> bool:
    """Whether the visit still is what the message says of it."""
    status = visit.status
    if due.kind == CANCELLED:
        return status.is_off
    if due.kind == REQUESTED:
        return status is Status.REQUESTED
    if due.kind in (MOVED, PROPOSAL):  # a request has a time, too
        return status.is_movable
    return status.is_reminded


def _take(uow: UnitOfWork, due: ReminderDue) -> ReminderDue | None:
    """The message in this sender's hands; None if another one was quicker or it was replanned."""
    try:
        with uow:
            return Outbox(uow).save(due.begun(uow.at), Action.BEGIN_MESSAGE)
    except Conflict:
        return None


def _still_holds(uow: UnitOfWork, taken: ReminderDue, visit: Appointment) -> bool:
    if taken.kind == OFFERED:
        return still_offered(uow, taken)
    now = Appointments(uow).find(visit.patient_id, visit.appointment_id)
    return bool(now) and not _is_void(taken, now[0], uow.at)


def _drop(uow: UnitOfWork, due: ReminderDue, why: str) -> str:
    try:
        with uow:
            Outbox(uow).remove(due, Action.DROP_MESSAGE)
    except Conflict:
        return "taken"
    return f"dropped {why}"


def _changed(
    uow: UnitOfWork, due: ReminderDue, change: Callable[[ReminderDue], ReminderDue], action: Action
) -> bool:
    """Store a change to a message that is still as this sender left it."""
    try:
        now = Outbox(uow).get(due.patient_id, due.appointment_id, due.kind)
        if now.version != due.version:
            return False
        with uow:
            Outbox(uow).save(change(now), action)
    except (Conflict, NotFound):
        return False
    return True


def _note_sent(begin: Begin, taken: ReminderDue, message_id: str, channel: str) -> bool:
    """Note on the message and its visit, in one transaction, that it went out.

    The visit may be edited at the same moment: then once more. False if it could not be noted.
    """
    for _ in range(TRIES):
        with closing(begin()) as uow:
            try:
                with uow:
                    _stage_sent(uow, taken, message_id, channel)
            except Conflict:
                continue
        return True
    return False


def _stage_sent(uow: UnitOfWork, taken: ReminderDue, message_id: str, channel: str) -> None:
    try:
        due: ReminderDue | None = Outbox(uow).get(
            taken.patient_id, taken.appointment_id, taken.kind
        )
    except NotFound:  # called off meanwhile; it went out all the same
        due = None
    visits = Appointments(uow).find(taken.patient_id, taken.appointment_id)
    if due is not None and due.version == taken.version:
        Outbox(uow).save(due.sent(message_id, uow.at, channel), Action.SEND_MESSAGE)
    else:
        uow.record_change(Action.SEND_MESSAGE, taken.appointment_id, taken.patient_id)
    same = [each for each in visits if each.sequence == taken.sequence]
    if taken.kind == DAY_BEFORE and same:
        told = replace(same[0].reminder or Reminder(), sent=True)
        Appointments(uow).save(replace(same[0], reminder=told), Action.NOTE_REMINDER)
