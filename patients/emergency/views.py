"""Emergency access: the page that opens a closed chart for an hour, after a fresh sign-in."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from medisecure.access.care import Opening
from medisecure.access.emergency import EmergencyReason
from medisecure.access.limits import LimitedAction
from medisecure.errors import Conflict
from medisecure.identity.fresh import is_fresh
from medisecure.web.emergency.broken_glass import remember
from medisecure.web.input.posted_forms import form_of
from medisecure.web.limits import limited
from medisecure.web.requests import ClinicalRequest
from patients.emergency.finding import Meant, id_of, who_is_meant
from patients.emergency.forms import FIND, EmergencyForm
from patients.emergency.services import break_glass
from patients.search.repository import IndexMatch


@require_http_methods(["GET", "POST"])
@limited(LimitedAction.SEARCH)
def emergency(request: ClinicalRequest) -> HttpResponse:
    """Say whose chart and why; who has not just signed in is asked to do so first.

    Who is named by no id is looked for and chosen. The answer to that has no redirect: what is
    typed would stand in an address.
    """
    request.uow.require("worklist:read")
    form, fresh = form_of(request, EmergencyForm), is_fresh(request)
    meant: Meant | None = None
    if request.method == "POST" and not fresh:
        form.add_error(None, _("Sign in again first: in a new tab, so that your words stay here."))
    elif request.method == "POST":
        if form.is_valid() and FIND not in request.POST and _is_open(request, form):
            messages.warning(request, _("The chart is open to you for one hour."))
            return redirect("patients:chart", form.patient_id)
        looks = FIND in request.POST or not form.is_by_id
        meant = _looked_for(request, form) if form.typed and looks else None
    context = {
        "form": form,
        "fresh": fresh,
        "again": urlencode({"fresh": "1", "next": request.path}),
        "meant": meant,
        "rows": [_row(request, each) for each in meant.people] if meant else [],
    }
    return render(request, "patients/emergency/emergency.html", context)


def _looked_for(request: ClinicalRequest, form: EmergencyForm) -> Meant:
    """Who fits what was typed; whoever wanted the chart already is told to choose."""
    meant = who_is_meant(request.uow, form.typed)
    if meant.people and not form.patient_id and FIND not in request.POST:
        form.add_error("patient", _("Choose the patient in the list below."))
    return meant


def _row(request: ClinicalRequest, found: IndexMatch) -> tuple[str, IndexMatch, bool]:
    """The id to choose, who it is, and whether that chart is open to this doctor anyway."""
    whose = id_of(found)
    ground = request.uow.ground_of(whose)
    is_open = ground is not None and ground.opening_at(request.uow.at) is Opening.WHOLE
    return whose, found, is_open


def _is_open(request: ClinicalRequest, form: EmergencyForm) -> bool:
    """Open the chart, or see that the same press has opened it; else the form says why not."""
    cleaned = form.cleaned_data
    whose, emergency_id = form.patient_id, cleaned["emergency_id"]
    if not whose:
        return False
    reason = EmergencyReason(cleaned["reason"])
    try:
        opened = break_glass(request.uow, whose, emergency_id, reason, cleaned["words"])
        remember(request, opened.patient_id, opened.until)
    except Conflict:
        if not _sent_before(request, whose, emergency_id):
            form.add_error("patient", _("Nobody with this id is a patient here. Check the id."))
            return False
    return True


def _sent_before(request: ClinicalRequest, patient_id: str, emergency_id: str) -> bool:
    """Whether an earlier press of the same form has opened this chart."""
    ground = request.uow.ground_of(patient_id)
    return ground is not None and ground.source_id == emergency_id
