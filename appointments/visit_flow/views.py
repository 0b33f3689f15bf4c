"""Steps of a visit, taking one back, and what of past days was never brought to an end."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from appointments.booking.calling_off import mark_in_error
from appointments.booking.patient_limits import BeyondLimits
from appointments.visit_flow.asking_why import BeyondForm, ask_why
from appointments.visit_flow.forms import InErrorForm
from appointments.visit_flow.history import may_take_steps
from appointments.visit_flow.services import step as take_step
from appointments.visit_flow.services import undo as take_back
from appointments.visit_flow.steps import parsed_step
from appointments.visit_flow.wording import step_said, undo_said
from appointments.visits.models import Appointment
from appointments.visits.repository import Appointments
from appointments.visits.status import Status
from medisecure.access.actor import Role
from medisecure.dynamodb.calls.parallel import in_parallel
from medisecure.errors import AccessDenied, Conflict
from medisecure.web.display.errors import error_text
from medisecure.web.input.posted_forms import form_of, is_sent
from medisecure.web.redirects import safe_redirect
from medisecure.web.requests import ClinicalRequest
from patients.profile.banner import Banner, open_page
from patients.profile.open_patient import Part
from providers.directory.repository import Providers


@require_http_methods(["GET", "POST"])
def step(request: ClinicalRequest, patient_id: str, appointment_id: str) -> HttpResponse:
    """Take a visit one step on, from the status that was seen when the button was pressed."""
    request.uow.require("step:write")
    seen, wanted = parsed_step(request.POST.get("step", ""))
    if seen is None or wanted is None or wanted is Status.CANCELLED:
        return _nothing_pressed(request, patient_id, appointment_id)
    return _done(
        request,
        patient_id,
        appointment_id,
        lambda: take_step(request.uow, patient_id, appointment_id, wanted, expected=seen),
        step_said,
        starts=wanted is Status.IN_CONSULTATION,
    )


@require_http_methods(["GET", "POST"])
def undo(request: ClinicalRequest, patient_id: str, appointment_id: str) -> HttpResponse:
    """Take the last step of a visit back, if it is still the one that was seen."""
    request.uow.require("step:write")
    seen, _wanted = parsed_step(request.POST.get("step", ""))
    if seen is None:
        return _nothing_pressed(request, patient_id, appointment_id)
    why = BeyondForm(request.POST)
    try:
        return _done(
            request,
            patient_id,
            appointment_id,
            lambda: take_back(
                request.uow, patient_id, appointment_id, expected=seen, beyond=why.word
            ),
            undo_said,
        )
    except BeyondLimits as error:
        visit = Appointments(request.uow).get(patient_id, appointment_id)
        return ask_why(request, visit, why, error)


@require_http_methods(["GET", "POST"])
def in_error(request: ClinicalRequest, patient_id: str, appointment_id: str) -> HttpResponse:
    """Say that a visit should never have been entered, and why: its doctor, or the front desk."""
    request.uow.require("step:write")
    banner: Banner
    visit: Appointment
    banner, visit = in_parallel(
        lambda: open_page(request, patient_id, Part.CONTACT),
        lambda: Appointments(request.uow).get(patient_id, appointment_id),
    )
    if not may_take_steps(request, visit):
        raise AccessDenied
    form = form_of(request, InErrorForm, initial={"seen": visit.status.value})
    if is_sent(request, form):
        seen, reason = form.cleaned_data["seen"], form.cleaned_data["reason"]
        try:
            mark_in_error(request.uow, patient_id, appointment_id, reason, expected=seen)
        except Conflict as error:
            form.add_error(None, error_text(error))
        else:
            messages.success(request, _("The visit is marked as entered in error."))
            return redirect("appointments:detail", patient_id, appointment_id)
    doctors = Providers(request.uow).by_id([visit.provider_id])
    doctor = doctors.get(visit.provider_id)
    context = {
        "banner": banner,
        "visit": visit,
        "form": form,
        "doctor": doctor.display_name if doctor else visit.provider_id,
    }
    return render(request, "appointments/visit_flow/in_error.html", context)


def _done(
    request: ClinicalRequest,
    patient_id: str,
    appointment_id: str,
    deed: Callable[[], Appointment],
    said: Callable[[Appointment], str],
    *,
    starts: bool = False,
) -> HttpResponse:
    """Do it, say how it went, and go back to where the button was; *Start* leads to the note."""
    try:
        visit = deed()
    except Conflict as error:
        if isinstance(error, BeyondLimits) and request.role is Role.STAFF:
            raise  # the desk may go on if it says why
        messages.error(request, error_text(error))
    else:
        messages.success(request, said(visit))
        if starts and request.role is Role.PROVIDER:
            return redirect("patients:visit-note", patient_id, appointment_id)
    page = reverse("appointments:detail", args=[patient_id, appointment_id])
    return redirect(safe_redirect(request.POST.get("back", ""), page))


def _nothing_pressed(
    request: ClinicalRequest, patient_id: str, appointment_id: str
) -> HttpResponse:
    """No button was pressed, as after signing in again: show the visit as it stands."""
    visit = Appointments(request.uow).get(patient_id, appointment_id)
    if request.method == "POST":
        messages.error(request, _("Nothing was changed. Please try again."))
    return redirect("appointments:detail", visit.patient_id, visit.appointment_id)
