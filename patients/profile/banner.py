"""Whose page this is: the patient's name, birth date, id and allergies on top of it.

Reading it is also what opens or refuses the page: see `open_patient`.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from django.utils.translation import gettext

from medisecure.access.actor import Role
from medisecure.access.care import CareKind, Opening
from medisecure.access.proxies import Scope
from medisecure.encryption.cipher import Tampered
from medisecure.identity.person import Photo
from medisecure.web.display.markup.addresses import address
from medisecure.web.requests import ClinicalRequest
from patients.profile.models import Demographics, Patient
from patients.profile.open_patient import Part, open_patient

Shown = Literal[Part.CHART, Part.CONTACT]
# Where each role goes on from a patient's name; the patients themselves need no banner.
MAIN_PAGES = {Role.PROVIDER: "patients:chart", Role.STAFF: "patients:details"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Banner:
    """What the page says of its patient; `is_own` if the reader is the patient."""

    patient_id: str
    name: str
    born_on: date | None
    born_about: bool = False  # only the year is known, or guessed
    sex: str | None = None
    record_number: str | None = None
    photo: Photo | None = None  # never on a patient's own pages: they know who they are
    allergies: list[str] | None
    hide_allergies: bool
    is_own: bool
    url: str
    emergency_until: datetime | None = None  # the reader broke the glass, and until then it is open
    preparing: bool = False  # the visit has not begun: what prepares it is open, and no more
    damaged: bool = False  # the profile does not open: neither name nor allergies are known


def open_page(request: ClinicalRequest, patient_id: str, part: Shown = Part.CHART) -> Banner:
    """Open the patient for this page, and give what stands on top of it; errors of `open_patient`.

    A page that shows no more than contact and visits is open to the front desk; everybody else
    opens the chart by it, too.
    """
    contact_only = request.role is Role.STAFF or not request.uow.may(Scope.HEALTH)
    if part is Part.CONTACT and contact_only:
        known = open_patient(request.uow, patient_id)
        return _banner(request, known, allergies=None, hide_allergies=True)
    patient = open_patient(request.uow, patient_id, Part.CHART)
    return _banner(request, patient, allergies=patient.allergies, hide_allergies=False)


def open_to_read(request: ClinicalRequest, patient_id: str, part: Shown = Part.CHART) -> Banner:
    """The same for a page where nothing is written: a profile that does not open is told on it.

    Whoever may not read the profile was refused before it was opened, so the rest is theirs to see.
    """
    try:
        return open_page(request, patient_id, part)
    except Tampered:
        return _without_profile(request, patient_id)


def open_beside(request: ClinicalRequest, patient_id: str) -> Banner | None:
    """The same for a page that says more than this one patient's: None if they do not open.

    One damaged profile, reported by then, is no reason to close everybody else's part of the page.
    """
    try:
        return open_page(request, patient_id)
    except Tampered:
        return None


def open_chart(request: ClinicalRequest, patient_id: str) -> tuple[Banner, Patient]:
    """The same for a page that says more of the patient than the banner does: one read for both."""
    patient = open_patient(request.uow, patient_id, Part.CHART)
    return _banner(request, patient, allergies=patient.allergies, hide_allergies=False), patient


def _without_profile(request: ClinicalRequest, patient_id: str) -> Banner:
    """What is known of a patient whose profile, allowed to this reader, did not open: the id."""
    return Banner(
        patient_id=patient_id,
        name=gettext("Name cannot be opened"),
        born_on=None,
        allergies=None,
        hide_allergies=True,
        is_own=patient_id in request.uow.actor.ids,
        url="",
        damaged=True,
    )


def _banner(
    request: ClinicalRequest,
    patient: Patient | Demographics,
    *,
    allergies: list[str] | None,
    hide_allergies: bool,
) -> Banner:
    page = MAIN_PAGES.get(request.role)
    ground = request.uow.ground_of(patient.patient_id)
    ids = patient.personal_info.identifiers
    broken = ground is not None and ground.kind is CareKind.EMERGENCY
    is_own = patient.patient_id in request.uow.actor.ids
    return Banner(
        patient_id=patient.patient_id,
        name=patient.display_name,
        born_on=patient.personal_info.date_of_birth,
        born_about=patient.personal_info.birth_date_estimated,
        sex=patient.personal_info.gender,
        record_number=ids.record_number if ids else None,
        photo=None if is_own else patient.personal_info.photo,
        allergies=allergies,
        hide_allergies=hide_allergies,
        is_own=is_own,
        url=address(page, patient.patient_id) if page else "",
        emergency_until=ground.last if ground and broken else None,
        preparing=bool(ground and ground.opening_at(request.uow.at) is Opening.PREPARING),
    )
