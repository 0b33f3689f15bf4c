"""Who may see my record: for the patient to read, for compliance to put right."""

import datetime as dt
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from medisecure.access.actor import Role
from medisecure.clock import CLINIC_ZONE, zone
from medisecure.dynamodb.calls.parallel import in_parallel
from medisecure.dynamodb.repositories.proxies import Proxies
from medisecure.errors import Conflict, Invalid, NotFound
from medisecure.identity.repository import Colleagues, PatientNames
from medisecure.web.acting.relation_lines import line_of, parted
from medisecure.web.display.frame import begin_counts
from medisecure.web.input.ids import id_or_none
from medisecure.web.input.refusals import add_refusals
from medisecure.web.requests import ClinicalRequest
from patients.access.forms import AssignForm
from patients.access.grounds import lines_of
from patients.access.services import assign, end, open_list
from providers.directory.repository import Providers

READ_PROXIES = frozenset({Role.PATIENT, Role.COMPLIANCE})  # a proxy knows of their own alone
END_OF_DAY = dt.time(23, 59, 59)


@require_http_methods(["GET", "POST"])
def access(request: ClinicalRequest, patient_id: str) -> HttpResponse:
    """Everyone who may see the record now, why and until when; and who no longer may.

    Those who act for the patient stand there too: some of them read all of it.
    """
    acts = request.role is Role.COMPLIANCE
    if acts:
        begin_counts(request)
    relations, form = in_parallel(
        lambda: open_list(request.uow, patient_id), lambda: _form(request) if acts else None
    )
    if request.method == "POST" and form is not None:  # the patient reads, and changes nothing
        pressed_end = "end" in request.POST
        done = _ended(request, patient_id) if pressed_end else _assigned(request, patient_id, form)
        if done:
            return redirect("patients:access", patient_id)
    shows_proxies = request.role in READ_PROXIES
    people, names, proxies = in_parallel(
        lambda: Colleagues(request.uow).named(each.provider_id for each in relations),
        lambda: PatientNames(request.uow).by_id([patient_id] if acts else []),
        lambda: Proxies(request.uow).of_patient(patient_id) if shows_proxies else [],
    )
    now, before = lines_of(relations, people, request.uow.at)
    acting, acted = parted(line_of(each, request.uow.at) for each in proxies)
    context: dict[str, Any] = {
        "patient_id": patient_id,
        "patient_name": names.get(patient_id, ""),
        "is_own": patient_id == request.subject_id,
        "acts": acts,
        "now": now,
        "before": before,
        "shows_proxies": shows_proxies,
        "proxies": [*acting, *acted],
        "form": form,
    }
    return render(request, "patients/access/access.html", context)


def _form(request: ClinicalRequest) -> AssignForm:
    doctors = [each for each in Providers(request.uow).all() if each.status == "ACTIVE"]
    sent = request.method == "POST" and "end" not in request.POST
    return AssignForm(request.POST, doctors=doctors) if sent else AssignForm(doctors=doctors)


def _assigned(request: ClinicalRequest, patient_id: str, form: AssignForm) -> bool:
    """Name the doctor; False if the form says what is wrong."""
    if not form.is_valid():
        return False
    cleaned = form.cleaned_data
    until = dt.datetime.combine(cleaned["until"], END_OF_DAY, zone(CLINIC_ZONE)).astimezone(dt.UTC)
    try:
        assign(request.uow, patient_id, cleaned["provider"], until, cleaned["name"])
    except Invalid as error:
        add_refusals(form, error)
        return False
    except Conflict as error:
        raise NotFound from error
    messages.success(request, _("The doctor may see the record until that day."))
    return True


def _ended(request: ClinicalRequest, patient_id: str) -> bool:
    """End one ground: `provider attribute`, as the button carries it."""
    provider, _mark, attribute = request.POST.get("end", "").partition(" ")
    try:
        end(request.uow, patient_id, id_or_none(provider), attribute)
    except Conflict as error:
        messages.info(request, _(error.message))
    else:
        messages.success(request, _("The access has ended."))
    return True
