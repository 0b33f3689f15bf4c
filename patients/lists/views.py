"""A patient's lists: problems, allergies, medicines, vaccines, and what a doctor changes."""

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from medisecure.access.actor import Role
from medisecure.dynamodb.calls.parallel import in_parallel
from medisecure.dynamodb.unit_of_work import Page
from medisecure.errors import Conflict, Invalid
from medisecure.web.display.errors import error_text
from medisecure.web.display.paging import links_of, mark_of
from medisecure.web.display.words.wording import label_of
from medisecure.web.input.as_of import read_as_of
from medisecure.web.input.refusals import add_refusals
from medisecure.web.requests import ClinicalRequest
from patients.coding import search
from patients.coding.wording import plainly
from patients.lists import services
from patients.lists.changes import changed
from patients.lists.forms import FORMS, ListForm
from patients.lists.medicines import MedicationStatement
from patients.lists.models import ListItem, Shelf
from patients.lists.repository import Lists
from patients.lists.versions import ListVersion, ListVersions, as_of
from patients.lists.wording import (
    ALLERGY_STATES,
    CRITICALITIES,
    MEDICINE_STATES,
    PROBLEM_STATES,
)
from patients.prescribing.checks import CheckedPerson, PrescribedItem, screened
from patients.prescribing.findings import Screening
from patients.prescribing.findings_wording import finding_sentence
from patients.prescribing.wording import instruction_parts
from patients.profile.banner import Banner, open_page, open_to_read
from patients.profile.models import Patient
from patients.profile.repository import Patients


@require_safe
def lists(request: ClinicalRequest, patient_id: str) -> HttpResponse:
    """Everything on the lists now, and what is over, a page at a time; or as they stood once."""
    uow, (form, at) = request.uow, read_as_of(request)
    banner: Banner
    now: list[ListItem]
    past: Page[ListItem]
    versions: list[ListVersion]
    banner, now, past, versions = in_parallel(
        lambda: open_to_read(request, patient_id),
        lambda: Lists(uow).now(patient_id),
        lambda: Lists(uow).past(patient_id, cursor=mark_of(request)),
        lambda: ListVersions(uow).of(patient_id) if at else [],
    )
    then = as_of(at, versions, [*now, *past.items]) if at else None
    over = past.items
    if then:
        now = [each for each in then.items if each.shelf is Shelf.NOW]
        over = [each for each in then.items if each.shelf is Shelf.PAST]
    context = {
        "banner": banner, "at": at, "as_of": form, "is_doctor": request.role is Role.PROVIDER,
        "past": [(item, line_of(item)) for item in over],
        "unknown": [line_of(each) for each in then.unknown] if then else [],
        "pages": links_of(request, Page() if then else past),
        "may_write": request.role is Role.PROVIDER and not at,
        "release": search.release(),
    }  # fmt: skip
    return render(request, "patients/lists/lists.html", context | sections(now))


@require_http_methods(["GET", "POST"])
def edit(request: ClinicalRequest, patient_id: str) -> HttpResponse:
    """Put something on a list; the form that was sent keeps what was typed."""
    uow = request.uow
    uow.require("list_item:edit")
    banner: Banner
    now: list[ListItem]
    banner, now, patient = in_parallel(
        lambda: open_page(request, patient_id),
        lambda: Lists(uow).now(patient_id),
        lambda: Patients(uow).get(patient_id),
    )
    sent = request.POST.get("list", "")
    forms = {
        name: form(request.POST if name == sent else None, today=uow.today, prefix=name)
        for name, form in FORMS.items()
    }
    form, found = forms.get(sent), None
    if form is not None and form.is_valid():
        found = check(form, patient, now) if sent == "medicine" else None
        if keep(request, patient_id, form, found):
            return redirect("patients:lists-edit", patient_id)
    context: dict[str, Any] = {
        "banner": banner, "forms": forms, "form": form, "sent": sent,
        "findings": [(each, finding_sentence(each)) for each in found.findings] if found else [],
        "release": search.release(), "may_write": True,
    }  # fmt: skip
    return render(request, "patients/lists/edit.html", context | sections(now))


def check(form: ListForm, patient: Patient, now: list[ListItem]) -> Screening:
    """What the checks say of the medicine about to be added, with the reason that was typed."""
    taken = form.content
    if not isinstance(taken, MedicationStatement):
        raise TypeError("only medicines are checked")
    others = [each.medication.medication for each in now if each.medication]
    person = CheckedPerson(
        allergies=patient.allergies,
        taking=others,
        age=patient.age_on(form.today),
        sex=patient.personal_info.gender,
    )
    order = PrescribedItem(medication=taken.medication, atc=taken.atc, dosage=taken.codes)
    return replace(screened(order, person), reason=form.cleaned_data["reason"] or None)


def keep(
    request: ClinicalRequest, patient_id: str, form: ListForm, screening: Screening | None
) -> bool:
    """Store what the form made; False with the mistake beside its field."""
    content = form.content
    try:
        if screening is not None and isinstance(content, MedicationStatement):
            screening.demand_reason()
            content = replace(content, screening=screening)
        services.keep(request.uow, patient_id, content)
    except Invalid as refused:
        add_refusals(form, refused)
    except Conflict as refused:
        form.add_error(None, error_text(refused))
    else:
        messages.success(request, _("The list was changed."))
        return True
    return False


@require_http_methods(["GET", "POST"])
def item(request: ClinicalRequest, patient_id: str, item_id: str) -> HttpResponse:
    """End, stop, bring back or strike out one item by POST; then back to the lists."""
    uow = request.uow
    uow.require("list_item:edit")
    found: ListItem
    _banner, found = in_parallel(
        lambda: open_page(request, patient_id),
        lambda: Lists(uow).get(patient_id, item_id),
    )
    if request.method == "POST":
        deed = next((name for name in ("ended", "back", "mistake") if name in request.POST), "")
        try:
            said_now = changed(found.content, deed, uow.today, request.POST.get("reason", ""))
            services.change(uow, found, said_now)
            messages.success(request, _("The list was changed."))
        except Invalid as refused:
            messages.error(request, " ".join(_(each) for each in refused.fields.values()))
        except Conflict as refused:
            messages.error(request, error_text(refused))
    return redirect("patients:lists-edit", patient_id)


def sections(now: list[ListItem]) -> dict[str, Any]:
    """The four lists with a line of words for each item; allergies None where nobody asked."""
    told = services.sorted_out(now)
    return {
        "problems": [(each, line_of(each)) for each in told.problems],
        "medicines": [(each, line_of(each)) for each in told.medicines],
        "vaccines": [(each, line_of(each)) for each in told.vaccines],
        "allergies": [(each, line_of(each)) for each in told.allergies]
        if told.allergies is not None
        else None,
    }


def line_of(shown_item: ListItem) -> dict[str, Any]:
    """What is said of one item: its words, plain words, how it is taken, since, until, state."""
    condition, allergy = shown_item.condition, shown_item.allergy
    taken, given = shown_item.medication, shown_item.immunization
    if condition:
        return {
            "code": condition.code, "title": condition.description,
            "plain": plainly(condition.code),
            "since": condition.onset_on, "until": condition.ended_on,
            "state": PROBLEM_STATES.get(condition.status, ""),
        }  # fmt: skip
    if allergy:
        risk = label_of(CRITICALITIES, allergy.criticality) if allergy.criticality else ""
        return {
            "title": allergy.substance or _("None known"), "plain": allergy.reaction, "note": risk,
            "state": ALLERGY_STATES.get(allergy.status, ""),
        }  # fmt: skip
    if taken:
        return {
            "title": taken.medication, "how": instruction_parts(taken.written, taken.instruction),
            "since": taken.started_on, "until": taken.ends_on,
            "state": MEDICINE_STATES.get(taken.status, ""), "plain": taken.stop_reason,
            "is_free_text": taken.atc is None,
        }  # fmt: skip
    if given:
        return {"title": given.vaccine, "since": given.given_on, "plain": given.lot}
    return {}
