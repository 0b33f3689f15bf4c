"""Looking up a diagnosis: a page of its own, and its list of hits for other pages to swap in."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from medisecure.web.requests import ClinicalRequest
from patients.coding import search
from patients.coding.forms import CodeForm
from patients.coding.wording import plainly

SHOWN = 20


@require_http_methods(["GET", "POST"])
def codes(request: ClinicalRequest) -> HttpResponse:
    """The codes that fit what was typed, likeliest first.

    Sent by POST like every search of ours: what a doctor types stays out of addresses. htmx gets
    the list alone.
    """
    request.uow.require("reference:read")
    form = CodeForm(request.POST or None)
    typed = form.cleaned_data["q"] if form.is_valid() else ""
    hits = search.find(typed, limit=SHOWN) if typed else []
    found = [(each, plainly(each.code.code)) for each in hits]
    context = {"form": form, "typed": typed, "found": found, "release": search.release()}
    page = "_codes" if request.headers.get("HX-Request") else "codes"
    return render(request, f"patients/coding/{page}.html", context)
