"""The front desk's requests of change: those that wait, and one of them to answer."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from medisecure.dynamodb.calls.parallel import in_parallel
from medisecure.errors import Conflict, Invalid, Unavailable
from medisecure.identity.portal.email_change import EmailChanges
from medisecure.web.display.errors import error_text
from medisecure.web.display.paging import links_of, mark_of
from medisecure.web.input.posted_forms import form_of, is_sent
from medisecure.web.input.refusals import add_refusals
from medisecure.web.requests import ClinicalRequest
from patients.change_requests.counting import count_anew
from patients.change_requests.forms import AnswerForm
from patients.change_requests.models import ChangeRequest
from patients.change_requests.repository import ChangeRequests
from patients.change_requests.services import accept, decline
from patients.change_requests.wording import STATES, compared, request_line
from patients.correction.services import details_of, registration_of
from patients.profile.models import Patient
from patients.profile.open_patient import open_patient
from patients.profile.repository import DemographicsOf

SHOWN = 25


@require_safe
def waiting(request: ClinicalRequest) -> HttpResponse:
    """Every request that nobody has answered, the oldest first."""
    uow = request.uow
    uow.require("desk:read")
    page = ChangeRequests(uow).waiting(mark_of(request), SHOWN)
    people = DemographicsOf(uow).by_id(each.patient_id for each in page.items)
    rows = [
        {"asked": request_line(each), "patient": people.get(each.patient_id)} for each in page.items
    ]
    context = {"rows": rows, "pages": links_of(request, page)}
    return render(request, "patients/change_requests/waiting.html", context)


@require_http_methods(["GET", "POST"])
def answer(request: ClinicalRequest, patient_id: str, request_id: str) -> HttpResponse:
    """What is asked beside what is kept; accepted, it is the correction."""
    uow = request.uow
    uow.require("registration:write")
    open_patient(uow, patient_id)
    patient: Patient
    asked: ChangeRequest
    patient, asked = in_parallel(
        lambda: registration_of(uow, patient_id),
        lambda: ChangeRequests(uow).get(patient_id, request_id),
    )
    form = form_of(request, AnswerForm, initial={"version": patient.version})
    if is_sent(request, form) and _answered(request, patient, asked, form):
        count_anew()
        return redirect("patients:change-requests")
    if form.is_bound:
        form.data = {**form.data, "words": form["words"].value(), "version": str(patient.version)}
    context = {
        "form": form,
        "patient": patient,
        "asked": request_line(asked),
        "state": STATES[asked.status],
        "lines": compared(asked, details_of(patient)),
    }
    return render(request, "patients/change_requests/answer.html", context)


def _answered(
    request: ClinicalRequest, patient: Patient, change_request: ChangeRequest, form: Any
) -> bool:
    """Whether it is done; False with what is missing beside its field."""
    uow, cleaned = request.uow, form.cleaned_data
    try:
        if "decline" in request.POST:
            decline(uow, change_request, cleaned["words"])
            messages.success(request, _("Declined. The patient reads why."))
        else:
            accept(uow, patient, change_request, cleaned["words"], cleaned["version"])
            messages.success(request, _("Changed as asked. The patient reads it."))
    except Invalid as refused:
        add_refusals(form, refused)
    except Conflict as refused:
        form.add_error(None, error_text(refused))
    except Unavailable:
        change = EmailChanges(uow).of(patient.patient_id)
        if change is None or not change.is_open:
            raise
        form.add_error(None, _(
            "The sign-in service did not answer, so nothing is saved yet. Press once more in a "
            "moment: it goes on from there."
        ))  # fmt: skip
    else:
        return True
    return False
