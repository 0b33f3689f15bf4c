"""A patient moves or cancels a visit of their own, while it is not too near."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from appointments.models import Appointment, Status
from appointments.portal.confirming import others, slot_at, standing
from appointments.portal.forms import CancelForm, sealed_visit
from appointments.portal.offers import (
    BEFORE_WANTED,
    DAYS_SHOWN,
    Chosen,
    DayOffer,
    chosen_of,
    day_to_open,
    days_of,
    offers_of,
)
from appointments.portal.pages import (
    around,
    confirm_url,
    facts_of,
    nearest_buttons,
    opened_of,
    tiles_of,
)
from appointments.portal.said import lost_in_words, said_of
from appointments.portal.searching import first_day
from appointments.portal.terms import changes_of, is_request_only
from appointments.repository import Appointments
from appointments.services import Wish, days_from, hold, known_provider
from appointments.services import cancel as cancel_visit
from appointments.services import move as move_visit
from appointments.services.moving import is_there, moved_to_day
from appointments.services.terms import all_slots
from appointments.wording import payment_note
from medisecure.clock import CLINIC_ZONE, zone
from medisecure.errors import Conflict
from medisecure.store.lanes import side_by_side
from medisecure.web.requests import ClinicalRequest
from medisecure.web.typed import form_of, is_sent
from patients.services import known_patient
from patients.wording import VISIT_TYPES, said
from providers.models import Provider
from providers.repository import Providers


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """A visit of the reader's own, and its doctor if they are still known."""

    visit: Appointment
    provider: Provider | None

    @property
    def doctor(self) -> str:
        return self.provider.display_name if self.provider else ""


def ground_of(request: ClinicalRequest, appointment_id: str) -> Ground:
    """Read the visit in the reader's own name: those of others are absent."""
    uow, patient_id = request.uow, request.person.user_id
    _patient, visit = side_by_side(
        lambda: known_patient(uow, patient_id),
        lambda: Appointments(uow).get(patient_id, appointment_id),
    )
    doctors = Providers(uow).by_id([visit.provider_id])
    return Ground(visit=visit, provider=doctors.get(visit.provider_id))


@require_http_methods(["GET", "POST"])
def move(request: ClinicalRequest, appointment_id: str) -> HttpResponse:
    """Free times around the present one; choosing one has it kept and leads to the last step."""
    if request.method == "POST":
        return choose(request, appointment_id)
    return move_page(request, appointment_id)


def choose(request: ClinicalRequest, appointment_id: str) -> HttpResponse:
    """Keep the chosen time for this visit."""
    visit = own_visit(request, appointment_id)
    chosen = chosen_of(request.POST.get("slot", ""))
    if chosen is None or not changes_of(visit, request.uow.at).allowed:
        return move_page(request, appointment_id)
    try:
        hold(request.uow, moved_wish(visit, chosen))
    except Conflict as refusal:
        return move_page(request, appointment_id, refusal, chosen)
    query = {"slot": chosen.value, "seen": str(visit.sequence)}
    return redirect(confirm_url("appointments:portal-move-confirm", [appointment_id], **query))


def own_visit(request: ClinicalRequest, appointment_id: str) -> Appointment:
    return Appointments(request.uow).get(request.person.user_id, appointment_id)


def moved_wish(visit: Appointment, chosen: Chosen) -> Wish:
    """The visit at the chosen time; in a clinic that confirms each, as a request again."""
    wish = moved_to_day(visit, chosen.starts_at)
    return replace(wish, provider_id=chosen.provider_id, requested=is_request_only())


def move_page(
    request: ClinicalRequest,
    appointment_id: str,
    refusal: Conflict | None = None,
    wanted: Chosen | None = None,
) -> HttpResponse:
    """The page of free times for a visit, or why it cannot be moved."""
    uow = request.uow
    visit = own_visit(request, appointment_id)
    first = first_day_for(request, visit)
    doctors, days = side_by_side(
        lambda: Providers(uow).by_id([visit.provider_id]),
        lambda: days_of(uow, [visit.provider_id], first),
    )
    ground = Ground(visit=visit, provider=doctors.get(visit.provider_id))
    kind, provider = visit.scheduling_info.type or "", ground.provider
    shown = [provider] if provider and provider.status == "ACTIVE" else []
    offers = offers_of(
        shown, days, kind, uow.at, mine=[appointment_id], minutes=visit.minutes,
        but_not=visit.starts_at,
    )  # fmt: skip
    asked = chosen_day(request)
    wanted_day = asked or held_day(offers) or visit.local_date
    opened = day_to_open(offers, wanted_day, exactly=asked is not None)
    link = {"first": first.isoformat()}
    context = {
        **visit_context(ground, request),
        "tiles": tiles_of(offers, opened, link),
        "opened": opened_of(offers, opened, named=False),
        "has_times": any(each.offers for each in offers),
        **around(offers, today_of(request), link),
    }
    if refusal and wanted and provider:
        context["refusal"] = said_of(refusal)
        context["alternatives"] = nearest_buttons(provider, refusal.alternatives, wanted.starts_at)
    return render(request, "appointments/portal/move.html", context)


@require_http_methods(["GET", "POST"])
def move_confirm(request: ClinicalRequest, appointment_id: str) -> HttpResponse:
    """From when to when, one press, and the visit has changed places."""
    typed = request.POST if request.method == "POST" else request.GET
    chosen = chosen_of(typed.get("slot", ""))
    if request.method == "POST" and "choose" in request.POST:
        chosen = chosen_of(request.POST["choose"])
    visit = own_visit(request, appointment_id)
    changes = changes_of(visit, request.uow.at)
    if chosen is None or (not changes.allowed and not is_there(visit, moved_wish(visit, chosen))):
        return redirect("appointments:portal-move", appointment_id)
    wish, seen = moved_wish(visit, chosen), seen_of(typed.get("seen", ""))
    refusal: Conflict | None = None
    if is_there(visit, wish):
        messages.info(request, _("The visit is at this time already."))
        return redirect("appointments:detail", visit.patient_id, appointment_id)
    if request.method == "POST":
        try:
            if "choose" in request.POST:
                hold(request.uow, wish)
            else:
                return moved(request, wish, seen)
        except Conflict as error:
            refusal = error
    return last_step(request, visit, chosen, seen, refusal)


def moved(request: ClinicalRequest, wish: Wish, seen: int) -> HttpResponse:
    """Move it; `Conflict` if the time is gone or the visit was changed meanwhile."""
    visit = move_visit(request.uow, request.person.user_id, wish, sequence=seen)
    messages.success(
        request,
        _("Your request is sent. The clinic will confirm the new time; it is kept for you.")
        if is_request_only()
        else _("Your visit is moved."),
    )
    return redirect("appointments:detail", visit.patient_id, visit.appointment_id)


def last_step(
    request: ClinicalRequest,
    visit: Appointment,
    chosen: Chosen,
    seen: int,
    refusal: Conflict | None,
) -> HttpResponse:
    """The page that shows both times, and whether the new one is still kept."""
    uow = request.uow
    first = chosen.starts_at.astimezone(zone(CLINIC_ZONE)).date()
    provider, days = side_by_side(
        lambda: known_provider(uow, chosen.provider_id),
        lambda: days_from(uow, chosen.provider_id, first),
    )
    kind = visit.scheduling_info.type or ""
    mine = (visit.appointment_id,)
    slots = all_slots(uow, provider, days, visit.minutes, mine=mine, visit_type=kind)
    slot = slot_at(slots, chosen)
    context = {
        **visit_context(Ground(visit=visit, provider=provider), request),
        "facts": facts_of(provider, chosen, kind, visit.minutes),
        "chosen": chosen,
        "seen": seen,
        "is_stale": seen != visit.sequence,
        **standing(slot, uow),
        "alternatives": others(provider, slots, chosen, slot),
        "refusal": lost_in_words(refusal) if refusal else "",
    }
    return render(request, "appointments/portal/move_confirm.html", context)


@require_http_methods(["GET", "POST"])
def cancel(request: ClinicalRequest, appointment_id: str) -> HttpResponse:
    """Call the visit off, with a reason if the patient cares to give one."""
    form = form_of(request, CancelForm)
    ground = ground_of(request, appointment_id)
    allowed = changes_of(ground.visit, request.uow.at).allowed
    if allowed and is_sent(request, form):
        reason = form.cleaned_data["reason"]
        try:
            cancel_visit(request.uow, request.person.user_id, appointment_id, reason)
        except Conflict as error:
            form.add_error(None, gettext(error.message) % error.params)
        else:
            messages.success(request, _("Your visit is cancelled. Its time is free for others."))
            return redirect("appointments:detail", request.person.user_id, appointment_id)
    return render(
        request, "appointments/portal/cancel.html", {"form": form, **visit_context(ground, request)}
    )


def visit_context(ground: Ground, request: ClinicalRequest) -> dict[str, Any]:
    """The visit in words, and what may be done with it."""
    visit = ground.visit
    return {
        "visit": visit,
        "doctor": ground.doctor,
        "kind": said(VISIT_TYPES, visit.scheduling_info.type),
        "payment": payment_note(visit.payment) if visit.payment else "",
        "changes": changes_of(visit, request.uow.at),
        "is_cancelled": visit.status is Status.CANCELLED,
        "sealed": sealed_visit(visit.patient_id, visit.appointment_id),
        "is_request": is_request_only(),
    }


def first_day_for(request: ClinicalRequest, visit: Appointment) -> date:
    """The first day shown: as asked, or some days before the visit's own."""
    today = today_of(request)
    if request.GET.get("first") or request.GET.get("day"):
        return first_day(request.GET, today)
    around_visit = visit.local_date - timedelta(days=BEFORE_WANTED)
    return min(max(today, around_visit), today + timedelta(days=730 - DAYS_SHOWN))


def held_day(offers: Sequence[DayOffer]) -> date | None:
    """The day on which a time is kept for this visit, if one is shown."""
    days = (day.day for day in offers if any(each.slot.held_until for each in day.offers))
    return next(days, None)


def chosen_day(request: ClinicalRequest) -> date | None:
    """The day whose times are asked for; None for none or an odd one."""
    try:
        return date.fromisoformat(request.GET.get("day", ""))
    except ValueError:
        return None


def today_of(request: ClinicalRequest) -> date:
    return request.uow.at.astimezone(zone(CLINIC_ZONE)).date()


def seen_of(text: str) -> int:
    """The visit's sequence as the page showed it; -1, which none has, for anything odd."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else -1  # noqa: PLR2004
