"""Somebody stands at the desk without a visit: found or registered, booked for now, arrived."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from appointments.desk.booking.next_free import describe_availability
from appointments.desk.details.places import shared_room
from appointments.desk.walk_in.forms import WalkInForm
from appointments.visit_flow.services import walk_in as book_walk_in
from appointments.visits.models import Appointment
from medisecure.access.limits import LimitedAction
from medisecure.dynamodb.calls.parallel import in_parallel
from medisecure.errors import Conflict
from medisecure.web.input.fields import new_id
from medisecure.web.input.posted_forms import form_of, is_sent
from medisecure.web.limits import limited
from medisecure.web.requests import ClinicalRequest
from patients.duplicates.services import look_alikes
from patients.profile.models import Demographics
from patients.profile.open_patient import open_patient
from patients.registration.services import register as register_patient
from patients.search.repository import IndexMatch
from patients.search.services import find
from patients.search.wanted_slot import SLOT
from providers.directory.models import Provider
from providers.directory.repository import Providers

DIFFERENT = "different"  # it is somebody else after all; what is typed about the visit stays


@require_http_methods(["GET", "POST"])
@limited(LimitedAction.BOOK)
def walk_in(request: ClinicalRequest) -> HttpResponse:
    """One page, one Enter: the patient is registered if new, booked for now, and has arrived."""
    request.uow.require("desk:write")
    today = request.uow.today
    provider = request.GET.get("provider", "")
    form = form_of(request, WalkInForm, today=today, initial={"provider": provider})
    patient, providers = _people(request)
    form.offer(providers, {})
    if DIFFERENT in request.POST:
        return _page(request, WalkInForm(initial=request.POST.dict(), today=today), providers,
                     patient=None)  # fmt: skip
    if request.method == "POST" and "find" in request.POST:
        found = find(request.uow, form.typed_so_far)
        return _page(request, WalkInForm(initial=request.POST.dict(), today=today), providers,
                     patient=None, found=found.patients, searched=True,
                     too_short=found.too_short)  # fmt: skip
    if not is_sent(request, form):
        return _page(request, form, providers, patient=patient)
    if patient is None:
        alike = _not_ruled_out(request, form)
        if alike:
            return _page(request, form, providers, patient=None, found=alike, alike=True)
    try:
        visit = _received(request, form, patient)
    except Conflict as error:
        form.refuse(error)
        return _page(request, form, providers, patient=patient)
    messages.success(request, _marked(visit))
    if words := shared_room(request.uow, visit, providers):
        messages.warning(request, words)
    department = next(
        (each.department for each in providers if each.provider_id == visit.provider_id), None
    )
    wanted = {"date": str(visit.local_date)} | ({"department": department} if department else {})
    return redirect(f"{reverse('appointments:board')}?{urlencode(wanted)}")


def _people(request: ClinicalRequest) -> tuple[Demographics | None, list[Provider]]:
    """The patient who was chosen, if one was, and the doctors."""
    typed = request.POST
    wanted = typed.get("chosen", "") or typed.get("known", "") or request.GET.get("patient", "")
    is_known = SLOT["provider"].fullmatch(wanted) and not {"find", DIFFERENT} & typed.keys()
    chosen = wanted if is_known else ""
    patient, providers = in_parallel(
        lambda: open_patient(request.uow, chosen) if chosen else None,
        lambda: Providers(request.uow).all(),
    )
    return patient, providers


def _not_ruled_out(request: ClinicalRequest, form: WalkInForm) -> list[IndexMatch]:
    """Patients who may be the same person, unless somebody looked and said they are not."""
    new = form.new_patient()
    alike = look_alikes(request.uow, new.personal_info, besides=(new.patient_id,))
    ruled_out = set(request.POST.getlist("not_these")) if "none" in request.POST else set()
    return [] if {each.patient_id for each in alike} <= ruled_out else alike


def _received(
    request: ClinicalRequest, form: WalkInForm, patient: Demographics | None
) -> Appointment:
    """Register whoever is new, and take them in."""
    if patient is not None:
        patient_id = patient.patient_id
    else:
        new = form.new_patient()
        patient_id = new.patient_id
        try:
            register_patient(request.uow, new)
        except Conflict:
            form.data = {**request.POST.dict(), "patient_id": new_id("patient")}
            raise
    return book_walk_in(request.uow, form.booking_request(patient_id, request.uow.at))


def _marked(visit: Appointment) -> Any:
    if visit.overruled is None:
        return _("The patient has arrived; the visit is on the board.")
    return _(
        "The patient has arrived. The time was full: the visit is marked as overbooked on the "
        "board."
    )


def _page(
    request: ClinicalRequest,
    form: WalkInForm,
    providers: Sequence[Provider],
    *,
    patient: Demographics | None,
    found: Sequence[IndexMatch] = (),
    **more: bool,
) -> HttpResponse:
    shown = {each.patient_id for each in found} | ({patient.patient_id} if patient else set())
    form.offer(providers, describe_availability(request.uow, providers, shown))
    context = {"form": form, "patient": patient, "found": found, **more}
    return render(request, "appointments/desk/walk_in/walk_in.html", context)
