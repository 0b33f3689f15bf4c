"""Changing what a booked visit is about, where it is, or how it is paid for; not its time."""

from dataclasses import dataclass, replace

from appointments.outbox import models as outbox
from appointments.outbox.repository import Outbox
from appointments.visits.models import Appointment, Payment, PaymentStatus
from appointments.visits.repository import Appointments
from medisecure.audit.actions import Action
from medisecure.dynamodb.unit_of_work import UnitOfWork
from medisecure.errors import Conflict, gettext_noop

CHANGED = gettext_noop("This visit was changed meanwhile. Look at it again before you go on.")
OVER = gettext_noop("This visit was cancelled and can no longer be changed.")


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitDetails:
    """What the desk may change of a booked visit; empty texts are none."""

    visit_type: str
    mode: str
    location: str
    reason: str
    preparation: list[str]


def change_details(
    uow: UnitOfWork, patient_id: str, appointment_id: str, details: VisitDetails, *, version: int
) -> Appointment:
    """Store what the visit is about; as it is already, nothing happens.

    Another place or mode makes a new entry of calendars and reminders. Raises `Conflict` if the
    visit was changed since `version` was read, or is called off.
    """
    visit = _read(uow, patient_id, appointment_id, version)
    old = visit.scheduling_info
    info = replace(old, type=details.visit_type or None, mode=details.mode or None,
                   location=details.location or None)  # fmt: skip
    changed = replace(
        visit, scheduling_info=info, reason=details.reason or None,
        preparation=details.preparation or None, updated_at=uow.at,
    )  # fmt: skip
    elsewhere = (old.location, old.mode) != (info.location, info.mode)
    if elsewhere:
        changed = replace(changed, sequence=visit.sequence + 1)
    prepared = (visit.preparation or []) != (changed.preparation or [])
    return _store(
        uow, visit, changed, Action.CHANGE_APPOINTMENT, replan=elsewhere, tell=elsewhere or prepared
    )


def change_payment(
    uow: UnitOfWork, patient_id: str, appointment_id: str, payment: Payment, *, version: int
) -> Appointment:
    """Store what the visit costs and how that stands; who has paid has a time of paying."""
    visit = _read(uow, patient_id, appointment_id, version)
    paid_at = None
    if payment.status == PaymentStatus.PAID:
        paid_at = (visit.payment and visit.payment.paid_at) or uow.at
    changed = replace(visit, payment=replace(payment, paid_at=paid_at), updated_at=uow.at)
    return _store(uow, visit, changed, Action.CHANGE_PAYMENT)


def _read(uow: UnitOfWork, patient_id: str, appointment_id: str, version: int) -> Appointment:
    visit = Appointments(uow).get(patient_id, appointment_id)
    if visit.version != version:
        raise Conflict(CHANGED)
    return visit


def _store(
    uow: UnitOfWork, visit: Appointment, changed: Appointment, action: Action, *,
    replan: bool = False, tell: bool = False,
) -> Appointment:  # fmt: skip
    if not visit.is_live and action is Action.CHANGE_APPOINTMENT:
        raise Conflict(OVER)
    if replace(changed, updated_at=visit.updated_at) == visit:
        return visit
    try:
        with uow:
            stored: Appointment = Appointments(uow).save(changed, action)
            if replan and visit.status.is_reminded:
                Outbox(uow).plan(stored)
            if tell and visit.status.is_reminded:
                Outbox(uow).tell(stored, outbox.CHANGED)
    except Conflict:
        raise Conflict(CHANGED) from None
    return stored
