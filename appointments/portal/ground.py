"""A visit of the reader's own, with its doctor, as the pages that change it show it."""

from dataclasses import dataclass
from typing import Any

from appointments.models import Appointment, Status
from appointments.portal.forms import sealed_visit
from appointments.portal.terms import changes_of, is_request_only
from appointments.repository import Appointments
from appointments.wording import payment_note
from medisecure.store.lanes import side_by_side
from medisecure.web.requests import ClinicalRequest
from patients.services import known_patient
from patients.wording import VISIT_TYPES, said
from providers.models import Provider
from providers.repository import Providers


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """A visit of the reader's own, and its doctor if they are still known."""

    visit: Appointment
    provider: Provider | None

    @property
    def doctor(self) -> str:
        return self.provider.display_name if self.provider else ""


def ground_of(request: ClinicalRequest, appointment_id: str) -> Ground:
    """Read the visit in the reader's own name: those of others are absent."""
    uow, patient_id = request.uow, request.person.user_id
    _patient, visit = side_by_side(
        lambda: known_patient(uow, patient_id),
        lambda: Appointments(uow).get(patient_id, appointment_id),
    )
    doctors = Providers(uow).by_id([visit.provider_id])
    return Ground(visit=visit, provider=doctors.get(visit.provider_id))


def own_visit(request: ClinicalRequest, appointment_id: str) -> Appointment:
    return Appointments(request.uow).get(request.person.user_id, appointment_id)


def visit_context(ground: Ground, request: ClinicalRequest) -> dict[str, Any]:
    """The visit in words, and what may be done with it."""
    visit = ground.visit
    return {
        "visit": visit,
        "doctor": ground.doctor,
        "kind": said(VISIT_TYPES, visit.scheduling_info.type),
        "payment": payment_note(visit.payment) if visit.payment else "",
        "changes": changes_of(visit, request.uow.at),
        "is_cancelled": visit.status is Status.CANCELLED,
        "sealed": sealed_visit(visit.patient_id, visit.appointment_id),
        "is_request": is_request_only(),
    }
