"""A patient books a visit: looks for a free time, has it kept, and confirms it."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from appointments.booking.basis import read_basis
from appointments.booking.placing import NotFree
from appointments.booking.services import book as book_visit
from appointments.booking.services import hold
from appointments.portal.confirming import (
    booking_request_of,
    confirm_page,
    forgotten,
    refused_page,
)
from appointments.portal.forms import ConfirmForm, opened_id
from appointments.portal.free_times import Chosen, chosen_of
from appointments.portal.hold import (
    HeldSlot,
    forget,
    give_back,
    held_slot_of,
    is_left_behind,
    reason_kept,
    remember,
    remember_reason,
)
from appointments.portal.online_rules import is_open, is_request_only
from appointments.portal.page_parts import confirm_url
from appointments.portal.refusals import lost_in_words
from appointments.portal.searching import search_page
from medisecure.access.limits import LimitedAction
from medisecure.errors import Conflict
from medisecure.web.input.posted_forms import form_of, is_sent
from medisecure.web.limits import limited
from medisecure.web.requests import ClinicalRequest
from patients.profile.open_patient import open_patient

REASON_FIELD = "reason"
CLOSED_PAGE = "appointments/portal/closed.html"


@require_http_methods(["GET", "POST"])
@limited(LimitedAction.HOLD)
def book(request: ClinicalRequest) -> HttpResponse:
    """Free times of a doctor, a specialty or anyone; choosing one has it kept for ten minutes."""
    if not is_open():
        return closed(request)
    if request.method == "POST":
        return choose(request)
    if not request.GET:
        remember_reason(request, "")  # a new visit, for a reason of its own
    return render(request, "appointments/portal/book.html", search_page(request, request.GET))


def choose(request: ClinicalRequest) -> HttpResponse:
    """Keep the chosen time and go on to confirm it; if it is gone, say so beside the others."""
    sealed, kind = request.POST.get("form", ""), request.POST.get("kind", "")
    visit_id = opened_id(request.subject_id, sealed)
    chosen = chosen_of(request.POST.get("slot", ""))
    whom = request.POST.get("whom", "")
    if not visit_id or chosen is None:
        context = search_page(request, request.POST)
        context["refusal"] = gettext("Choose one of the free times.")
        return render(request, "appointments/portal/book.html", context)
    try:
        kind = keep(request, sealed, visit_id, chosen, kind)
    except Conflict as refusal:
        context = search_page(request, request.POST, refusal, chosen)
        return render(request, "appointments/portal/book.html", context)
    query = {"form": sealed, "slot": chosen.value, "kind": kind, "whom": whom}
    return redirect(confirm_url("appointments:portal-confirm", **query))


def keep(request: ClinicalRequest, sealed: str, visit_id: str, chosen: Chosen, kind: str) -> str:
    """Hold the time and remember it, giving back what was kept before; the kind it is for."""
    uow, patient_id = request.uow, request.subject_id
    basis = read_basis(uow, patient_id, chosen.provider_id, chosen.starts_at)
    booking_request = booking_request_of(basis, patient_id, visit_id, chosen, kind=kind)
    before = held_slot_of(request)
    held = hold(uow, booking_request, basis)
    if before and (before.form != sealed or is_left_behind(before.chosen, chosen)):
        give_back(uow, patient_id, opened_id(patient_id, before.form), before.chosen)
    kept = HeldSlot(
        form=sealed, chosen=chosen, until=held.expires_at, kind=booking_request.visit_type
    )
    remember(request, kept)
    return booking_request.visit_type


@require_http_methods(["GET", "POST"])
@limited(LimitedAction.BOOK)
def confirm(request: ClinicalRequest) -> HttpResponse:
    """The last look: doctor, place, fee, an optional reason; then the visit is booked."""
    if not is_open():
        return closed(request)
    form = form_of(request, ConfirmForm, patient_id=request.subject_id, initial=carried(request))
    if form.chosen is None or not form.visit_id:
        open_patient(request.uow, request.subject_id)  # closed to everyone else
        return redirect("appointments:portal-book")
    if request.method == "POST" and "choose" in request.POST:
        return choose_again(request)
    return booked(request, form) if is_sent(request, form) else render_confirmation(request, form)


def booked(request: ClinicalRequest, form: ConfirmForm) -> HttpResponse:
    """Book the visit of a form that fits, and go to it; if it cannot be, say so on the page."""
    uow, patient_id, typed = request.uow, request.subject_id, form.cleaned_data
    visit_id, chosen = typed["form"], typed["slot"]
    basis = read_basis(uow, patient_id, chosen.provider_id, chosen.starts_at, form=visit_id)
    booking_request = booking_request_of(
        basis, patient_id, visit_id, chosen, kind=typed["kind"], reason=typed["reason"]
    )
    try:
        visit = book_visit(uow, booking_request, basis=basis)
    except NotFree as refusal:
        context = refused_page(uow, form, basis.provider, refusal)
        return confirmation(request, context, refusal)
    except Conflict as refusal:
        return render_confirmation(request, form, refusal)
    forget(request)
    remember_reason(request, "")
    messages.success(
        request,
        _("Your request is sent. The clinic will confirm the visit. The time is held for you.")
        if is_request_only()
        else _("Your visit is booked."),
    )
    return redirect("appointments:detail", visit.patient_id, visit.appointment_id)


def carried(request: ClinicalRequest) -> dict[str, str]:
    """What the address brings along; a reason never stands in one, and is kept in the session."""
    named = {name: request.GET.get(name, "") for name in ("form", "slot", "kind", "whom")}
    return named | {"reason": reason_kept(request)}


def choose_again(request: ClinicalRequest) -> HttpResponse:
    """Another time, or the same one again, with everything that is typed."""
    chosen = chosen_of(request.POST.get("choose", ""))
    typed = {name: request.POST.get(name, "") for name in ConfirmForm.base_fields}
    if chosen is not None:
        typed["slot"] = chosen.value
    form = ConfirmForm(initial=typed, patient_id=request.subject_id)
    if chosen is None:
        return render_confirmation(request, form)
    try:
        keep(request, typed["form"], form.visit_id, chosen, typed["kind"])
    except Conflict as refusal:
        return render_confirmation(request, form, refusal)
    return render_confirmation(request, form)


def render_confirmation(
    request: ClinicalRequest, form: ConfirmForm, refusal: Conflict | None = None
) -> HttpResponse:
    """The last step's page; the visit itself if this form has booked it already."""
    context = confirm_page(request, form, refusal.alternatives if refusal else ())
    booked = context["booked"]
    if booked and (refusal is None or not refusal.alternatives):
        messages.info(request, forgotten(booked))
        return redirect("appointments:detail", booked.patient_id, booked.appointment_id)
    return confirmation(request, context, refusal)


def confirmation(
    request: ClinicalRequest, context: dict[str, Any], refusal: Conflict | None
) -> HttpResponse:
    """The page, with the words of a refusal."""
    if refusal:
        context["refusal"] = lost_in_words(refusal)
    return render(request, "appointments/portal/confirm.html", context)


@require_http_methods(["GET", "POST"])
def release(request: ClinicalRequest) -> HttpResponse:
    """Give a kept time back: to choose another one, or because the page was left.

    What was typed of the reason is kept for the time that is chosen instead.
    """
    patient_id = request.subject_id
    open_patient(request.uow, patient_id)
    visit_id = released_id(request)
    chosen = chosen_of(request.POST.get("slot", ""))
    if visit_id and chosen:
        give_back(request.uow, patient_id, visit_id, chosen)
        kept = held_slot_of(request)
        if kept and kept.chosen == chosen:
            forget(request)
    if "leaving" in request.POST:
        request.is_polling = True  # nobody is there any more
        return HttpResponse(status=204)
    if REASON_FIELD in request.POST:
        remember_reason(request, request.POST[REASON_FIELD].strip())
    return redirect(back_url(request))


def released_id(request: ClinicalRequest) -> str:
    """The visit a hold is for: of a sealed form, or one of the patient's own that is moved."""
    sealed = request.POST.get("form", "")
    return opened_id(request.subject_id, sealed)


def back_url(request: ClinicalRequest) -> str:
    """The page of free times, as it was."""
    query = {name: request.POST.get(name, "") for name in ("whom", "kind", "day")}
    visit_id = released_id(request)
    if visit_id and request.POST.get("moving"):
        return confirm_url("appointments:portal-move", [visit_id], day=query["day"])
    return confirm_url("appointments:portal-book", **{k: v for k, v in query.items() if v})


def closed(request: ClinicalRequest) -> HttpResponse:
    """Booking online is switched off: whom to ask instead."""
    open_patient(request.uow, request.subject_id)
    return render(request, CLOSED_PAGE, {"patient_id": request.subject_id})
