"""The front desk's pages about patients: find, register, details."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from appointments.models import Appointment
from appointments.overview import visits_of
from medisecure.clock import CLINIC_ZONE, from_utc_text, utc_text, zone
from medisecure.errors import Conflict, NotFound
from medisecure.store.lanes import side_by_side
from medisecure.web.fields import new_id
from medisecure.web.paging import links_of, mark_of
from medisecure.web.requests import ClinicalRequest
from medisecure.web.typed import form_of, is_sent
from patients.desk.carrying import slot_query, typed_parts
from patients.desk.forms import CHANNELS, GENDERS, FindForm, RegisterForm
from patients.models import Demographics
from patients.services import Findings, known_patient, look_alikes
from patients.services import find as find_patients
from patients.services import register as register_patient
from providers.models import Provider
from providers.repository import Providers


@require_http_methods(["GET", "POST"])
def find(request: ClinicalRequest) -> HttpResponse:
    """Search, and choose among those found.

    The search is sent by POST and answered at once, without a redirect: what is typed is a name, a
    phone or a birth date, and an address with it would stay in the browser's history, in proxies
    and in whatever is bookmarked, beyond the reach of our own logs and cache headers. The price is
    that reloading asks whether to send the search again. Only a wanted time of the board, which
    names nobody, travels in the address.
    """
    request.uow.demand("found:read")
    form = form_of(request, FindForm)
    findings = None
    if is_sent(request, form):
        findings = find_patients(request.uow, form.cleaned_data["q"])
    slot = slot_query(request.GET)
    context = {
        "form": form,
        "findings": findings,
        "typed": form.cleaned_data["q"] if findings else "",
        "slot": slot,
    }
    return render(request, "patients/find.html", context)


@require_http_methods(["GET", "POST"])
def register(request: ClinicalRequest) -> HttpResponse:
    """Register a patient; whoever might be the same person is shown before anything is stored."""
    request.uow.demand("found:add")
    slot = slot_query(request.GET)
    today = request.uow.at.astimezone(zone(CLINIC_ZONE)).date()
    if request.method == "POST" and "patient_id" not in request.POST:  # carried over from a search
        form = RegisterForm(initial=typed_parts(request.POST.get("typed", "")), today=today)
        return _registration(request, form, slot, None)
    form = form_of(request, RegisterForm, today=today)
    if not is_sent(request, form):
        return _registration(request, form, slot, None)
    new = form.new_patient()
    alike = look_alikes(request.uow, new.personal_info, besides=new.patient_id)
    ruled_out = set() if "changed" in request.POST else set(request.POST.getlist("not_these"))
    if not {each.patient_id for each in alike} <= ruled_out:
        return _registration(request, form, slot, Findings(patients=alike))
    try:
        register_patient(request.uow, new)
    except Conflict as used:
        form.data = {**request.POST.dict(), "patient_id": new_id("patient")}
        form.add_error(None, gettext(used.message) % used.params)
        return _registration(request, form, slot, None)
    messages.success(request, _("The patient is registered."))
    return redirect(reverse("patients:details", args=[new.patient_id]) + slot)


def _registration(
    request: ClinicalRequest, form: RegisterForm, slot: str, alike: Findings | None
) -> HttpResponse:
    context = {"form": form, "slot": slot, "alike": alike, "findings": alike}
    return render(request, "patients/register.html", context)


@require_safe
def details(request: ClinicalRequest, patient_id: str) -> HttpResponse:
    """Who the patient is, and their visits: those to come, and the past ones a page at a time."""
    uow = request.uow
    uow.demand("desk:read")
    before = _before(request)
    patient, visits = side_by_side(
        lambda: known_patient(uow, patient_id),
        lambda: visits_of(uow, patient_id, before=before, cursor=mark_of(request)),
    )
    visits, doctors = side_by_side(
        lambda: visits.as_they_are(uow), lambda: Providers(uow).by_id(visits.provider_ids)
    )
    context = {
        "patient": patient,
        "facts": facts_of(patient),
        "coming": rows_of(visits.coming, doctors),
        "past": rows_of(visits.past.items, doctors),
        "pages": links_of(request, visits.past, before=utc_text(before)),
        "slot": slot_query(request.GET),
    }
    return render(request, "patients/details.html", context)


def rows_of(visits: Iterable[Appointment], doctors: Mapping[str, Provider]) -> list[dict[str, Any]]:
    """Each visit with its doctor's name, or the id of a doctor who is no longer known."""
    return [
        {
            "visit": each,
            "doctor": doctors[each.provider_id].display_name
            if each.provider_id in doctors
            else each.provider_id,
        }
        for each in visits
    ]


def _before(request: ClinicalRequest) -> datetime:
    """Where past begins: now, or when the reader opened the list (page marks hold only for it)."""
    asked = request.GET.get("before", "")
    if not asked:
        return request.uow.at
    try:
        return from_utc_text(asked)
    except ValueError as error:
        raise NotFound from error


def facts_of(patient: Demographics) -> list[dict[str, Any]]:
    """What the desk knows of a patient, labelled."""
    who, wishes, home = patient.personal_info, patient.preferences, patient.personal_info.address
    lines = (home.street, home.city, home.state, home.postal_code, home.country) if home else ()
    language = wishes.language if wishes else None
    return [
        {"label": _("Phone"), "value": who.phone_number, "kind": "phone"},
        {"label": _("E-mail"), "value": who.email},
        {"label": _("Sex"), "value": dict(GENDERS).get(who.gender or "-", who.gender)},
        {"label": _("Address"), "value": [line for line in dict.fromkeys(lines) if line]},
        {"label": _("Language"), "value": LANGUAGE_NAMES.get(language or "", language)},
        {
            "label": _("Reminders by"),
            "value": dict(CHANNELS).get(wishes.communication_method) if wishes else None,
        },
        {
            "label": _("Online account"),
            "value": _("Yes") if patient.cognito_user_id else _("Not yet"),
        },
        {"label": _("Registered"), "value": patient.created_at, "kind": "date"},
    ]


LANGUAGE_NAMES = {"en": "English", "ar": "العربية"}
