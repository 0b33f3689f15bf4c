"""Whose page this is: the patient's name, birth date, id and allergies on top of it.

Reading it is also what opens or refuses the page: lists hold back what is not the reader's, but
only this read says no.
"""

from dataclasses import dataclass
from datetime import date, datetime

from django.urls import reverse

from medisecure.access.actor import Role
from medisecure.access.care import Kind, Opening
from medisecure.errors import NotFound
from medisecure.identity.person import UserType
from medisecure.web.requests import ClinicalRequest
from patients.profile.models import Demographics, Patient
from patients.profile.repository import DemographicsOf, Patients

# Where each role goes on from a patient's name; the patients themselves need no banner.
MAIN_PAGES = {Role.PROVIDER: "patients:chart", Role.STAFF: "patients:details"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Banner:
    """What the page says of its patient; `is_own` if the reader is the patient."""

    patient_id: str
    name: str
    born_on: date | None
    allergies: list[str] | None
    hide_allergies: bool
    is_own: bool
    url: str
    emergency_until: datetime | None = None  # the reader broke the glass, and until then it is open
    preparing: bool = False  # the visit has not begun: what prepares it is open, and no more


def banner_of(request: ClinicalRequest, patient_id: str) -> Banner:
    """The patient as this role may know them; `NotFound` or `AccessDenied`, both remembered."""
    if request.role is not Role.STAFF:
        return chart_banner_of(request, patient_id)
    known = DemographicsOf(request.uow).get(patient_id)
    return _banner(request, known, allergies=None, hide_allergies=True)


def chart_banner_of(request: ClinicalRequest, patient_id: str) -> Banner:
    """The patient for a page of the chart: refused to everyone who may not open a chart."""
    patient = Patients(request.uow).get(patient_id)
    return _banner(request, patient, allergies=patient.allergies, hide_allergies=False)


def _banner(
    request: ClinicalRequest,
    patient: Patient | Demographics,
    *,
    allergies: list[str] | None,
    hide_allergies: bool,
) -> Banner:
    if patient.user_type is not UserType.PATIENT:
        raise NotFound
    page = MAIN_PAGES.get(request.role)
    ground = request.uow.ground_of(patient.patient_id)
    broken = ground is not None and ground.kind is Kind.EMERGENCY
    return Banner(
        patient_id=patient.patient_id,
        name=patient.display_name,
        born_on=patient.personal_info.date_of_birth,
        allergies=allergies,
        hide_allergies=hide_allergies,
        is_own=patient.patient_id == request.person.user_id,
        url=reverse(page, args=[patient.patient_id]) if page else "",
        emergency_until=ground.last if ground and broken else None,
        preparing=bool(ground and ground.opening_at(request.uow.at) is Opening.PREPARING),
    )
