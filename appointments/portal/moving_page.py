"""The page of free times around a visit that its patient wants to move."""

from collections.abc import Sequence
from datetime import date, timedelta

from django.http import HttpResponse
from django.shortcuts import render

from appointments.portal.free_times import (
    BEFORE_WANTED,
    DAYS_SHOWN,
    Chosen,
    DayFreeTimes,
    day_to_open,
    days_of,
    offers_of,
)
from appointments.portal.own_visit import OwnVisit, changes_now, own_visit, visit_context
from appointments.portal.page_parts import (
    around,
    nearest_buttons,
    opened_of,
    tiles_of,
)
from appointments.portal.searching import first_day, has_passed
from appointments.visits.models import Appointment
from medisecure.dynamodb.calls.parallel import in_parallel
from medisecure.errors import Conflict
from medisecure.web.display.errors import error_text
from medisecure.web.requests import ClinicalRequest
from providers.directory.repository import Providers
from providers.directory.rules import MAX_WINDOW_DAYS


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
    doctors, days, changes = in_parallel(
        lambda: Providers(uow).by_id([visit.provider_id]),
        lambda: days_of(uow, [visit.provider_id], first),
        lambda: changes_now(request, visit),
    )
    own = OwnVisit(visit=visit, provider=doctors.get(visit.provider_id), changes=changes)
    kind, provider = visit.scheduling_info.type or "", own.provider
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
        **visit_context(own, request),
        "tiles": tiles_of(offers, opened, link),
        "opened": opened_of(offers, opened),
        "has_passed": has_passed(request.GET, today_of(request)),
        "has_times": any(each.offers for each in offers),
        **around(offers, today_of(request), link),
    }
    if refusal and wanted and provider:
        context["refusal"] = error_text(refusal)
        context["alternatives"] = nearest_buttons(provider, refusal.alternatives, wanted.starts_at)
    return render(request, "appointments/portal/move.html", context)


def first_day_for(request: ClinicalRequest, visit: Appointment) -> date:
    """The first day shown: as asked, or some days before the visit's own."""
    today = today_of(request)
    if request.GET.get("first") or request.GET.get("day"):
        return first_day(request.GET, today)
    around_visit = visit.local_date - timedelta(days=BEFORE_WANTED)
    return min(max(today, around_visit), today + timedelta(days=MAX_WINDOW_DAYS - DAYS_SHOWN))


def held_day(offers: Sequence[DayFreeTimes]) -> date | None:
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
    return request.uow.today
