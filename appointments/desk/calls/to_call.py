"""People a message did not reach, or nobody knows whether it did: somebody has to ring them."""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from appointments.outbox.models import (
    CANCELLED,
    CHANGED,
    CONFIRMED,
    DAY_BEFORE,
    MOVED,
    PROPOSAL,
    REVIVED,
    CallOutcome,
    ReminderDue,
    ReminderStatus,
)
from appointments.outbox.repository import Outbox
from appointments.time_off.call_words import latest_call
from appointments.visits.models import Appointment
from appointments.visits.repository import APPOINTMENT
from medisecure.audit.actions import Action
from medisecure.dynamodb.unit_of_work import UnitOfWork
from medisecure.errors import Conflict, NotFound, gettext_noop
from patients.profile.models import Demographics
from providers.directory.models import Provider

ABOUT = {
    DAY_BEFORE: _("Reminder of the visit"),
    CONFIRMED: _("The visit is confirmed"),
    MOVED: _("The visit was moved"),
    CHANGED: _("The visit was changed"),
    CANCELLED: _("The visit was cancelled"),
    REVIVED: _("The visit is reinstated"),
    PROPOSAL: _("The doctor is away: another time is needed"),
}
OTHER = _("Message about the visit")
SENT = gettext_noop("The message was sent after all, or will be sent again. No call is needed.")
_CALLED = re.compile(r"([A-Za-z0-9_-]{1,64})/([A-Za-z0-9_-]{1,64})/([A-Z_]{1,20})")


@dataclass(frozen=True, slots=True)
class CalledMessage:
    """One message as the button names it."""

    patient_id: str
    appointment_id: str
    kind: str

    @property
    def value(self) -> str:
        """What its buttons send."""
        return f"{self.patient_id}/{self.appointment_id}/{self.kind}"


def call_of(text: str) -> CalledMessage | None:
    """What a button sends; None for anything we did not write."""
    match = _CALLED.fullmatch(text)
    return CalledMessage(*match.groups()) if match else None


def called(
    uow: UnitOfWork, call: CalledMessage, outcome: CallOutcome = CallOutcome.AGREED, note: str = ""
) -> None:
    """Note how a call ended; twice is once. `Conflict` if there was no need of it any more."""
    try:
        message = Outbox(uow).get(call.patient_id, call.appointment_id, call.kind)
    except NotFound:
        raise Conflict(SENT) from None
    if message.status is ReminderStatus.CALLED:
        return
    if not message.needs_call(uow.at):
        raise Conflict(SENT)
    try:
        with uow:
            Outbox(uow).save(message.called(uow.at, outcome, note), Action.CALL_PATIENT)
    except Conflict:
        raise Conflict(SENT) from None


def visits_of(uow: UnitOfWork, messages: Collection[ReminderDue]) -> dict[str, Appointment]:
    """The visits the messages tell of, where they still are as the message says."""
    found: list[Appointment] = uow.many(
        APPOINTMENT,
        [
            APPOINTMENT.key.key(
                patient_id=each.patient_id,
                appointment_id=each.appointment_id,
                starts_at=each.begins_at,
            )
            for each in messages
        ],
    )
    # One that is called off is there for the message that says so.
    told_off = {each.appointment_id for each in messages if each.kind == CANCELLED}
    return {
        each.appointment_id: each
        for each in found
        if each.status.is_movable or (each.status.is_off and each.appointment_id in told_off)
    }


def calls_of(
    messages: Iterable[ReminderDue],
    visits: Mapping[str, Appointment],
    patients: Mapping[str, Demographics],
    doctors: Mapping[str, Provider],
) -> list[dict[str, Any]]:
    """The list: whom to ring, at which number, about what, soonest visit first."""
    rows: list[dict[str, Any]] = []
    for each in messages:
        visit, patient = visits.get(each.appointment_id), patients.get(each.patient_id)
        doctor = doctors.get(each.provider_id or "")
        if visit is None or visit.sequence != each.sequence:
            continue
        rows.append({
            "visit": visit,
            "kind": each.kind,
            "patient": patient.display_name if patient else each.patient_id,
            "phone": patient.personal_info.phone_number if patient else None,
            "doctor": doctor.display_name if doctor else "",
            "about": ABOUT.get(each.kind, OTHER),
            "proposed_at": each.proposed_at if each.held_until else None,
            "is_unknown": each.status is ReminderStatus.SENDING or each.failure == "UNKNOWN",
            "value": CalledMessage(each.patient_id, each.appointment_id, each.kind).value,
            **latest_call(each),
            "also": [],
        })  # fmt: skip
    return _each_patient_once(sorted(rows, key=lambda row: row["visit"].starts_at))


def _each_patient_once(rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """One row a patient, their soonest visit; their others stand in it under `also`."""
    leading: dict[str, dict[str, Any]] = {}
    for row in rows:
        first = leading.setdefault(row["visit"].patient_id, row)
        if first is not row:
            first["also"].append(row)
    return list(leading.values())
