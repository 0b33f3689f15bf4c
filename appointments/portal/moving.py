"""A patient moves a visit of their own, while it is not too near."""

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from appointments.booking.moving import is_there, payment_with, place_with, reschedule_request
from appointments.booking.requests import WantedTime
from appointments.booking.services import BookingRequest, days_from, hold, known_provider
from appointments.booking.services import move as move_visit
from appointments.portal.confirming import describe_hold
from appointments.portal.free_times import (
    Chosen,
    chosen_of,
)
from appointments.portal.moving_page import move_page
from appointments.portal.online_rules import Changes, is_request_only
from appointments.portal.own_visit import OwnVisit, changes_now, own_visit, visit_context
from appointments.portal.page_parts import (
    confirm_url,
    facts_of,
    nearest_buttons,
)
from appointments.portal.refusals import lost_in_words
from appointments.visits.models import Appointment
from appointments.visits.wording import MODES
from medisecure.access.limits import LimitedAction
from medisecure.clock import clinic_date
from medisecure.dynamodb.calls.parallel import in_parallel
from medisecure.errors import Conflict
from medisecure.web.display.words.wording import label_of
from medisecure.web.limits import limited
from medisecure.web.requests import ClinicalRequest
from providers.directory.models import Provider


@require_http_methods(["GET", "POST"])
@limited(LimitedAction.HOLD)
def move(request: ClinicalRequest, appointment_id: str) -> HttpResponse:
    """Free times around the present one; choosing one has it kept and leads to the last step."""
    if request.method == "POST":
        return choose(request, appointment_id)
    return move_page(request, appointment_id)


def choose(request: ClinicalRequest, appointment_id: str) -> HttpResponse:
    """Keep the chosen time for this visit."""
    visit = own_visit(request, appointment_id)
    chosen = chosen_of(request.POST.get("slot", ""))
    if chosen is None or not changes_now(request, visit).allowed:
        return move_page(request, appointment_id)
    try:
        hold(request.uow, moved_booking_request(visit, chosen))
    except Conflict as refusal:
        return move_page(request, appointment_id, refusal, chosen)
    query = {"slot": chosen.value, "seen": str(visit.sequence)}
    return redirect(confirm_url("appointments:portal-move-confirm", [appointment_id], **query))


def moved_booking_request(visit: Appointment, chosen: Chosen) -> BookingRequest:
    """The visit at the chosen time; in a clinic that confirms each, as a request again."""
    booking_request = reschedule_request(visit, chosen.starts_at)
    return replace(booking_request, provider_id=chosen.provider_id, requested=is_request_only())


@require_http_methods(["GET", "POST"])
@limited(LimitedAction.BOOK)
def move_confirm(request: ClinicalRequest, appointment_id: str) -> HttpResponse:
    """From when to when, one press, and the visit has changed places."""
    typed = request.POST if request.method == "POST" else request.GET
    chosen = chosen_of(typed.get("slot", ""))
    if request.method == "POST" and "choose" in request.POST:
        chosen = chosen_of(request.POST["choose"])
    visit = own_visit(request, appointment_id)
    changes = changes_now(request, visit)
    if chosen is None or (
        not changes.allowed and not is_there(visit, moved_booking_request(visit, chosen))
    ):
        return redirect("appointments:portal-move", appointment_id)
    booking_request, seen = moved_booking_request(visit, chosen), seen_of(typed.get("seen", ""))
    refusal: Conflict | None = None
    if is_there(visit, booking_request):
        messages.info(request, _("The visit is already at this time."))
        return redirect("appointments:detail", visit.patient_id, appointment_id)
    if request.method == "POST":
        try:
            if "choose" in request.POST:
                hold(request.uow, booking_request)
            else:
                return moved(request, booking_request, seen)
        except Conflict as error:
            refusal = error
    return last_step(request, visit, changes, chosen, seen=seen, refusal=refusal)


def moved(request: ClinicalRequest, booking_request: BookingRequest, seen: int) -> HttpResponse:
    """Move it; `Conflict` if the time is gone or the visit was changed meanwhile."""
    visit = move_visit(request.uow, request.subject_id, booking_request, sequence=seen)
    messages.success(
        request,
        _("Your request is sent. The clinic will confirm the new time. It is held for you.")
        if is_request_only()
        else _("Your visit is moved."),
    )
    return redirect("appointments:detail", visit.patient_id, visit.appointment_id)


def last_step(
    request: ClinicalRequest,
    visit: Appointment,
    changes: Changes,
    chosen: Chosen,
    *,
    seen: int,
    refusal: Conflict | None,
) -> HttpResponse:
    """The page that shows both times, and whether the new one is still kept."""
    uow = request.uow
    first = clinic_date(chosen.starts_at)
    provider, days = in_parallel(
        lambda: known_provider(uow, chosen.provider_id),
        lambda: days_from(uow, chosen.provider_id, first),
    )
    kind = visit.scheduling_info.type or ""
    wanted = WantedTime(
        uow=uow,
        provider=provider,
        days=days,
        at=chosen.starts_at,
        minutes=visit.minutes,
        visit_type=kind,
        own_ids=(visit.appointment_id,),
    )
    slot = wanted.slot()
    is_free = slot is not None and slot.is_free
    near = () if is_free else wanted.nearest_free()
    context = {
        **visit_context(OwnVisit(visit=visit, provider=provider, changes=changes), request),
        "facts": facts_of(provider, chosen, kind, visit.minutes) | _what_stays(visit, provider),
        "chosen": chosen,
        "at": uow.at,
        "seen": seen,
        "is_stale": seen != visit.sequence,
        **describe_hold(slot, uow),
        "alternatives": nearest_buttons(provider, near, chosen.starts_at),
        "refusal": lost_in_words(refusal) if refusal else "",
    }
    return render(request, "appointments/portal/move_confirm.html", context)


def _what_stays(visit: Appointment, provider: Provider) -> dict[str, Any]:
    """What a move takes along: the room and the fee while they may, and how it takes place."""
    return {
        "place": place_with(visit, provider),
        "mode": label_of(MODES, visit.scheduling_info.mode),
        "payment": payment_with(visit, provider),
    }


def seen_of(text: str) -> int:
    """The visit's sequence as the page showed it; -1, which none has, for anything odd."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else -1  # noqa: PLR2004
