"""Registering a patient: a form, and whoever might be the same person, before anything is kept."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from medisecure.errors import Conflict
from medisecure.web.display.errors import error_text
from medisecure.web.input.fields import new_id
from medisecure.web.input.posted_forms import form_of, is_sent
from medisecure.web.requests import ClinicalRequest
from patients.duplicates.services import look_alikes, pairs_of
from patients.registration.forms import RegisterForm
from patients.registration.prefill import typed_parts
from patients.registration.services import register as register_patient
from patients.search.services import SearchResults
from patients.search.wanted_slot import slot_query


@require_http_methods(["GET", "POST"])
def register(request: ClinicalRequest) -> HttpResponse:
    """Register a patient; whoever might be the same person is shown before anything is stored."""
    request.uow.require("found:add")
    slot = slot_query(request.GET)
    today = request.uow.today
    if request.method == "POST" and "patient_id" not in request.POST:  # carried over from a search
        parts = typed_parts(request.POST.get("typed", ""), today=today)
        return _registration(request, RegisterForm(initial=parts, today=today), slot, None)
    form = form_of(request, RegisterForm, today=today)
    if not is_sent(request, form):
        return _registration(request, form, slot, None)
    new = form.new_patient()
    insurance = new.medical_info.insurance_number
    alike = look_alikes(request.uow, new.personal_info, insurance, besides=(new.patient_id,))
    ruled_out = set() if "changed" in request.POST else set(request.POST.getlist("not_these"))
    if not {each.patient_id for each in alike} <= ruled_out:
        return _registration(request, form, slot, SearchResults(patients=alike))
    try:
        register_patient(request.uow, new)
    except Conflict as used:
        form.data = {**request.POST.dict(), "patient_id": new_id("patient")}
        form.add_error(None, error_text(used))
        return _registration(request, form, slot, None)
    messages.success(request, _("The patient is registered."))
    page = "documents:photo" if form.cleaned_data.get("photo_next") else "patients:details"
    return redirect(reverse(page, args=[new.patient_id]) + slot)


def _registration(
    request: ClinicalRequest, form: RegisterForm, slot: str, alike: SearchResults | None
) -> HttpResponse:
    pairs = pairs_of(alike.patients) if alike else []
    rows = [{"patient": each, "like": like} for each, like in pairs]
    context = {"form": form, "slot": slot, "alike": alike, "rows": rows}
    return render(request, "patients/registration/register.html", context)
