"""A visit of the reader's own, with its doctor, as the pages that change it show it."""

from dataclasses import dataclass
from typing import Any

from appointments.outbox.models import PROPOSAL, ReminderStatus
from appointments.outbox.repository import Outbox
from appointments.portal.forms import sealed_visit
from appointments.portal.online_rules import Changes, changes_of, is_request_only
from appointments.visits.models import Appointment
from appointments.visits.repository import Appointments
from appointments.visits.status import Status
from appointments.visits.wording import payment_note
from medisecure.dynamodb.calls.parallel import in_parallel
from medisecure.web.display.words.wording import label_of
from medisecure.web.requests import ClinicalRequest
from patients.profile.open_patient import open_patient
from patients.records.wording import VISIT_TYPES
from providers.directory.models import Provider
from providers.directory.repository import Providers


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnVisit:
    """A visit of the reader's own, its doctor if they are still known, and what may be changed."""

    visit: Appointment
    provider: Provider | None
    changes: Changes

    @property
    def doctor(self) -> str:
        return self.provider.display_name if self.provider else ""


def open_own_visit(request: ClinicalRequest, appointment_id: str) -> OwnVisit:
    """Read the visit in the reader's own name: those of others are absent."""
    uow, patient_id = request.uow, request.subject_id
    _patient, visit = in_parallel(
        lambda: open_patient(uow, patient_id),
        lambda: Appointments(uow).get(patient_id, appointment_id),
    )
    doctors, changes = in_parallel(
        lambda: Providers(uow).by_id([visit.provider_id]),
        lambda: changes_now(request, visit),
    )
    return OwnVisit(visit=visit, provider=doctors.get(visit.provider_id), changes=changes)


def own_visit(request: ClinicalRequest, appointment_id: str) -> Appointment:
    return Appointments(request.uow).get(request.subject_id, appointment_id)


def changes_now(request: ClinicalRequest, visit: Appointment) -> Changes:
    """Whether the reader may change this visit of theirs now.

    Where it is too late to, it is looked up whether the clinic asked them to: one round trip more.
    """
    at = request.uow.at
    changes = changes_of(visit, at)
    if changes.allowed or not visit.status.is_movable:
        return changes
    asked = Outbox(request.uow).of_visits([visit], PROPOSAL).get(visit.appointment_id)
    if asked is None or asked.status is ReminderStatus.DRAFT or asked.sequence != visit.sequence:
        return changes
    return changes_of(visit, at, asked_until=asked.held_until or visit.starts_at)


def visit_context(own: OwnVisit, request: ClinicalRequest) -> dict[str, Any]:
    """The visit in words, and what may be done with it."""
    visit = own.visit
    return {
        "visit": visit,
        "doctor": own.doctor,
        "kind": label_of(VISIT_TYPES, visit.scheduling_info.type),
        "payment": payment_note(visit.payment) if visit.payment else "",
        "changes": own.changes,
        "is_cancelled": visit.status is Status.CANCELLED,
        "sealed": sealed_visit(visit.patient_id, visit.appointment_id),
        "is_request": is_request_only(),
    }
