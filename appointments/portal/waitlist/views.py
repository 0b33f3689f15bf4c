"""A patient's own waitlist: join it, see where one stands, leave it."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from appointments.portal.online_rules import is_open
from appointments.portal.views import closed
from appointments.portal.waitlist.joining_page import joining_of
from appointments.waitlist.models import EntryStatus, Offer, WaitlistEntry
from appointments.waitlist.repository import Entries, Offers
from appointments.waitlist.services import leave
from appointments.waitlist.wording import ENDS, doctor_ids, when_said, whom_said
from medisecure.access.limits import LimitedAction
from medisecure.dynamodb.calls.parallel import in_parallel
from medisecure.web.display.words.wording import label_of
from medisecure.web.input.ids import id_or_none
from medisecure.web.limits import limited
from medisecure.web.requests import ClinicalRequest
from patients.profile.open_patient import open_patient
from patients.records.wording import VISIT_TYPES
from providers.directory.models import Provider
from providers.directory.repository import Providers

MOST_ENDED = 5


@require_http_methods(["GET", "POST"])
def own(request: ClinicalRequest) -> HttpResponse:
    """Where the patient waits, what is offered just now, and how earlier waits ended."""
    uow, patient_id = request.uow, request.subject_id
    if request.method == "POST":
        return _leave(request)
    _patient, entries = in_parallel(
        lambda: open_patient(uow, patient_id), lambda: Entries(uow).of_patient(patient_id)
    )
    doctors, offers = in_parallel(
        lambda: Providers(uow).by_id(doctor_ids(entries)), lambda: Offers(uow).of_entries(entries)
    )
    lines = [line_of(request, each, doctors, offers) for each in _in_order(entries)]
    context = {
        "waits": [each for each in lines if each["entry"].waits],
        "ended": [each for each in lines if not each["entry"].waits][:MOST_ENDED],
        "patient_id": patient_id,
        "may_join": is_open(),
    }
    return render(request, "appointments/portal/waitlist/own.html", context)


@require_http_methods(["GET", "POST"])
@limited(LimitedAction.WAITLIST)
def join(request: ClinicalRequest) -> HttpResponse:
    """Wait for a sooner time, or for any where none suits."""
    if not is_open():
        return closed(request)
    page = joining_of(request, request.subject_id)
    if page.joined:
        messages.success(
            request,
            _("You are on the waitlist. We will tell you as soon as a time becomes available."),
        )
        return redirect("appointments:portal-waitlist")
    return render(request, "appointments/portal/waitlist/join.html", page.context)


def line_of(
    request: ClinicalRequest,
    entry: WaitlistEntry,
    doctors: dict[str, Provider],
    offers: dict[str, Offer],
) -> dict[str, Any]:
    """One place on the list in words; `offer` is the one that can be taken at this moment."""
    offer = offers.get(entry.offered.offer_id) if entry.offered else None
    mine = offer.place_of(entry.patient_id) if offer else None
    stands = offer and offer.stands_at(request.uow.at) and mine and mine.answer is None
    return {
        "entry": entry,
        "whom": whom_said(entry.whom, doctors),
        "when": when_said(entry),
        "kind": label_of(VISIT_TYPES, entry.visit_type),
        "end": ENDS.get(entry.status, ""),
        "offer": offer if stands else None,
        "doctor": whom_said(offer.provider_id, doctors) if offer else "",
    }


def _in_order(entries: list[WaitlistEntry]) -> list[WaitlistEntry]:
    """Those that wait by their turn, then those that are over, the latest first."""
    waits = sorted((each for each in entries if each.waits), key=lambda each: each.sort_key)
    over = [each for each in entries if not each.waits]
    return waits + sorted(over, key=lambda each: each.updated_at, reverse=True)


def _leave(request: ClinicalRequest) -> HttpResponse:
    """Leave the list by one press; the visit there is stays as it is."""
    patient_id = request.subject_id
    open_patient(request.uow, patient_id)
    entry_id = id_or_none(request.POST.get("entry", ""))
    if entry_id:
        left = leave(request.uow, patient_id, entry_id)
        if left.status is EntryStatus.WITHDRAWN:
            messages.success(
                request, _("You have left the waitlist. Your visits stay as they are.")
            )
    return redirect("appointments:portal-waitlist")
