"""A signed entry is added to, or struck out as a mistake."""

from collections.abc import Sequence

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from documents.letters.models import Letter
from documents.letters.repository import LettersOfEntries
from documents.letters.services import withdraw_with_entry
from documents.letters.wording import KINDS
from medisecure.dynamodb.calls.parallel import in_parallel
from medisecure.errors import Conflict
from medisecure.web.display.errors import error_text
from medisecure.web.display.words.wording import label_of
from medisecure.web.input.posted_forms import form_of, is_sent
from medisecure.web.requests import ClinicalRequest
from patients.profile.banner import open_page
from patients.record_pages.forms import AddendumForm, StrikeForm
from patients.records import services
from patients.records.models import Record
from patients.records.repository import OwnRecords, Records


@require_http_methods(["GET", "POST"])
def addendum(request: ClinicalRequest, patient_id: str, record_id: str) -> HttpResponse:
    """Words added below an entry, by any doctor in whose care the patient is."""
    request.uow.require("note:write")
    banner, entry = in_parallel(
        lambda: open_page(request, patient_id),
        lambda: Records(request.uow).get(patient_id, record_id),
    )
    form = form_of(request, AddendumForm)
    if is_sent(request, form):
        try:
            services.add_addendum(request.uow, patient_id, record_id, form.cleaned_data["text"])
        except Conflict as refused:
            form.add_error(None, error_text(refused))
        else:
            messages.success(request, _("Added."))
            return redirect("patients:record", patient_id, record_id)
    return render_change(request, banner, entry, form, _("Add to the entry"))


@require_http_methods(["GET", "POST"])
def strike(request: ClinicalRequest, patient_id: str, record_id: str) -> HttpResponse:
    """An entry struck out by its author, with the reason."""
    request.uow.require("note:write")
    banner, entry, issued = in_parallel(
        lambda: open_page(request, patient_id),
        lambda: OwnRecords(request.uow).get(patient_id, record_id),
        lambda: LettersOfEntries(request.uow).out_of(patient_id, record_id),
    )
    valid = [each for each in issued if each.holds]
    form = form_of(request, StrikeForm)
    if is_sent(request, form):
        try:
            left = services.strike_out(
                request.uow, patient_id, record_id, form.cleaned_data["reason"],
                also=lambda: withdraw_with_entry(request.uow, valid),
            )  # fmt: skip
        except Conflict as refused:
            form.add_error(None, error_text(refused))
        else:
            messages.success(request, _("The entry is struck out; nothing in it counts."))
            if valid:
                messages.info(request, _("Its letters are withdrawn, and their numbers say so."))
            if left:
                messages.warning(
                    request, _("It had changed earlier items of the lists: check them.")
                )
            return redirect("patients:record", patient_id, record_id)
    return render_change(request, banner, entry, form, _("Entered by mistake"), letters=valid)


def render_change(
    request: ClinicalRequest,
    banner: object,
    entry: Record,
    form: forms.Form,
    heading: str,
    *,
    letters: Sequence[Letter] = (),
) -> HttpResponse:
    context = {
        "banner": banner, "record": entry, "form": form, "heading": heading,
        "strikes": isinstance(form, StrikeForm),
        "letters": [(each, label_of(KINDS, each.kind), is_open(request, each)) for each in letters],
    }  # fmt: skip
    return render(request, "patients/records/change.html", context)


def is_open(request: ClinicalRequest, letter: Letter) -> bool:
    """Whether the letter itself may be read: a protected one is for the doctor who signed it."""
    return not letter.is_sensitive or letter.provider_id == request.uow.actor.user_id
