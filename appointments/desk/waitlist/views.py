"""The front desk's waitlist: who waits, who is offered what, and what the desk may do about it."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from appointments.booking.opened_slots import OpenedSlots, can_be_offered
from appointments.portal.waitlist.joining_page import joining_of
from appointments.portal.waitlist.views import line_of
from appointments.visits.repository import Appointments
from appointments.waitlist.models import WaitlistEntry, is_quiet
from appointments.waitlist.repository import Entries, Offers
from appointments.waitlist.services import accept, leave, set_urgent, withdraw
from appointments.waitlist.wording import doctor_ids
from medisecure.access.limits import LimitedAction
from medisecure.audit.actions import Action
from medisecure.dynamodb.calls.parallel import in_parallel
from medisecure.dynamodb.unit_of_work import Page
from medisecure.errors import Conflict
from medisecure.web.display.errors import error_text
from medisecure.web.display.paging import links_of, mark_of
from medisecure.web.input.ids import id_or_none
from medisecure.web.limits import limited
from medisecure.web.requests import ClinicalRequest
from patients.profile.repository import DemographicsOf
from providers.directory.repository import Providers

ACTIONS = ("remove", "urgent", "usual", "withdraw", "accept")
DONE = {
    "remove": _("Removed from the waitlist."),
    "urgent": _("Moved to the front of the waitlist."),
    "usual": _("Back in the usual order."),
    "withdraw": _("The offer is withdrawn. The time is free again."),
    "accept": _("The patient has this time now."),
}

BY_DAY = _("The time is offered if it is still free and suits someone on the waitlist.")
AT_NIGHT = _(
    "Nobody is told at night. In the morning the time is offered, if it is still free and suits "
    "someone on the waitlist."
)


@require_http_methods(["GET", "POST"])
def waitlist(request: ClinicalRequest) -> HttpResponse:
    """Everybody who waits, in order: the urgent first, then whoever has waited longest."""
    request.uow.require("desk:read")
    if request.method == "POST":
        return _press(request)
    uow = request.uow
    page: Page[WaitlistEntry] = Entries(uow).everybody(mark_of(request))
    patients, doctors, offers = in_parallel(
        lambda: DemographicsOf(uow).by_id(each.patient_id for each in page.items),
        lambda: Providers(uow).by_id(doctor_ids(page.items)),
        lambda: Offers(uow).of_entries(page.items),
    )
    rows = [
        {**line_of(request, each, doctors, offers), "patient": patients.get(each.patient_id)}
        for each in page.items
    ]
    context = {"rows": rows, "pages": links_of(request, page), "here": request.get_full_path()}
    return render(request, "appointments/desk/waitlist/waitlist.html", context)


@require_http_methods(["GET", "POST"])
@limited(LimitedAction.WAITLIST)
def join(request: ClinicalRequest, patient_id: str) -> HttpResponse:
    """Put a patient on the list: for a visit of theirs, or for one they do not have yet."""
    request.uow.require("desk:write")
    page = joining_of(request, patient_id)
    if page.joined:
        messages.success(request, _("The patient is on the waitlist."))
        return redirect("appointments:waitlist")
    return render(request, "appointments/desk/waitlist/join.html", page.context)


@require_http_methods(["GET", "POST"])
def offer(request: ClinicalRequest, patient_id: str, appointment_id: str) -> HttpResponse:
    """Offer the time of a cancelled visit once more: somebody may have joined the list since."""
    request.uow.require("desk:write")
    visit = Appointments(request.uow).get(patient_id, appointment_id)
    if request.method == "POST" and can_be_offered(visit, request.uow.at):
        with request.uow as uow:
            OpenedSlots(uow).note(visit)
            uow.record_change(Action.OFFER_TIME, appointment_id, patient_id)
        messages.success(request, AT_NIGHT if is_quiet(request.uow.at) else BY_DAY)
    return redirect("appointments:detail", patient_id, appointment_id)


def _press(request: ClinicalRequest) -> HttpResponse:
    """One of the buttons beside a place on the list."""
    request.uow.require("desk:write")
    action = next((each for each in ACTIONS if each in request.POST), "")
    names = ("patient", "entry", "provider", "offer")
    typed = {name: id_or_none(request.POST.get(name, "")) for name in names}
    if action and typed["patient"] and typed["entry"]:
        try:
            _do(request, action, **typed)
        except Conflict as refusal:
            messages.error(request, error_text(refusal))
        else:
            messages.success(request, DONE[action])
    return redirect("appointments:waitlist")


def _do(
    request: ClinicalRequest, action: str, *, patient: str, entry: str, provider: str, offer: str
) -> Any:
    if action == "remove":
        return leave(request.uow, patient, entry)
    if action in ("urgent", "usual"):
        return set_urgent(request.uow, patient, entry, urgent=action == "urgent")
    if not (provider and offer):
        return None
    if action == "withdraw":
        return withdraw(request.uow, provider, offer)
    return accept(request.uow, patient, provider, offer)
