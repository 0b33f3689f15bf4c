"""The front desk's search for a patient."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from medisecure.web.input.kept_text import form_of, is_sent
from medisecure.web.requests import ClinicalRequest
from patients.search.forms import FindForm
from patients.search.services import find as find_patients
from patients.search.wanted_slot import slot_query


@require_http_methods(["GET", "POST"])
def find(request: ClinicalRequest) -> HttpResponse:
    """Search, and choose among those found.

    The search is sent by POST and answered at once, without a redirect: what is typed is a name, a
    phone or a birth date, and an address with it would stay in the browser's history, in proxies
    and in whatever is bookmarked, beyond the reach of our own logs and cache headers. The price is
    that reloading asks whether to send the search again. Only a wanted time of the board, which
    names nobody, travels in the address.
    """
    request.uow.require("found:read")
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
    return render(request, "patients/search/find.html", context)
