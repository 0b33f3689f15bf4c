"""The desk's pages: who may be the same person, both side by side, joined, parted, carried on."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from appointments.carrying.services import carry_on, check_quiet
from medisecure.access.limits import LimitedAction
from medisecure.dynamodb.calls.parallel import in_parallel
from medisecure.dynamodb.unit_of_work import UnitOfWork
from medisecure.errors import Conflict, NotFound, Replaced, Unavailable
from medisecure.web.display.errors import error_text
from medisecure.web.input.posted_forms import form_of, is_sent
from medisecure.web.limits import limited
from medisecure.web.requests import ClinicalRequest
from patients.correction.forms import FIELD_NAMES
from patients.correction.services import registration_of
from patients.duplicates.services import look_alikes
from patients.find.forms import FindForm
from patients.linking.models import Merge
from patients.linking.repository import Merges
from patients.linking.services import SAME, Pair, branch_of, check_seen, join, pair_of, part
from patients.merge.comparison import contradicting, lines_of, sides_of
from patients.merge.forms import THERE, JoinForm, UndoForm
from patients.profile.models import Patient
from patients.profile.open_patient import open_patient
from patients.search.services import find as find_patients


@require_http_methods(["GET", "POST"])
@limited(LimitedAction.SEARCH)
def same_as(request: ClinicalRequest, patient_id: str) -> HttpResponse:
    """Whoever may be this patient too: those who look alike, and those the desk searches for."""
    uow = request.uow
    uow.require("merge:add")
    patient = _registered(uow, patient_id)
    form = form_of(request, FindForm)
    ids, too_short = uow.link_of(patient_id).ids, False
    if is_sent(request, form):
        found = find_patients(uow, form.cleaned_data["q"])
        others = [each for each in found.patients if each.patient_id not in ids]
        too_short = found.too_short
    else:
        medical = patient.medical_info
        policy = medical.insurance_number if medical else None
        others = look_alikes(uow, patient.personal_info, policy, besides=ids)
    context = {
        "patient": patient,
        "form": form,
        "others": others,
        "searched": form.is_bound and form.is_valid(),
        "too_short": too_short,
    }
    return render(request, "patients/merge/same_as.html", context)


@require_http_methods(["GET", "POST"])
def compare(request: ClinicalRequest, patient_id: str, other_id: str) -> HttpResponse:
    """Both records; what is chosen is shown before it is done, and done on a second press.

    The record of the address stays. `Replaced` leads on for an id that no longer answers itself.
    """
    uow = request.uow
    uow.require("merge:add")
    pair = _two(uow, patient_id, other_id)
    if pair.are_one:
        messages.info(request, error_text(Conflict(SAME)))
        return redirect("patients:details", pair.survivor.patient_id)
    form = form_of(request, JoinForm, initial=_as_seen(pair))
    if is_sent(request, form) and "back" not in request.POST:
        try:
            check_seen(pair, form.seen)
            check_quiet(uow, patient_id, other_id)
            if "confirm" not in request.POST:
                return _preview(request, pair, form)
            merge = join(uow, pair, form.take, form.cleaned_data["reason"], form.seen)
        except Conflict as error:
            form.data = {**request.POST.dict(), **_versions(pair)}
            form.add_error(None, error_text(error))
        else:
            _carry_on(request, merge, _("The two records are one now."))
            return redirect("patients:details", merge.into)
    return render(request, "patients/merge/compare.html", _context(uow, pair, form))


@require_http_methods(["GET", "POST"])
def undo(request: ClinicalRequest, patient_id: str, merge_id: str) -> HttpResponse:
    """Part two records again: what that means, and the press that does it."""
    uow = request.uow
    uow.require("merge:write")
    patient, merge = in_parallel(
        lambda: open_patient(uow, patient_id), lambda: Merges(uow).get(patient_id, merge_id)
    )
    if not merge.holds:
        return redirect("patients:details", patient_id)
    form = UndoForm(request.POST or None)
    if is_sent(request, form):
        try:
            check_quiet(uow, patient_id)
            parted, stays = part(uow, merge)
        except Conflict as error:
            form.add_error(None, error_text(error))
        else:
            _carry_on(request, parted, _("The two records are apart again."))
            _say_what_stays(request, stays)
            return redirect("patients:details", merge.patient_id)
    along = branch_of(merge.patient_id, Merges(uow).of(patient_id))[1:]
    context = {"patient": patient, "merge": merge, "form": form, "along": along}
    return render(request, "patients/merge/undo.html", context)


@require_http_methods(["GET", "POST"])
def go_on(request: ClinicalRequest, patient_id: str, merge_id: str) -> HttpResponse:
    """Carry over what was left when a joining or parting was stopped on its way."""
    request.uow.require("merge:write")
    merge = Merges(request.uow).get(patient_id, merge_id)
    if request.method == "POST":
        _carry_on(request, merge, _("Everything has been carried over."))
    return redirect("patients:details", patient_id)


def _two(uow: UnitOfWork, patient_id: str, other_id: str) -> Pair:
    """Both records under the very ids that were asked for, unless they are one already."""
    if patient_id == other_id:
        raise NotFound
    pair = pair_of(uow, patient_id, other_id)
    for asked, found in ((patient_id, pair.survivor), (other_id, pair.retired)):
        if found.patient_id != asked and not pair.are_one:
            raise Replaced(asked, found.patient_id)
    return pair


def _registered(uow: UnitOfWork, patient_id: str) -> Patient:
    patient = registration_of(uow, patient_id)
    if patient.replaced_by:
        raise Replaced(patient_id, patient.replaced_by)
    return patient


def _carry_on(request: ClinicalRequest, merge: Merge, done: str) -> None:
    """Carry over what follows; if that stops, the rest is shown where it is, and can go on."""
    try:
        merge = carry_on(request.uow, merge)
    except (Conflict, Unavailable) as stopped:
        messages.warning(request, error_text(stopped))
        return
    messages.success(request, done)
    if merge.stayed:
        messages.info(
            request,
            _("Visits and places that have taken place meanwhile stay where they are: %(count)s.")
            % {"count": merge.stayed},
        )


def _say_what_stays(request: ClinicalRequest, names: list[str]) -> None:
    said = [str(FIELD_NAMES[name]) for name in names if name in FIELD_NAMES]
    if said:
        messages.info(
            request,
            _("Changed since they were joined, and left as it is: %(fields)s.")
            % {"fields": ", ".join(dict.fromkeys(said))},
        )


def _versions(pair: Pair) -> dict[str, str]:
    return {"seen_here": str(pair.survivor.version), "seen_there": str(pair.retired.version)}


def _as_seen(pair: Pair) -> Mapping[str, Any]:
    taken = {f"from_{each.name}": THERE for each in lines_of(pair) if each.take}
    return {**_versions(pair), **taken}


def _context(uow: UnitOfWork, pair: Pair, form: JoinForm) -> dict[str, Any]:
    sides = sides_of(uow, pair)
    lines = lines_of(pair)
    return {
        "pair": pair,
        "form": form,
        "sides": sides,
        "lines": [(each, form[f"from_{each.name}"].value() == THERE) for each in lines],
        "differing": sum(each.differs for each in lines),
        "contradicting": contradicting(pair),
    }


def _preview(request: ClinicalRequest, pair: Pair, form: JoinForm) -> HttpResponse:
    lines = {each.name: each for each in lines_of(pair)}
    context = _context(request.uow, pair, form) | {
        "taken": [lines[name] for name in form.take if lines[name].differs],
        "reason": form.cleaned_data["reason"],
        "sent": [
            (name, value)
            for name, value in form.data.items()
            if name in form.fields and name != "reason"
        ],
    }
    return render(request, "patients/merge/preview.html", context)
