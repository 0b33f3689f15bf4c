"""The front desk's pages about a series: all its visits, a new one, and taking one back."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from appointments.booking.patient_limits import BeyondLimits
from appointments.booking.services import known_provider
from appointments.desk.booking.page import BookingPageData, booking_page, booking_page_data
from appointments.desk.booking.repeating import distance
from appointments.desk.series.forms import DatesForm, RepeatForm
from appointments.desk.series.pages import dates_in_words, in_full, rows_of
from appointments.series.models import number_in, number_of, unchangeable_reason
from appointments.series.opening import OpenSeries, open_series
from appointments.series.services import (
    DatesTaken,
    Repeat,
    called_off_with,
    preview,
    take_back,
)
from appointments.series.services import book as book_series
from appointments.visit_flow.asking_why import BeyondForm, ask_why
from appointments.visits.models import Appointment
from appointments.visits.wording import MODES
from medisecure.access.limits import LimitedAction
from medisecure.clock import zone
from medisecure.errors import Conflict
from medisecure.web.display.errors import error_text
from medisecure.web.display.words.wording import label_of
from medisecure.web.input.posted_forms import form_of, is_sent
from medisecure.web.limits import limited
from medisecure.web.requests import ClinicalRequest
from patients.records.wording import VISIT_TYPES
from providers.directory.models import Provider

KEPT = (
    "appointment_id", "provider", "date", "minutes", "starts_at", "times_of", "visit_type", "mode",
    "reason", "every", "count",
)  # fmt: skip


@require_http_methods(["GET", "POST"])
@limited(LimitedAction.BOOK)
def book(request: ClinicalRequest, patient_id: str) -> HttpResponse:
    """Every date of the series that was asked for on the booking page; then all are booked."""
    request.uow.require("desk:write")
    form = form_of(request, RepeatForm)
    books = "confirm" in form.data
    data = booking_page_data(request, patient_id, form, with_ahead=books)
    if not form.is_bound:
        return redirect("appointments:book", patient_id)
    if not form.is_valid():
        return render(request, "appointments/desk/booking/book.html", booking_page(data, form))
    repeat = form.repeat(patient_id)
    provider = data.provider or known_provider(request.uow, repeat.booking_request.provider_id)
    numbers = range(1, repeat.count + 1)
    dates = DatesForm(form.data if books else None, numbers=numbers)
    if is_sent(request, dates):
        try:
            chosen = dates.chosen
            visits = book_series(
                request.uow, provider, repeat.because(dates.word), chosen, data.ahead
            )
        except Conflict as error:
            refuse(dates, error, sorted(chosen))
        else:
            count = len(visits)
            done = ngettext("%(n)d visit is booked.", "%(n)d visits are booked.", count)
            messages.success(request, done % {"n": count})
            return redirect("appointments:series", patient_id, visits[0].appointment_id)
    context = _preview(
        request, data, form=form, provider=provider, repeat=repeat, dates=dates
    )  # fmt: skip
    return render(request, "appointments/desk/series/book.html", context)


@require_safe
def overview(request: ClinicalRequest, patient_id: str, appointment_id: str) -> HttpResponse:
    """All visits of the series, the one at hand among them, and what can be done with them."""
    request.uow.require("desk:write")
    opened = open_series(request.uow, patient_id, appointment_id)
    if opened is None:
        return redirect("appointments:detail", patient_id, appointment_id)
    together = called_off_with(opened.visits, opened.anchor)
    context = {
        **facts_of(opened),
        "rows": [_line(opened, each) for each in opened.visits],
        "may_change": any(not unchangeable_reason(each, request.uow.at) for each in opened.visits),
        "together": sum(1 for each in together if each.starts_at > request.uow.at),
    }
    return render(request, "appointments/desk/series/series.html", context)


@require_http_methods(["GET", "POST"])
def undo(request: ClinicalRequest, patient_id: str, appointment_id: str) -> HttpResponse:
    """Have all visits that were cancelled with this one take place after all."""
    request.uow.require("desk:write")
    opened = open_series(request.uow, patient_id, appointment_id)
    if opened is None:
        return redirect("appointments:detail", patient_id, appointment_id)
    if request.method == "POST":
        asked = _take_back(request, opened)
        if asked is not None:
            return asked
    return redirect("appointments:series", patient_id, appointment_id)


def facts_of(opened: OpenSeries) -> dict[str, Any]:
    """What every page of a series shows above all."""
    doctor = opened.doctor
    return {
        "patient": opened.patient,
        "visit": opened.anchor,
        "number": opened.number,
        "count": len(opened.visits),
        "doctor": doctor.display_name if doctor else opened.anchor.provider_id,
    }


def _take_back(request: ClinicalRequest, opened: OpenSeries) -> HttpResponse | None:
    """Take it back and say how that went, or ask why it should be so all the same."""
    together = called_off_with(opened.visits, opened.anchor)
    if not together:
        messages.info(request, _("There is nothing to reinstate."))
        return None
    why = BeyondForm(request.POST)
    try:
        back = take_back(request.uow, together, beyond=why.word)
    except BeyondLimits as error:
        return ask_why(request, opened.anchor, why, error)
    except DatesTaken as error:
        sentence = gettext("Nothing was reinstated: these dates are no longer free: %(dates)s.")
        messages.error(request, sentence % {"dates": dates_in_words(together, error.numbers)})
    except Conflict as error:
        messages.error(request, error_text(error))
    else:
        count = len(back)
        done = ngettext("%(n)d visit takes place again.", "%(n)d visits take place again.", count)
        messages.success(request, done % {"n": count})
    return None


def refuse(dates: DatesForm, error: Conflict, numbers: Sequence[int] = ()) -> None:
    """Say why, and mark the dates that are gone, or too much.

    `numbers` are those of the dates that were chosen, in order, where the visits are to be new.
    """
    dates.refuse(error)
    if isinstance(error, DatesTaken):
        dates.mark(error.numbers)
    if isinstance(error, BeyondLimits):
        found = [number_in(each) for each in error.visit_ids]
        dates.mark_beyond(numbers[each - 1] if numbers else each for each in found)


def _preview(
    request: ClinicalRequest,
    data: BookingPageData,
    *,
    form: RepeatForm,
    provider: Provider,
    repeat: Repeat,
    dates: DatesForm,
) -> dict[str, Any]:
    looks = preview(request.uow, provider, repeat)
    rows = rows_of(looks, dates, take=_("Book it"), leave=_("Leave this date out"))
    booking_request = repeat.booking_request
    first = booking_request.starts_at.astimezone(zone(provider.zone_name))
    return {
        "form": dates,
        "kept": [form[name] for name in KEPT],
        "patient": data.patient,
        "provider": provider,
        "kind": label_of(VISIT_TYPES, booking_request.visit_type),
        "mode": label_of(MODES, booking_request.mode),
        "minutes": booking_request.minutes,
        "reason": booking_request.reason,
        "rhythm": distance(repeat.every, first.date()),
        "count": repeat.count,
        "rows": rows,
        "not_free": sum(1 for look in looks if not look.is_free),
    }


def _line(opened: OpenSeries, visit: Appointment) -> dict[str, Any]:
    doctor = opened.provider(visit.provider_id)
    return {
        "number": number_of(visit),
        "visit": visit,
        "when": in_full(visit.local_start),
        "doctor": doctor.display_name if doctor else visit.provider_id,
        "is_here": visit is opened.anchor,
    }
