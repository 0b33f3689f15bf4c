"""The page of a doctor's weekly hours, breaks and other dates; for the doctor and the desk."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from appointments.time_off import outside_hours as outside
from appointments.visits.models import Appointment
from medisecure.audit.actions import Action
from medisecure.clock import zone
from medisecure.errors import Conflict, Invalid, NotFound
from medisecure.identity.person import UserType
from medisecure.web.display.errors import error_text
from medisecure.web.display.times.clocks import zone_said
from medisecure.web.input.posted_forms import form_of, is_sent
from medisecure.web.requests import ClinicalRequest
from providers.directory.models import Availability, Provider, Season
from providers.directory.repository import PROVIDER, Providers
from providers.directory.rules import Break, DayException
from providers.hours import services as saving
from providers.hours.forms import BreakForm, ExceptionForm, WeekForm
from providers.hours.languages_form import LanguagesForm
from providers.hours.rooms import RoomsForm
from providers.hours.season_form import SeasonForm
from providers.hours.week_fields import DAY_NAMES, WEEK


@require_http_methods(["GET", "POST"])
def hours(request: ClinicalRequest, provider_id: str) -> HttpResponse:
    """When the doctor sees patients. Each part of the page is a form of its own."""
    provider = open_hours(request, provider_id)
    part = request.POST.get("part", "")
    forms = _forms(request, provider, part)
    if part == "languages" and is_sent(request, forms["languages"]):
        chosen = forms["languages"].cleaned_data["languages"]
        saving.save_languages(request.uow, provider_id, chosen)
        messages.success(request, _("The languages are saved."))
        return redirect("providers:hours", provider_id)
    change = _change(request, part, forms)
    left = _not_agreed(request, provider, change) if change else []
    if change and not left and _saved(request, provider, part, forms, change):
        messages.success(request, _("The hours are saved. Booked visits stay as they are."))
        return redirect(_page_after(request, provider))
    return render(request, "providers/hours/hours.html", {
        **_rules_context(request, provider),
        "is_own": provider_id == request.person.user_id,
        "week": forms["week"],
        "clock": zone_said(zone(provider.zone_name), request.uow.at),
        "break_form": forms["break"],
        "date_form": forms["date"],
        "season_form": forms["season"],
        "rooms_form": forms["rooms"],
        "languages_form": forms["languages"],
        "form": forms.get(part, forms["week"]),
        **_outside_context(request, provider, left),
    })  # fmt: skip


def _rules_context(request: ClinicalRequest, provider: Provider) -> dict[str, Any]:
    """The rules beside the week, as they are stored."""
    rules = provider.availability or Availability()
    today = request.uow.at.astimezone(zone(provider.zone_name)).date()
    return {
        "provider": provider,
        "breaks": [_break_line(each) for each in rules.breaks or ()],
        "seasons": [_season_line(each) for each in rules.seasons or () if each.last >= today],
        "dates": [_date_line(each) for each in rules.exceptions or () if each.day >= today],
        "visit_types": rules.visit_types or [],
    }


def _outside_context(
    request: ClinicalRequest, provider: Provider, left: list[Appointment]
) -> dict[str, Any]:
    """The visits a press would leave outside the hours, or `?outside` those that are there now."""
    rows = left
    if request.method == "GET" and "outside" in request.GET:
        rules = provider.availability or Availability()
        rows = outside.visits_outside(outside.coming(request, provider), None, rules)
    return {
        "outside": outside.rows_of(request, rows) if rows else [],
        "outside_count": len(rows),
        "asks": bool(left),
        "sent_again": _sent_again(request, left),
    }


@require_safe
def doctors(request: ClinicalRequest) -> HttpResponse:
    """All doctors by department, for the desk's way to their hours and time off."""
    request.uow.require("desk:read")
    context = {"doctors": Providers(request.uow).all()}
    return render(request, "providers/hours/doctors.html", context)


def open_hours(request: ClinicalRequest, provider_id: str) -> Provider:
    """The doctor whose hours these are, for the doctor themself and the front desk only."""
    provider = Providers(request.uow).current(provider_id)
    request.uow.permit(PROVIDER, provider, "write", Action.READ_HOURS)
    if provider.user_type is not UserType.PROVIDER:
        raise NotFound
    return provider


def _forms(request: ClinicalRequest, provider: Provider, part: str) -> dict[str, Any]:
    """The form that was sent with what was typed, the others fresh."""
    week = form_of(request, WeekForm, provider=provider) if part in ("", "week") else None
    if request.method == "POST" and not part:  # neither: an empty press of Save
        week = WeekForm(request.POST, provider=provider)
    rooms = {"rooms": "\n".join(provider.rooms)}
    spoken = request.POST if part == "languages" else None
    return {
        "languages": LanguagesForm(spoken, provider=provider),
        "rooms": RoomsForm(request.POST) if part == "rooms" else RoomsForm(initial=rooms),
        "week": week or WeekForm(provider=provider),
        "break": BreakForm(request.POST) if part == "break" else BreakForm(),
        "date": ExceptionForm(request.POST) if part == "date" else ExceptionForm(),
        "season": SeasonForm(request.POST) if part == "season" else SeasonForm(),
    }


def _change(
    request: ClinicalRequest, part: str, forms: dict[str, Any]
) -> Callable[[Availability], Availability] | None:
    """What a press asks to be changed; None for none, or for what was typed wrongly."""
    if "remove_break" in request.POST:
        return saving.without_break(request.POST["remove_break"])
    if "remove_date" in request.POST:
        return saving.without_exception(request.POST["remove_date"])
    if "remove_season" in request.POST:
        return saving.without_season(request.POST["remove_season"])
    form = forms.get(part)
    if form is None or part == "languages" or not is_sent(request, form):
        return None
    if part in ("week", "rooms"):
        change: Callable[[Availability], Availability] = form.change
        return change
    adding: dict[str, Callable[[Any], Callable[[Availability], Availability]]] = {
        "break": saving.with_break, "date": saving.with_exception, "season": saving.with_season,
    }  # fmt: skip
    return adding[part](form.cleaned_data["added"])


def _saved(
    request: ClinicalRequest,
    provider: Provider,
    part: str,
    forms: dict[str, Any],
    change: Callable[[Availability], Availability],
) -> bool:
    """Store the change; what is in its way is said on the form."""
    uow, form = request.uow, forms.get(part)
    try:
        if part == "week" and form is not None:
            saving.save_week(uow, provider, change, form.cleaned_data["version"])
        else:
            saving.change_rules(uow, provider.provider_id, change)
    except Invalid as error:
        if form is None:
            raise
        form.add_error(None, gettext(next(iter(error.fields.values()))))
        return False
    except Conflict as error:
        if form is None:
            raise
        if part == "week":
            form.let_it_through(Providers(uow).current(provider.provider_id))
        form.add_error(None, error_text(error))
        return False
    return True


def _not_agreed(
    request: ClinicalRequest,
    provider: Provider,
    change: Callable[[Availability], Availability],
) -> list[Appointment]:
    """The visits the change leaves outside, unless whoever presses has been shown all of them."""
    try:
        left = outside.newly_outside(request, provider, change)
    except Invalid:
        return []  # the form says what is wrong with it
    return [] if outside.all_seen(left, request.POST.get("agreed", "")) else left


def _sent_again(request: ClinicalRequest, left: list[Appointment]) -> list[tuple[str, str]]:
    """What was sent, and which visits are shown now, for the press that agrees to it."""
    typed = [
        (name, text)
        for name, text in request.POST.items()
        if name not in ("csrfmiddlewaretoken", "agreed") and isinstance(text, str)
    ]
    return [*typed, ("agreed", outside.seen_text(left))] if left else []


def _page_after(request: ClinicalRequest, before: Provider) -> str:
    """The page; with the visits on it that are outside now, agreed to or booked at the last moment.

    Whoever books from now on is refused there: the booking knows which hours it was made by.
    """
    page = reverse("providers:hours", args=[before.provider_id])
    now = open_hours(request, before.provider_id).availability or Availability()
    visits = outside.coming(request, before)
    is_any = outside.visits_outside(visits, before.availability or Availability(), now)
    return f"{page}?outside=1" if is_any else page


def _break_line(pause: Break) -> dict[str, Any]:
    day = DAY_NAMES[pause.weekday] if pause.weekday else _("Every working day")
    return {"day": day, "start": pause.start, "end": pause.end, "name": saving.name_of(pause)}


def _season_line(season: Season) -> dict[str, Any]:
    week = [(DAY_NAMES[day], getattr(season.working_hours, day)) for day in WEEK]
    return {
        "season": season,
        "name": saving.name_of(season),
        "week": [day for day in week if day[1]],
    }


def _date_line(exception: DayException) -> dict[str, Any]:
    day: date = exception.day
    return {"day": day, "hours": exception.hours, "reason": exception.reason,
            "name": saving.name_of(exception), "keeps_breaks": exception.keeps_breaks}  # fmt: skip
