"""Having a visit take place at another time, or in another one's place."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from appointments.booking.moving import place_with
from appointments.booking.patient_limits import BeyondLimits
from appointments.booking.services import BookingRequest
from appointments.booking.services import move as move_visit
from appointments.booking.services import swap as swap_visits
from appointments.desk.booking.forms import MoveForm
from appointments.desk.booking.hold import (
    HOLD,
    LEAVING,
    change_hold,
    hold_shown,
    is_shown_again,
    release_rest,
)
from appointments.desk.booking.page import (
    BookingPageData,
    booking_page,
    booking_page_data,
    chosen_by,
)
from appointments.desk.details.places import shared_room
from appointments.desk.move.partners import Partners, partners_of, value_of
from appointments.desk.walk_in.forms import SwapForm
from appointments.scheduling.times import Slot
from appointments.series.opening import position_in_series
from appointments.visits.models import Appointment
from appointments.visits.repository import Appointments
from appointments.visits.rooms import RoomWanted, room_taken
from medisecure.clock import utc_text
from medisecure.dynamodb.calls.parallel import in_parallel
from medisecure.errors import Conflict, gettext_noop
from medisecure.web.display.errors import error_text
from medisecure.web.display.values import value
from medisecure.web.input.ids import id_or_none
from medisecure.web.input.posted_forms import form_of, is_sent
from medisecure.web.redirects import safe_redirect
from medisecure.web.requests import ClinicalRequest

ITS_OWN = gettext_noop("The visit is already at this time. Choose another one to hold.")


@require_http_methods(["GET", "POST"])
def move(request: ClinicalRequest, patient_id: str, appointment_id: str) -> HttpResponse:
    """Choose another time, doctor or length; the board sends what was dropped here as well."""
    request.uow.require("desk:write")
    visit = Appointments(request.uow).get(patient_id, appointment_id)
    kind, refusal = visit.scheduling_info.type or "", None
    if request.method == "POST" and visit.status.is_movable:
        refusal = _hold_changed(request, visit, kind)
    if LEAVING in request.POST:
        request.is_polling = True  # nobody is there any more
        return HttpResponse(status=204)
    form = _move_form(request, visit)
    data, series = in_parallel(
        lambda: booking_page_data(request, patient_id, form, mine=appointment_id, visit_type=kind),
        lambda: position_in_series(request.uow, visit),
    )
    _offer_places(form, visit, data)
    free: list[Slot] = []
    if is_sent(request, form) and not _room_is_asked(request, form, visit, data):
        try:
            moved = move_visit(
                request.uow,
                patient_id,
                _booking_request(visit, form),
                sequence=form.cleaned_data["sequence"],
            )
        except Conflict as error:
            if isinstance(error, BeyondLimits):
                form.refuse(error)
            else:
                free = _elsewhere(visit, form, error)
                form.offer_anyway(data.provider)
                form.add_error("starts_at" if free else None, error_text(error))
        else:
            release_rest(request, patient_id, request_as_booked(moved, form.overrule))
            _say_moved(request, visit, moved, form)
            _say_fee(request, visit, moved)
            _say_shared(request, moved, data)
            return redirect(_back(request, visit))
    if refusal:
        free = [each for each in refusal.alternatives if isinstance(each, Slot)]
    page = booking_page(data, form, free)
    context = {
        **page,
        "kept": hold_shown(data, page["chosen"]),
        "keeps": True,
        "refusal": error_text(refusal) if refusal and not form.is_bound else "",
        **_facts(visit, data),
        "series": series,
        "back": request.POST.get("back", "") or request.GET.get("back", ""),
    }
    return render(request, "appointments/desk/move/move.html", context)


@require_http_methods(["GET", "POST"])
def swap(request: ClinicalRequest, patient_id: str, appointment_id: str) -> HttpResponse:
    """Have a visit change places with another one of the same day and length."""
    request.uow.require("desk:write")
    visit = Appointments(request.uow).get(patient_id, appointment_id)
    form = form_of(request, SwapForm)
    if is_sent(request, form):
        other, sequences = form.chosen, (form.cleaned_data["sequence"], form.chosen_sequence)
        try:
            swap_visits(
                request.uow,
                (patient_id, appointment_id),
                other,
                sequences=sequences,
                beyond=form.cleaned_data["beyond"],
            )
        except Conflict as error:
            form.refuse(error)
        else:
            if "undo" in request.POST:
                messages.success(request, _("The swap is undone. Both visits are where they were."))
                return redirect("appointments:detail", patient_id, appointment_id)
            messages.success(request, _("The two visits are swapped."))
            page = reverse("appointments:swap", args=[patient_id, appointment_id])
            return redirect(f"{page}?{urlencode({'with': '/'.join(other)})}")
    partners: Partners = partners_of(request.uow, visit)
    context = {
        "form": form,
        "visit": visit,
        "partners": partners,
        "patient": partners.patients.get(patient_id),
        "sequence": visit.sequence,
        "undo": _swapped(request),
    }
    return render(request, "appointments/desk/move/swap.html", context)


def _swapped(request: ClinicalRequest) -> str:
    """The visit it has just changed places with, as a choice: pressed again they change back."""
    patient_id, _slash, appointment_id = request.GET.get("with", "").partition("/")
    if not (id_or_none(patient_id) and id_or_none(appointment_id)):
        return ""
    known = Appointments(request.uow).find(patient_id, appointment_id)
    return value_of(known[0]) if known and known[0].status.is_movable else ""


def _hold_changed(request: ClinicalRequest, visit: Appointment, kind: str) -> Conflict | None:
    """Keep or give back as the press asks; why not, where somebody has it or the visit itself."""
    typed = request.POST
    refusal = change_hold(request, visit.patient_id, visit.appointment_id, kind)
    chosen = (typed.get("provider", ""), typed.get("starts_at", ""))
    is_its_own = chosen == (visit.provider_id, utc_text(visit.starts_at))
    return Conflict(ITS_OWN) if HOLD in typed and is_its_own else refusal


def _move_form(request: ClinicalRequest, visit: Appointment) -> MoveForm:
    """The form as sent, with other times so far, or with the visit as it is."""
    as_it_is = {
        "provider": visit.provider_id,
        "date": visit.local_date,
        "minutes": visit.minutes,
        "starts_at": utc_text(visit.starts_at),
        "sequence": visit.sequence,
    }
    if request.method == "POST" and is_shown_again(request.POST):
        day = request.POST.get("other_day", "")
        time = request.POST.get("starts_at", "") if HOLD in request.POST else ""
        asked = chosen_by(request.POST, {"date": day} if day else {"starts_at": time}, MoveForm)
        as_it_is.pop("starts_at")
        form = MoveForm(initial={**as_it_is, **asked})
    else:
        form = form_of(request, MoveForm, initial=as_it_is)
    form.keep_length(visit.minutes)
    return form


def _offer_places(form: MoveForm, visit: Appointment, data: BookingPageData) -> None:
    """Leave the room to the doctor who is chosen, or say which of theirs or the clinic's it is."""
    doctor = data.provider
    usual = (place_with(visit, doctor) if doctor else visit.scheduling_info.location) or ""
    words = _("As usual: %(place)s") % {"place": usual} if usual else _("As usual")
    form.offer_places([doctor] if doctor else [], now="", stays=words)


def _room_is_asked(
    request: ClinicalRequest, form: MoveForm, visit: Appointment, data: BookingPageData
) -> bool:
    """Whether the visit would come into a room somebody else has then, and it is to be said."""
    doctor = next(
        (each for each in data.providers if each.provider_id == form.cleaned_data["provider"]), None
    )
    if doctor is None or "place" not in request.POST:
        return False
    wanted = RoomWanted(
        appointment_id=visit.appointment_id,
        provider_id=doctor.provider_id,
        location=form.location or place_with(visit, doctor),
        mode=visit.scheduling_info.mode,
        starts_at=form.cleaned_data["starts_at"],
        minutes=form.cleaned_data["minutes"],
    )
    return form.asks_about(room_taken(request.uow, wanted, data.providers))


def _say_shared(request: ClinicalRequest, moved: Appointment, data: BookingPageData) -> None:
    """After a drop on the board, where nobody was asked about a room."""
    if "place" in request.POST:
        return
    if words := shared_room(request.uow, moved, data.providers):
        messages.warning(request, words)


def _booking_request(visit: Appointment, form: MoveForm) -> BookingRequest:
    cleaned = form.cleaned_data
    return BookingRequest(
        appointment_id=visit.appointment_id,
        patient_id=visit.patient_id,
        provider_id=cleaned["provider"],
        starts_at=cleaned["starts_at"],
        minutes=cleaned["minutes"],
        visit_type=visit.scheduling_info.type or "",
        location=form.location,
        overrule=form.overrule,
        beyond=cleaned["beyond"] or form.overrule,
    )


def request_as_booked(moved: Appointment, overrule: str) -> BookingRequest:
    """The request the moved visit fulfils, to see what of a kept time is left over."""
    return BookingRequest(
        appointment_id=moved.appointment_id,
        patient_id=moved.patient_id,
        provider_id=moved.provider_id,
        starts_at=moved.starts_at,
        minutes=moved.minutes,
        overrule=overrule,
    )


def _say_moved(
    request: ClinicalRequest, visit: Appointment, moved: Appointment, form: MoveForm
) -> None:
    """What became of it; a second press of the same move is told what the first one did."""
    if moved == visit and form.cleaned_data["sequence"] == visit.sequence:
        messages.info(request, _("The visit is already at this time. Nothing has changed."))
    elif moved.overruled is None:
        messages.success(request, _("The visit is moved. Its old time is free again."))
    else:
        words = _("The visit is moved. The time was full: it is marked as overbooked on the board.")
        messages.success(request, words)


def _say_fee(request: ClinicalRequest, visit: Appointment, moved: Appointment) -> None:
    """With another doctor a visit may cost something else: whoever moves it tells the patient."""
    was, now = visit.payment, moved.payment
    if now is None or now == was:
        return
    fee = value(now.fee, unit=now.currency, kind="money")
    if was is None:
        messages.info(request, format_html(gettext("It costs {} now; it had no fee before."), fee))
        return
    before = value(was.fee, unit=was.currency, kind="money")
    messages.info(request, format_html(gettext("It costs {} now instead of {}."), fee, before))


def _elsewhere(visit: Appointment, form: MoveForm, error: Conflict) -> list[Slot]:
    """The nearest free times without the one the visit has: nobody moves it to where it is."""
    cleaned = form.cleaned_data
    stays = (cleaned["provider"], cleaned["minutes"]) == (visit.provider_id, visit.minutes)
    free = [each for each in error.alternatives if isinstance(each, Slot)]
    return [each for each in free if not (stays and each.starts_at == visit.starts_at)]


def _back(request: ClinicalRequest, visit: Appointment) -> str:
    page = reverse("appointments:detail", args=[visit.patient_id, visit.appointment_id])
    return safe_redirect(request.POST.get("back", ""), page)


def _facts(visit: Appointment, data: BookingPageData) -> dict[str, Any]:
    """The visit as it is now, above the times it may be moved to."""
    now_with = next((p for p in data.providers if p.provider_id == visit.provider_id), None)
    return {
        "visit": visit,
        "doctor_now": now_with.display_name if now_with else visit.provider_id,
        "may_move": visit.status.is_movable,
    }
