"""A patient asks for a medicine again; the doctor sees what speaks against it, and answers."""

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from documents.letters.paper import line_of
from documents.letters.writing import Drafted, language_for
from documents.renewals import services
from documents.renewals.forms import AnswerForm, AskForm
from documents.renewals.models import Renewal
from documents.renewals.repository import Renewals
from documents.renewals.services import Approval
from medisecure.dynamodb.calls.parallel import in_parallel
from medisecure.errors import Conflict, Invalid
from medisecure.web.display.errors import error_text
from medisecure.web.input.refusals import add_refusals
from medisecure.web.requests import ClinicalRequest
from patients.lists.models import ListItem
from patients.lists.repository import Lists
from patients.prescribing.findings import CheckOutcome, Screening
from patients.prescribing.findings_wording import finding_sentence
from patients.profile.banner import Banner, open_chart
from patients.profile.models import Patient
from providers.directory.models import Provider
from providers.directory.repository import Providers

DAY, MY_HEALTH = "providers:day", "patients:my-health"


@require_http_methods(["GET", "POST"])
def ask(request: ClinicalRequest, item_id: str) -> HttpResponse:
    """A patient asks for a medicine of their list again, or takes the request back."""
    uow, patient_id = request.uow, request.subject_id
    uow.require("renewal:ask-page")
    if request.method != "POST":
        Lists(uow).get(patient_id, item_id)
        return redirect(MY_HEALTH)
    form = AskForm(request.POST)
    if not form.is_valid():
        messages.error(request, " ".join(map(str, form.errors["note"])))
        return redirect(MY_HEALTH)
    try:
        if "back" in request.POST:
            services.take_back(uow, patient_id, item_id)
            messages.success(request, _("Your request was taken back."))
        else:
            services.ask(uow, patient_id, item_id, form.cleaned_data["note"])
            messages.success(request, _("Your doctor was asked. The answer will stand here."))
    except Conflict as refused:
        messages.error(request, error_text(refused))
    return redirect(MY_HEALTH)


@require_http_methods(["GET", "POST"])
def answer(request: ClinicalRequest, patient_id: str, item_id: str) -> HttpResponse:
    """What is asked for and what the checks say; approve or decline, and back to the day."""
    uow = request.uow
    uow.require("renewal:answer-page")
    opened: tuple[Banner, Patient]
    renewal: Renewal
    items: list[ListItem]
    doctor: Provider
    opened, renewal, items, doctor = in_parallel(
        lambda: open_chart(request, patient_id),
        lambda: Renewals(uow).get(patient_id, item_id),
        lambda: Lists(uow).now(patient_id),
        lambda: Providers(uow).get(uow.actor.user_id),
    )
    banner, patient = opened
    form = AnswerForm(request.POST) if request.method == "POST" else AnswerForm()
    found = services.checked(uow, renewal, patient, items)
    if request.method == "POST" and form.is_valid():
        of = Drafted(patient=patient, author=doctor, items=items)
        if _answered(request, renewal, of, form, found):
            return redirect(DAY)
    context = {
        "banner": banner, "renewal": renewal, "form": form,
        "line": line_of(renewal.medicine, request.LANGUAGE_CODE),
        "findings": [(each, finding_sentence(each)) for each in found.findings],
    }  # fmt: skip
    return render(request, "documents/renewals/answer.html", context)


def _answered(
    request: ClinicalRequest, renewal: Renewal, of: Drafted, form: AnswerForm, screening: Screening
) -> bool:
    """Whether it is done; False with what is missing beside its field.

    A press on the day approves only what is clear: whatever a check found or could not check is
    shown first.
    """
    cleaned, uow = form.cleaned_data, request.uow
    try:
        if "decline" in request.POST:
            services.decline(uow, renewal, cleaned["words"])
            messages.success(request, _("The request was declined, and the patient reads why."))
            return True
        if "approve" not in request.POST:
            form.add_error(None, _("Choose one: prescribe it again, or decline."))
            return False
        if "shown" not in request.POST and screening.outcome is not CheckOutcome.CLEAR:
            form.add_error(None, _("Not approved yet: look at what the checks found first."))
            return False
        order = Approval(
            letter_id=cleaned["form_id"],
            language=language_for(of.patient),
            words=cleaned["words"],
            screening=replace(screening, reason=cleaned["reason"] or None),
        )
        services.approve(uow, renewal, of, list(of.items), order)
    except Invalid as refused:
        add_refusals(form, refused)
        return False
    except Conflict as refused:
        messages.error(request, error_text(refused))
        return True
    messages.success(request, _("Prescribed again: the patient can open the prescription."))
    return True


def lines_of(request: ClinicalRequest, renewals: list[Renewal]) -> list[dict[str, Any]]:
    """Requests as the day lists them, each with a fresh form."""
    return [
        {"renewal": each, "line": line_of(each.medicine, request.LANGUAGE_CODE),
         "form": AnswerForm(auto_id=False)}
        for each in renewals
    ]  # fmt: skip
