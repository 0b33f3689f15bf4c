"""Naming a stand-in for a doctor's day, and taking that back."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from appointments.booking.requests import known_provider, sees_patients
from appointments.desk.stand_in.forms import StandInForm
from appointments.stand_in.services import (
    DayOfVisits,
    end_stand_in,
    listed_day,
    name_stand_in,
)
from medisecure.clock import CLINIC_ZONE, zone
from medisecure.dynamodb.calls.parallel import in_parallel
from medisecure.errors import Conflict
from medisecure.web.input.chosen_day import chosen_day
from medisecure.web.requests import ClinicalRequest
from patients.profile.models import Demographics
from patients.profile.repository import DemographicsOf
from providers.directory.repository import Providers


@require_http_methods(["GET", "POST"])
def stand_in(request: ClinicalRequest, provider_id: str) -> HttpResponse:
    """The day's visits with who runs them, and the form that names somebody for all of them."""
    uow = request.uow
    uow.require("desk:write")
    provider, everyone = in_parallel(
        lambda: known_provider(uow, provider_id), lambda: Providers(uow).all()
    )
    doctors = [each for each in everyone if sees_patients(each) and each.provider_id != provider_id]
    asked = chosen_day(request, zone(CLINIC_ZONE))
    if request.method == "POST" and "take_back" in request.POST:
        return _taken_back(request, provider_id, asked.day)
    sent = request.method == "POST"
    form = (
        StandInForm(request.POST, doctors=doctors)
        if sent
        else StandInForm(doctors=doctors, initial={"date": asked.day})
    )
    if sent and form.is_valid():
        day, who = form.cleaned_data["date"], form.cleaned_data["stand_in"]
        try:
            count = name_stand_in(uow, provider_id, day, who)
        except Conflict as error:
            form.add_error("stand_in", _(error.message))
        else:
            messages.success(request, _("Stand-in assigned. Visits: %(n)d.") % {"n": count})
            return redirect(_page(provider_id, day))
    listed = listed_day(uow, provider, asked.day)
    found, patients = in_parallel(
        lambda: listed.as_it_is(uow),
        lambda: DemographicsOf(uow).by_id(each.patient_id for each in listed.visits),
    )
    uow.show_only({each.patient_id for each in found.visits})
    names = {each.provider_id: each.display_name for each in everyone}
    named = found.stand_in_id
    context = {
        "provider": provider,
        "asked": asked,
        "form": form,
        "rows": _rows(found, patients, names),
        "named": names.get(named or "", named),
    }
    return render(request, "appointments/desk/stand_in/stand_in.html", context)


def _taken_back(request: ClinicalRequest, provider_id: str, day: date) -> HttpResponse:
    try:
        count = end_stand_in(request.uow, provider_id, day)
    except Conflict as error:
        messages.error(request, _(error.message))
    else:
        said = _("Stand-in removed. Visits returned to their doctor: %(n)d.")
        messages.success(request, said % {"n": count})
    return redirect(_page(provider_id, day))


def _page(provider_id: str, day: date) -> str:
    page = reverse("appointments:stand-in", args=[provider_id])
    return f"{page}?{urlencode({'date': day.isoformat()})}"


def _rows(
    found: DayOfVisits, patients: dict[str, Demographics], names: dict[str, str]
) -> list[dict[str, Any]]:
    """The day's visits with the patient's name and who runs them."""
    return [
        {"visit": each, "time": f"{each.local_start:%H:%M}",
         "patient": patients.get(each.patient_id),
         "stand_in": names.get(each.stand_in_id or "", each.stand_in_id or "")}
        for each in found.visits
    ]  # fmt: skip
