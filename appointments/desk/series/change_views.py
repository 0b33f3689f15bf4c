"""Moving or cancelling this visit of a series with the following ones, or all that are coming."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from appointments.desk.series.forms import (
    CancelSeriesForm,
    DatesForm,
    MoveSeriesForm,
    read_seen,
    written_seen,
)
from appointments.desk.series.pages import in_full, left_alone, rows_of
from appointments.desk.series.views import facts_of, refuse
from appointments.series.models import AffectedVisits, Shift, Which, affected_visits, number_of
from appointments.series.opening import OpenSeries, open_series
from appointments.series.services import cancel as cancel_series
from appointments.series.services import check_same, preview_move, seen_of
from appointments.series.services import move as move_series
from medisecure.errors import Conflict
from medisecure.web.display.errors import error_text
from medisecure.web.input.posted_forms import form_of, is_sent
from medisecure.web.requests import ClinicalRequest
from providers.directory.models import Provider


@require_http_methods(["GET", "POST"])
def move(request: ClinicalRequest, patient_id: str, appointment_id: str) -> HttpResponse:
    """Say where this visit goes, see where that puts the others, then move all of them at once."""
    request.uow.require("desk:write")
    opened = open_series(request.uow, patient_id, appointment_id)
    if opened is None:
        return redirect("appointments:detail", patient_id, appointment_id)
    form = _move_form(request, opened)
    context: dict[str, Any] = {**facts_of(opened), "form": form, "dates": None}
    if form.is_bound and form.is_valid():
        dates = _sent_dates(request, opened, form)
        if dates and is_sent(request, dates):
            if _moved(request, opened, form, dates):
                return redirect("appointments:series", patient_id, appointment_id)
            opened = open_series(request.uow, patient_id, appointment_id) or opened
        context |= _preview(request, opened, form, dates)
    return render(request, "appointments/desk/series/move.html", context)


@require_http_methods(["GET", "POST"])
def cancel(request: ClinicalRequest, patient_id: str, appointment_id: str) -> HttpResponse:
    """Tick the visits that are called off, say why; what moved separately is not ticked."""
    request.uow.require("desk:write")
    opened = open_series(request.uow, patient_id, appointment_id)
    if opened is None:
        return redirect("appointments:detail", patient_id, appointment_id)
    which = asked_part(request.POST.get("tick", "") or request.GET.get("which", ""))
    form = _cancel_form(request, opened)
    if is_sent(request, form):
        if _cancelled(request, opened, form):
            return redirect("appointments:series", patient_id, appointment_id)
        opened = open_series(request.uow, patient_id, appointment_id) or opened
    part, all_open = _part(request, opened, which), _part(request, opened, Which.ALL)
    ticked = _ticked(form, part)
    context = {
        **facts_of(opened),
        "form": form,
        "rows": [
            {"number": number_of(each), "when": in_full(each.local_start),
             "is_ticked": number_of(each) in ticked,
             "is_stray": number_of(each) in all_open.strays, "is_here": each is opened.anchor}
            for each in all_open.open
        ],
        "left": left_alone(all_open, opened.visits),
        "seen": written_seen(seen_of(all_open.open)),
    }  # fmt: skip
    return render(request, "appointments/desk/series/cancel.html", context)


def asked_part(text: str) -> Which:
    """How much of the series a link asks for."""
    return Which.ALL if text == Which.ALL else Which.FOLLOWING


def _part(request: ClinicalRequest, opened: OpenSeries, which: str) -> AffectedVisits:
    return affected_visits(opened.visits, opened.anchor, Which(which), request.uow.at)


def _move_form(request: ClinicalRequest, opened: OpenSeries) -> MoveSeriesForm:
    """The form as sent, or with the visit as it is."""
    visit = opened.anchor
    return form_of(
        request,
        MoveSeriesForm,
        initial={
            "which": asked_part(request.GET.get("which", "")),
            "provider": visit.provider_id,
            "date": visit.local_date,
            "time": visit.local_start.time(),
        },
        providers=opened.providers,
        today=opened.today,
    )


def _shift(opened: OpenSeries, form: MoveSeriesForm) -> tuple[Provider, Shift]:
    """The doctor and the shift that were typed."""
    cleaned = form.cleaned_data
    provider = next(each for each in opened.providers if each.provider_id == cleaned["provider"])
    return provider, Shift.of(opened.anchor, cleaned["date"], cleaned["time"], provider.zone_name)


def _sent_dates(
    request: ClinicalRequest, opened: OpenSeries, form: MoveSeriesForm
) -> DatesForm | None:
    """The choices as sent; None if the dates on the page were not those of the form."""
    if "confirm" not in form.data or form.data.get("shown") != form.shown:
        return None
    part = _part(request, opened, form.cleaned_data["which"])
    return DatesForm(form.data, numbers=[number_of(each) for each in part.open])


def _preview(
    request: ClinicalRequest, opened: OpenSeries, form: MoveSeriesForm, sent: DatesForm | None
) -> dict[str, Any]:
    """Where each visit would go."""
    part = _part(request, opened, form.cleaned_data["which"])
    dates = sent or DatesForm(numbers=[number_of(each) for each in part.open])
    provider, shift = _shift(opened, form)
    looks = preview_move(request.uow, provider, part.open, shift)
    stay = _("Keep current time")
    return {
        "dates": dates,
        "rows": rows_of(looks, dates, take=_("Move it"), leave=stay, part=part),
        "left": left_alone(part, opened.visits),
        "not_free": sum(1 for look in looks if not look.is_free),
        "seen": written_seen(seen_of(part.open)),
        "provider": provider,
    }


def _moved(
    request: ClinicalRequest, opened: OpenSeries, form: MoveSeriesForm, dates: DatesForm
) -> bool:
    """Move the chosen ones; False if that was refused, and the form says why."""
    seen, (provider, shift) = read_seen(form.data.get("seen", "")), _shift(opened, form)
    part = _part(request, opened, form.cleaned_data["which"])
    try:
        check_same(part.open, seen)
        visits = move_series(request.uow, provider, part.open, shift, dates.chosen,
                             sequences=seen, beyond=dates.word)  # fmt: skip
    except Conflict as error:
        refuse(dates, error)
        return False
    count = len(visits)
    done = ngettext("%(n)d visit is moved.", "%(n)d visits are moved.", count)
    messages.success(request, done % {"n": count})
    return True


def _cancelled(request: ClinicalRequest, opened: OpenSeries, form: CancelSeriesForm) -> bool:
    """Call the ticked ones off; False if that was refused, and the form says why."""
    numbers, reason = set(form.cleaned_data["visit"]), form.cleaned_data["reason"]
    going = [each for each in opened.visits if number_of(each) in numbers]
    try:
        cancel_series(request.uow, going, reason, sequences=read_seen(request.POST.get("seen", "")))
    except Conflict as error:
        form.add_error(None, error_text(error))
        return False
    count = len(going)
    done = ngettext(
        "%(n)d visit is cancelled. Its time is free again.",
        "%(n)d visits are cancelled. Their times are free again.", count,
    )  # fmt: skip
    messages.success(request, done % {"n": count})
    return True


def _cancel_form(request: ClinicalRequest, opened: OpenSeries) -> CancelSeriesForm:
    """The form as sent, with others ticked so far, or fresh."""
    if "tick" in request.POST:
        form = CancelSeriesForm(initial={"reason": request.POST.get("reason", "")})
    else:
        form = form_of(request, CancelSeriesForm)
    form.offer(opened.visits)
    return form


def _ticked(form: CancelSeriesForm, part: AffectedVisits) -> set[int]:
    """What was ticked, or what the link asked for."""
    if form.is_bound:
        return {int(each) for each in form["visit"].value() or () if str(each).isdecimal()}
    return {number_of(each) for each in part.open} - part.strays
