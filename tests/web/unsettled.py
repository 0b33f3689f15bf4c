"""A site map with pages that fail in every way, and a small form: for the tests of the frame."""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.template import engines
from django.urls import path
from django.views.decorators.http import require_safe

from medisecure import urls
from medisecure.dynamodb import keys
from medisecure.encryption.cipher import Tampered
from medisecure.errors import AccessDenied, Conflict, Invalid, NotFound, Unavailable
from medisecure.web.input.posted_forms import form_of, is_sent
from medisecure.web.requests import ClinicalRequest
from patients.profile.repository import Patients

CANARY = "canary-7f3a"
ERRORS: dict[str, Exception] = {
    "absent": NotFound(),
    "refused": AccessDenied(),
    "conflict": Conflict(),
    "invalid": Invalid({"name": "is wrong"}),
    "unavailable": Unavailable(),
    "tampered": Tampered("a sealed value does not open here"),
    "mistake": ValueError(f"Penicillin {CANARY}"),
    "key": KeyError(CANARY),
}


class NoteForm(forms.Form):
    note = forms.CharField(min_length=5)


@require_safe
def failing(request: ClinicalRequest, how: str) -> HttpResponse:
    """Reads John first, so that there is something to hide and something to remember."""
    shown = Patients(request.uow).get(request.person.user_id)
    local_canary = f"{CANARY} {shown.personal_info.first_name}"
    if how == "nothing":
        return HttpResponse(local_canary)
    raise ERRORS[how]


def note(request: ClinicalRequest) -> HttpResponse:
    form = form_of(request, NoteForm)
    if is_sent(request, form):
        return redirect("/note/?sent")
    page = engines["django"].from_string("{{ form.note }}|{{ form.errors }}")
    return HttpResponse(page.render({"form": form}, request))


def lists(request: ClinicalRequest) -> HttpResponse:
    """A look that the person is not meant to see."""
    start = keys.PATIENT.key(patient_id="patient_12345")
    raw: Any = Patients(request.uow)._uow.get(Patients.kind, start)
    return render(request, "errors/404.html", {"raw": raw})


urlpatterns = [
    path("failing/<str:how>/", failing),
    path("note/", note),
    path("other-note/", note),
    path("lists/", lists),
    *urls.urlpatterns,
]
handler400, handler403 = urls.handler400, urls.handler403
handler404, handler500 = urls.handler404, urls.handler500
