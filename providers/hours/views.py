"""The page of a doctor's weekly hours, breaks and other dates; for the doctor and the desk."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from medisecure.clock import zone
from medisecure.errors import Conflict, Invalid, NotFound
from medisecure.identity.person import UserType
from medisecure.web.requests import ClinicalRequest
from medisecure.web.typed import form_of, is_sent
from providers.hours import saving
from providers.hours.forms import DAY_NAMES, BreakForm, ExceptionForm, WeekForm
from providers.models import Availability, Provider
from providers.repository import PROVIDER, Providers
from providers.rules import Break, DayException

PARTS = ("week", "break", "date")


@require_http_methods(["GET", "POST"])
def hours(request: ClinicalRequest, provider_id: str) -> HttpResponse:
    """When the doctor sees patients. Each part of the page is a form of its own."""
    provider = opened(request, provider_id)
    part = request.POST.get("part", "")
    forms = _forms(request, provider, part)
    if _removed(request, provider_id) or _saved(request, provider, part, forms):
        messages.success(request, _("The hours are saved. Booked visits stay as they are."))
        return redirect("providers:hours", provider_id)
    rules = provider.availability or Availability()
    today = request.uow.at.astimezone(zone(provider.zone_name)).date()
    context = {
        "provider": provider,
        "is_own": provider_id == request.person.user_id,
        "week": forms["week"],
        "break_form": forms["break"],
        "date_form": forms["date"],
        "form": forms.get(part, forms["week"]),
        "breaks": [_break_line(each) for each in rules.breaks or ()],
        "dates": [_date_line(each) for each in rules.exceptions or () if each.day >= today],
        "visit_types": rules.visit_types or [],
    }
    return render(request, "providers/hours.html", context)


@require_safe
def doctors(request: ClinicalRequest) -> HttpResponse:
    """All doctors by department, for the desk's way to their hours and time off."""
    request.uow.demand("desk:read")
    context = {"doctors": Providers(request.uow).all()}
    return render(request, "providers/doctors.html", context)


def opened(request: ClinicalRequest, provider_id: str) -> Provider:
    """The doctor whose hours these are, for the doctor themself and the front desk only."""
    provider = Providers(request.uow).current(provider_id)
    request.uow.permit(PROVIDER, provider, "write", "READ_HOURS")
    if provider.user_type is not UserType.PROVIDER:
        raise NotFound
    return provider


def _forms(request: ClinicalRequest, provider: Provider, part: str) -> dict[str, Any]:
    """The form that was sent with what was typed, the others fresh."""
    week = form_of(request, WeekForm, provider=provider) if part in ("", "week") else None
    if request.method == "POST" and not part:  # neither: an empty press of Save
        week = WeekForm(request.POST, provider=provider)
    return {
        "week": week or WeekForm(provider=provider),
        "break": BreakForm(request.POST) if part == "break" else BreakForm(),
        "date": ExceptionForm(request.POST) if part == "date" else ExceptionForm(),
    }


def _saved(request: ClinicalRequest, provider: Provider, part: str, forms: dict[str, Any]) -> bool:
    form = forms.get(part)
    if form is None or not is_sent(request, form):
        return False
    uow, provider_id = request.uow, provider.provider_id
    try:
        if part == "week":
            saving.save_week(uow, provider, form.change, form.cleaned_data["version"])
        elif part == "break":
            saving.change_rules(uow, provider_id, saving.with_break(form.cleaned_data["added"]))
        else:
            added = form.cleaned_data["added"]
            saving.change_rules(uow, provider_id, saving.with_exception(added))
    except Invalid as error:
        form.add_error(None, gettext(next(iter(error.fields.values()))))
        return False
    except Conflict as error:
        if part == "week":
            form.let_it_through(Providers(uow).current(provider_id))
        form.add_error(None, gettext(error.message) % error.params)
        return False
    return True


def _removed(request: ClinicalRequest, provider_id: str) -> bool:
    """Take a break or another date away, if a button asked for it."""
    for asked, change in (
        ("remove_break", saving.without_break),
        ("remove_date", saving.without_exception),
    ):
        if asked in request.POST:
            saving.change_rules(request.uow, provider_id, change(request.POST[asked]))
            return True
    return False


def _break_line(each: Break) -> dict[str, Any]:
    day = DAY_NAMES[each.weekday] if each.weekday else _("Every working day")
    return {"day": day, "start": each.start, "end": each.end, "name": saving.name_of(each)}


def _date_line(each: DayException) -> dict[str, Any]:
    day: date = each.day
    return {"day": day, "hours": each.hours, "reason": each.reason, "name": saving.name_of(each),
            "keeps_breaks": each.keeps_breaks}  # fmt: skip
