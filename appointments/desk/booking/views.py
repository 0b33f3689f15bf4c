"""The front desk's pages about visits: the board, booking, cancelling."""

import re
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from appointments.booking.patient_limits import BeyondLimits
from appointments.booking.services import book as book_visit
from appointments.booking.services import cancel as cancel_visit
from appointments.desk.booking.forms import BookingForm, CancelForm
from appointments.desk.booking.hold import (
    HOLD,
    LEAVING,
    OTHER_DOCTORS,
    SOONEST,
    change_hold,
    form_id,
    hold_shown,
    is_shown_again,
    release_rest,
)
from appointments.desk.booking.next_free import NextFree, next_free
from appointments.desk.booking.page import (
    BookingPageData,
    booking_page,
    booking_page_data,
    chosen_by,
    chosen_doctor,
)
from appointments.desk.details.places import shared_room
from appointments.scheduling.times import Slot
from appointments.series.opening import position_in_series
from appointments.visits.repository import Appointments
from appointments.visits.status import Status
from appointments.visits.wording import MODES
from medisecure.access.limits import LimitedAction
from medisecure.dynamodb.calls.parallel import in_parallel
from medisecure.errors import Conflict
from medisecure.web.display.errors import error_text
from medisecure.web.display.words.wording import label_of
from medisecure.web.input.posted_forms import form_of, is_sent
from medisecure.web.limits import limited
from medisecure.web.requests import ClinicalRequest
from patients.profile.open_patient import open_patient
from patients.records.wording import VISIT_TYPES
from providers.directory.repository import Providers


@require_http_methods(["GET", "POST"])
@limited(LimitedAction.BOOK)
def book(request: ClinicalRequest, patient_id: str) -> HttpResponse:
    """Book a visit: doctor, day and length, then one of the free times.

    Another doctor or day is asked for by POST as well, so that a reason that is typed already
    stays and never stands in an address.
    """
    request.uow.require("desk:write")
    refusal = None
    if request.method == "POST":
        kind = request.POST.get("visit_type", "")
        refusal = change_hold(request, patient_id, form_id(request.POST), kind)
    if LEAVING in request.POST:
        request.is_polling = True  # nobody is there any more
        return HttpResponse(status=204)
    form = booking_form(request)
    visit_id = str(form["appointment_id"].value() or "")
    asks_who = form.is_bound or not chosen_doctor(form)  # it is booked, or shows who has time
    data = booking_page_data(request, patient_id, form, mine=visit_id, with_ahead=asks_who)
    if is_sent(request, form):
        booking_request = form.booking_request(patient_id)
        try:
            visit = book_visit(request.uow, booking_request, data.ahead)
        except Conflict as error:
            refusal = error
            if isinstance(error, BeyondLimits):
                form.refuse(error)
            else:
                form.offer_anyway(data.provider)
                form.add_error("starts_at", error_text(error))
        else:
            release_rest(request, patient_id, booking_request)
            messages.success(request, _("The visit is booked."))
            if words := shared_room(request.uow, visit, data.providers):
                messages.warning(request, words)
            return redirect("appointments:detail", visit.patient_id, visit.appointment_id)
    return render(
        request,
        "appointments/desk/booking/book.html",
        _book_context(request, data, form, refusal),
    )


def _book_context(
    request: ClinicalRequest, data: BookingPageData, form: BookingForm, refusal: Conflict | None
) -> dict[str, Any]:
    free = [each for each in (refusal.alternatives if refusal else ()) if isinstance(each, Slot)]
    context = booking_page(data, form, free, _soonest(request).get("time", ""))
    kept = hold_shown(data, context["chosen"])
    form.focus(has_time=bool(context["chosen"]) and not form.is_bound)
    asks = bool(context["chosen"]) and not (refusal or kept or context["missed"])
    return context | {
        "next_free": _next_free(request, data) if data.provider is None else None,
        "kept": kept,
        "keeps": True,
        "keeps_at_once": asks and (request.method == "GET" or SOONEST in request.POST),
        "refusal": "" if form.is_bound else _why_not_kept(request, context, refusal),
        "asked": "show" in request.POST,
    }


def _next_free(request: ClinicalRequest, data: BookingPageData) -> NextFree:
    """Before a doctor is chosen: who has time soonest."""
    asked = request.POST if request.method == "POST" else request.GET
    department = asked.get("department", "") or asked.get("shown", "")
    further = "" if "department" in request.POST else asked.get("further", "")
    return next_free(
        request.uow, data.patient.patient_id, data.providers, data.wanted, data.minutes,
        department=department, beyond=int(further) if re.fullmatch("[0-9]{1,4}", further) else 0,
        ahead=data.ahead,
    )  # fmt: skip


def _why_not_kept(
    request: ClinicalRequest, context: dict[str, Any], refusal: Conflict | None
) -> str:
    """What stands in the way of keeping a time: somebody has it, or none was chosen."""
    if refusal:
        return error_text(refusal)
    nothing_chosen = HOLD in request.POST and not context["chosen"]
    return gettext("Choose one of the free times.") if nothing_chosen else ""


def booking_form(request: ClinicalRequest) -> BookingForm:
    """The form as sent, as typed so far with another doctor or day, or fresh from the address."""
    if request.method == "POST" and is_shown_again(request.POST):
        day = request.POST.get("other_day", "")
        time = request.POST.get("starts_at", "") if HOLD in request.POST else ""
        changes = {"date": day} if day else {"starts_at": time}
        if any(name in request.POST for name in OTHER_DOCTORS):
            changes = {"provider": ""}  # who has time soonest is asked before a doctor is chosen
        if SOONEST in request.POST:
            changes = {name: _soonest(request).get(name, "") for name in ("provider", "date")}
        return BookingForm(initial=chosen_by(request.POST, changes))
    asked = chosen_by(request.GET, {})
    asked.pop("appointment_id", None)
    return form_of(request, BookingForm, initial=asked)


def _soonest(request: ClinicalRequest) -> QueryDict:
    """The doctor, day and clock time that were chosen: on the board, or among the next free."""
    return QueryDict(request.POST[SOONEST]) if SOONEST in request.POST else request.GET


@require_http_methods(["GET", "POST"])
def cancel(request: ClinicalRequest, patient_id: str, appointment_id: str) -> HttpResponse:
    """Call a visit off, with the reason; its time is free at once."""
    request.uow.require("desk:write")
    form = form_of(request, CancelForm)
    if is_sent(request, form):
        try:
            cancel_visit(request.uow, patient_id, appointment_id, form.cleaned_data["reason"])
        except Conflict as error:
            form.add_error(None, error_text(error))
        else:
            messages.success(request, _("The visit is cancelled. Its time is free again."))
            return redirect("appointments:detail", patient_id, appointment_id)
    patient, visit = in_parallel(
        lambda: open_patient(request.uow, patient_id),
        lambda: Appointments(request.uow).get(patient_id, appointment_id),
    )
    doctors, series = in_parallel(
        lambda: Providers(request.uow).by_id([visit.provider_id]),
        lambda: position_in_series(request.uow, visit),
    )
    doctor = doctors.get(visit.provider_id)
    context = {
        "form": form,
        "patient": patient,
        "visit": visit,
        "series": series,
        "doctor": doctor.display_name if doctor else visit.provider_id,
        "kind": label_of(VISIT_TYPES, visit.scheduling_info.type),
        "mode": label_of(MODES, visit.scheduling_info.mode),
        "is_cancelled": visit.status is Status.CANCELLED,
        "may_cancel": Status.CANCELLED in visit.next_statuses,
    }
    return render(request, "appointments/desk/booking/cancel.html", context)
