"""Looking up a medicine: a page of its own, and its list of hits for other pages to swap in."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods

from medisecure.web.requests import ClinicalRequest
from patients.prescribing import medicines
from patients.prescribing.forms import MedicineForm


@require_http_methods(["GET", "POST"])
def find_medicines(request: ClinicalRequest) -> HttpResponse:
    """The listed medicines whose names fit what was typed; htmx gets the list alone."""
    request.uow.require("reference:read")
    form = MedicineForm(request.POST or None)
    typed = form.cleaned_data["q"] if form.is_valid() else ""
    language = get_language() or "en"
    found = [(each, each.name_in(language)) for each in medicines.find(typed)] if typed else []
    context = {"form": form, "typed": typed, "found": found}
    page = "_medicines" if request.headers.get("HX-Request") else "medicines"
    return render(request, f"patients/prescribing/{page}.html", context)
