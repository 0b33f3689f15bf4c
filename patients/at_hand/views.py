"""What a doctor has at hand: templates and favourites, their own and the clinic's."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from medisecure.errors import Conflict, Invalid, NotFound
from medisecure.web.display.errors import error_text
from medisecure.web.input.posted_forms import form_of, is_sent
from medisecure.web.input.refusals import add_refusals
from medisecure.web.requests import ClinicalRequest
from patients.at_hand import services
from patients.at_hand.forms import TemplateForm
from patients.at_hand.models import Kind, Row, RowsAtHand, key_of
from patients.at_hand.repository import Templates
from patients.at_hand.services import AtHand
from patients.at_hand.wording import describe_row

MINE, CLINICS = "mine", "clinic"


@dataclass(frozen=True, slots=True, kw_only=True)
class Favourite:
    """One row as a list shows it; `value` is what a button sends of it."""

    value: str
    words: str
    how: str


@require_http_methods(["GET", "POST"])
def at_hand(request: ClinicalRequest) -> HttpResponse:
    """The lists; a new template; a favourite shared or taken away."""
    request.uow.require("note:write")
    has = services.at_hand(request.uow)
    if request.method == "POST" and ({"share", "drop"} & request.POST.keys()):
        return favourite_pressed(request, has)
    form = form_of(request, TemplateForm)
    if is_sent(request, form) and added(request, form):
        return redirect("patients:at-hand")
    mine = request.person.user_id
    context = {
        "form": form,
        "templates": [(each, each.provider_id == mine) for each in has.templates],
        "groups": [
            (_("My favourites"), MINE, favourites(has.kept)),
            (_("Favourites of the clinic"), CLINICS, favourites(has.shared)),
        ],
    }
    return render(request, "patients/at_hand/at_hand.html", context)


@require_http_methods(["GET", "POST"])
def template(request: ClinicalRequest, owner: str, template_id: str) -> HttpResponse:
    """One template: changed or taken away by whoever wrote it."""
    uow = request.uow
    uow.require("note:write")
    found = Templates(uow).get(owner, template_id)
    if found.provider_id != request.person.user_id:
        raise NotFound
    if "remove" in request.POST:
        services.remove_template(uow, found)
        messages.success(
            request, _("The template is gone. Notes keep the words they took from it.")
        )
        return redirect("patients:at-hand")
    form = form_of(request, TemplateForm, of=found)
    if is_sent(request, form):
        try:
            services.change_template(uow, found, form.cleaned_data["name"], form.texts)
        except Conflict as refused:
            form.add_error(None, error_text(refused))
        else:
            messages.success(request, _("The template is kept."))
            return redirect("patients:at-hand")
    context = {"form": form, "template": found}
    return render(request, "patients/at_hand/template.html", context)


def added(request: ClinicalRequest, form: TemplateForm) -> bool:
    """Whether the new template is kept; else the mistake stands beside its field."""
    cleaned = form.cleaned_data
    try:
        services.add_template(
            request.uow, cleaned["form_id"], cleaned["name"], form.texts, shared=cleaned["shared"]
        )
    except Invalid as refused:
        add_refusals(form, refused)
        return False
    except Conflict:
        messages.info(request, _("This template is kept already."))
        return True
    messages.success(request, _("The template is kept."))
    return True


def favourite_pressed(request: ClinicalRequest, has: AtHand) -> HttpResponse:
    """Share a favourite, or take one away."""
    deed = "share" if "share" in request.POST else "drop"
    whose, kind, key = [*request.POST[deed].split(":"), "", ""][:3]
    if kind not in tuple(Kind):
        raise NotFound
    try:
        if deed == "share":
            services.share(request.uow, has, Kind(kind), key)
            messages.success(request, _("The whole clinic finds it first now."))
        else:
            shelf = has.shared if whose == CLINICS else has.kept
            services.take_away(request.uow, shelf, Kind(kind), key)
            messages.success(request, _("It is no favourite any more."))
    except Conflict as refused:
        messages.error(request, error_text(refused))
    return redirect("patients:at-hand")


def favourites(shelf: RowsAtHand) -> list[Favourite]:
    """The rows of a shelf in words."""
    return [
        Favourite(
            value=f"{kind}:{key_of(row)}",
            words=describe_row(kind, row)[0],
            how=describe_row(kind, row)[1],
        )
        for kind in Kind
        for row in filled_rows(shelf.rows(kind))
    ]


def filled_rows(rows: Iterable[Row]) -> list[Row]:
    """The rows that say something."""
    return [row for row in rows if row]
