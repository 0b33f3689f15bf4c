"""Ringing the patients of a doctor who is away: how each call ended, and what was said."""

from collections.abc import Sequence
from dataclasses import replace

from appointments.outbox.models import PROPOSAL, CallOutcome, ReminderDue, ReminderStatus
from appointments.outbox.repository import Outbox
from appointments.visits.models import Appointment
from medisecure.audit.actions import Action
from medisecure.dynamodb.unit_of_work import UnitOfWork
from medisecure.errors import Conflict, gettext_noop

CHANGED = gettext_noop("The list changed meanwhile. Look at it again before you go on.")


def note_call(
    uow: UnitOfWork, visits: Sequence[Appointment], outcome: CallOutcome, note: str = ""
) -> None:
    """Note on each of one patient's visits how a call ended; twice is once.

    Who was reached needs no message any more: one that has not left is not sent. Raises `Conflict`
    if a message left, or somebody else noted something, at this very moment.
    """
    known = Outbox(uow).of_visits(visits, PROPOSAL)
    try:
        with uow:
            for visit in visits:
                _note(uow, visit, known.get(visit.appointment_id), outcome, note)
    except Conflict:
        raise Conflict(CHANGED) from None


def _note(
    uow: UnitOfWork,
    visit: Appointment,
    message: ReminderDue | None,
    outcome: CallOutcome,
    note: str,
) -> None:
    if message is not None and message.sequence == visit.sequence:
        if not _stands(message, outcome, note):
            Outbox(uow).save(message.called(uow.at, outcome, note), Action.CALL_PATIENT)
        return
    fresh = replace(Outbox(uow).planned(visit, uow.at, PROPOSAL), status=ReminderStatus.DRAFT)
    Outbox(uow).put(fresh.called(uow.at, outcome, note))
    uow.record_change(Action.CALL_PATIENT, visit.appointment_id, visit.patient_id)


def _stands(message: ReminderDue, outcome: CallOutcome, note: str) -> bool:
    """Whether just this was noted already, and nothing new was said."""
    return message.outcome is outcome is CallOutcome.AGREED and note in ("", message.note)
