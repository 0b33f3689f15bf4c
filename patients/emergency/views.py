"""Emergency access: the page that opens a closed chart for an hour, after a fresh sign-in."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from medisecure.access.emergency import EmergencyReason
from medisecure.errors import Conflict
from medisecure.identity.fresh import is_fresh
from medisecure.web.emergency.broken_glass import remember
from medisecure.web.input.posted_forms import form_of, is_sent
from medisecure.web.requests import ClinicalRequest
from patients.emergency.forms import EmergencyForm
from patients.emergency.services import break_glass


@require_http_methods(["GET", "POST"])
def emergency(request: ClinicalRequest) -> HttpResponse:
    """Say whose chart and why; who has not just signed in is asked to do so first."""
    request.uow.require("worklist:read")
    form, fresh = form_of(request, EmergencyForm), is_fresh(request)
    if fresh and is_sent(request, form):
        cleaned = form.cleaned_data
        try:
            opened = break_glass(
                request.uow,
                cleaned["patient"],
                cleaned["emergency_id"],
                EmergencyReason(cleaned["reason"]),
                cleaned["words"],
            )
            remember(request, opened.patient_id, opened.until)
        except Conflict:
            if not _sent_before(request, cleaned["patient"], cleaned["emergency_id"]):
                form.add_error("patient", _("Nobody with this id is a patient here. Check the id."))
        if not form.errors:
            messages.warning(request, _("The chart is open to you for one hour."))
            return redirect("patients:chart", cleaned["patient"])
    if request.method == "POST" and not fresh:
        form.add_error(None, _("Sign in again first: in a new tab, so that your words stay here."))
    again = urlencode({"fresh": "1", "next": request.path})
    context = {"form": form, "fresh": fresh, "again": again}
    return render(request, "patients/emergency/emergency.html", context)


def _sent_before(request: ClinicalRequest, patient_id: str, emergency_id: str) -> bool:
    """Whether an earlier press of the same form has opened this chart."""
    ground = request.uow.ground_of(patient_id)
    return ground is not None and ground.source_id == emergency_id
