"""Naming a stand-in for a doctor's day."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from appointments.booking.requests import known_provider, sees_patients
from appointments.desk.stand_in.forms import StandInForm
from appointments.stand_in.services import name_stand_in, visits_of_day
from medisecure.clock import CLINIC_ZONE, zone
from medisecure.errors import Conflict
from medisecure.web.input.chosen_day import chosen_day
from medisecure.web.requests import ClinicalRequest
from providers.directory.repository import Providers


@require_http_methods(["GET", "POST"])
def stand_in(request: ClinicalRequest, provider_id: str) -> HttpResponse:
    """The day's visits with who runs them, and the form that names somebody for all of them."""
    uow = request.uow
    uow.require("desk:write")
    provider, everyone = known_provider(uow, provider_id), Providers(uow).all()
    doctors = [each for each in everyone if sees_patients(each) and each.provider_id != provider_id]
    asked = chosen_day(request, zone(CLINIC_ZONE))
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
            messages.success(request, _("Named. Visits with this stand-in: %(n)d.") % {"n": count})
            page = reverse("appointments:stand-in", args=[provider_id])
            return redirect(f"{page}?{urlencode({'date': day.isoformat()})}")
    names = {each.provider_id: each.display_name for each in everyone}
    found = visits_of_day(uow, provider_id, asked.day)
    rows = [
        {"visit": each, "time": f"{each.local_start:%H:%M}",
         "stand_in": names.get(each.stand_in_id or "", each.stand_in_id or "")}
        for each in found.visits
    ]  # fmt: skip
    context = {"provider": provider, "asked": asked, "form": form, "rows": rows}
    return render(request, "appointments/desk/stand_in/stand_in.html", context)
