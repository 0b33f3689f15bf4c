"""A patient asks for a change of their details, and takes it back while nobody has answered."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from medisecure.errors import Conflict
from medisecure.web.display.errors import error_text
from medisecure.web.input.ids import id_or_none
from medisecure.web.input.posted_forms import form_of, is_sent
from medisecure.web.requests import ClinicalRequest
from patients.change_requests.counting import count_anew
from patients.change_requests.forms import AskForm
from patients.change_requests.services import ask as ask_for
from patients.change_requests.services import take_back
from patients.profile.open_patient import Part, open_patient


@require_http_methods(["GET", "POST"])
def ask(request: ClinicalRequest, patient_id: str) -> HttpResponse:
    """The details in a form, to be sent to the desk as they should be."""
    uow = request.uow
    uow.require("my_details:read")
    patient = open_patient(uow, patient_id, Part.CHART)
    if "back" in request.POST:
        return _taken_back(request, patient_id)
    own = request.acting is None
    form = form_of(request, AskForm, patient=patient, own=own, today=uow.today)
    if is_sent(request, form):
        try:
            ask_for(uow, patient, form.change())
        except Conflict as refusal:
            form.add_error(None, error_text(refusal))
        else:
            count_anew()
            messages.success(request, _("The front desk was asked. The answer will stand here."))
            return redirect("patients:my-details", patient_id)
    context = {"form": form, "patient": patient, "own": own}
    return render(request, "patients/change_requests/ask.html", context)


def _taken_back(request: ClinicalRequest, patient_id: str) -> HttpResponse:
    request_id = id_or_none(request.POST["back"])
    if request_id:
        try:
            take_back(request.uow, patient_id, request_id)
        except Conflict as refusal:
            messages.info(request, error_text(refusal))
        else:
            count_anew()
            messages.success(request, _("Your request was taken back."))
    return redirect("patients:my-details", patient_id)
