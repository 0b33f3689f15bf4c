"""The patient's page of everything that is kept about who they are."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from medisecure.dynamodb.calls.parallel import in_parallel
from medisecure.errors import Conflict
from medisecure.identity.person import Identifiers, Preferences
from medisecure.web.display.errors import error_text
from medisecure.web.display.people import SEXES
from medisecure.web.display.words.channels import CHANNELS
from medisecure.web.input.posted_forms import form_of, is_sent
from medisecure.web.requests import ClinicalRequest
from medisecure.written.numbers import spoken_record_number
from medisecure.written.phones import grouped
from patients.change_requests.repository import ChangeRequests
from patients.change_requests.wording import request_line
from patients.correction.forms import initial_of
from patients.correction.services import correct
from patients.correction.wording import corrections_of
from patients.my_details.forms import MyContactForm
from patients.profile.models import MedicalInfo, Patient
from patients.profile.open_patient import Part, open_patient
from patients.profile.repository import Patients
from patients.registration.wording import LANGUAGE_NAMES

Facts = list[dict[str, Any]]


@require_http_methods(["GET", "POST"])
def my_details(request: ClinicalRequest, patient_id: str) -> HttpResponse:
    """All that is kept, and a form for what the patient changes without asking."""
    uow = request.uow
    uow.require("my_details:read")
    own = request.acting is None
    patient, corrections, asked = in_parallel(
        lambda: open_patient(uow, patient_id, Part.CHART),
        lambda: corrections_of(uow, patient_id),
        lambda: ChangeRequests(uow).of_patient(patient_id),
    )
    form = form_of(request, MyContactForm, initial=initial_of(patient))
    if own and is_sent(request, form):
        try:
            changed = correct(uow, patient_id, form.details(patient), Patients)
        except Conflict as error:
            form.data = {**request.POST.dict(), "version": str(patient.version)}
            form.add_error(None, error_text(error))
        else:
            told = _("Your details are saved.") if changed else _("Nothing was changed.")
            messages.success(request, told)
            return redirect("patients:my-details", patient_id)
    context = {
        "form": form,
        "patient": patient,
        "who": who_facts(patient),
        "contact": contact_facts(patient),
        "health": health_facts(patient),
        "corrections": corrections,
        "asked": [request_line(each) for each in asked],
        "own": own,
    }
    return render(request, "patients/my_details/my_details.html", context)


def who_facts(patient: Patient) -> Facts:
    """Name, birth, sex and numbers."""
    who = patient.personal_info
    born = who.date_of_birth
    ids = who.identifiers or Identifiers()
    number = spoken_record_number(ids.record_number) if ids.record_number else None
    return [
        {"label": _("First name"), "value": who.first_name},
        {"label": _("Family name"), "value": who.last_name},
        {"label": _("Former names"), "value": who.previous_names},
        {
            "label": _("Date of birth"),
            "value": born.year if born and who.birth_date_estimated else born,
            "note": _("only the year is known, or guessed") if who.birth_date_estimated else "",
        },
        {"label": _("Sex"), "value": SEXES.get(who.gender or "", who.gender)},
        {"label": _("Record number"), "value": number, "kind": "id"},
        {"label": _("Id"), "value": patient.patient_id, "kind": "id"},
        {"label": _("Qatari id (QID)"), "value": ids.national_id, "kind": "id"},
        {"label": _("Passport number"), "value": ids.passport_number, "kind": "id"},
        {"label": _("Registered"), "value": patient.created_at, "kind": "date"},
    ]


def contact_facts(patient: Patient) -> Facts:
    """How the patient is reached, and through whom."""
    who, wishes = patient.personal_info, patient.preferences or Preferences()
    home, guardian = who.address, who.guardian
    contact = (patient.medical_info or MedicalInfo()).emergency_contact
    lines = (home.street, home.city, home.state, home.postal_code, home.country) if home else ()
    called = (contact.name, contact.relationship, grouped(contact.phone_number)) if contact else ()
    carer = (
        (guardian.name, guardian.relationship, grouped(guardian.phone_number), guardian.email)
        if guardian
        else ()
    )
    return [
        {"label": _("Phone"), "value": who.phone_number, "kind": "phone"},
        {"label": _("E-mail"), "value": who.email},
        {"label": _("Address"), "value": _filled(lines)},
        {"label": _("Emergency contact"), "value": _filled(called)},
        {"label": _("Guardian or carer"), "value": _filled(carer)},
        {"label": _("Language"), "value": LANGUAGE_NAMES.get(wishes.language, wishes.language)},
        {"label": _("Reminders by"), "value": CHANNELS.get(wishes.communication_method)},
        {"label": _("Time zone"), "value": wishes.timezone},
    ]


def health_facts(patient: Patient) -> Facts:
    """What the clinic notes beside the chart."""
    medical = patient.medical_info or MedicalInfo()
    allergies = medical.allergies
    return [
        {"label": _("Blood type"), "value": medical.blood_type},
        {"label": _("Allergies"), "value": _("None known") if allergies == [] else allergies},
        {"label": _("Insurance company"), "value": medical.insurance_provider},
        {"label": _("Insurance number"), "value": medical.insurance_number, "kind": "id"},
    ]


def _filled(lines: tuple[str | None, ...]) -> list[str]:
    return [line for line in dict.fromkeys(lines) if line]
