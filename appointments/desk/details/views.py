"""The desk's pages about one booked visit: its details, its payment, the receipt."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from appointments.booking.changing import change_details, change_payment
from appointments.desk.details.forms import DetailsForm, PaymentForm
from appointments.visits.models import Appointment, PaymentStatus
from appointments.visits.repository import Appointments
from appointments.visits.rooms import RoomWanted, room_taken
from appointments.visits.wording import payment_note
from medisecure.dynamodb.calls.parallel import in_parallel
from medisecure.errors import Conflict
from medisecure.web.display.errors import error_text
from medisecure.web.display.words.wording import label_of
from medisecure.web.input.posted_forms import form_of, is_sent
from medisecure.web.requests import ClinicalRequest
from patients.profile.models import Demographics
from patients.profile.open_patient import open_patient
from patients.records.wording import VISIT_TYPES
from providers.directory.models import Provider
from providers.directory.repository import Providers

FORM = "appointments/desk/details/visit_form.html"


@require_http_methods(["GET", "POST"])
def details(request: ClinicalRequest, patient_id: str, appointment_id: str) -> HttpResponse:
    """Change reason, kind, mode, place and preparation of a booked visit."""
    request.uow.require("desk:write")
    patient, visit, doctors = _read(request, patient_id, appointment_id)
    form = form_of(request, DetailsForm, initial=DetailsForm.as_it_is(visit))
    form.keep_kind(visit.scheduling_info.type)
    its_own = [each for each in doctors if each.provider_id == visit.provider_id]
    form.offer_places(its_own, now=visit.scheduling_info.location or "")
    sent = is_sent(request, form) and not _room_is_asked(request, form, visit, doctors)
    if sent and _stored(
        request,
        form,
        lambda version: change_details(
            request.uow, patient_id, appointment_id, form.details(), version=version
        ),
        _("The visit is updated."),
    ):
        return redirect("appointments:detail", patient_id, appointment_id)
    context = {
        "form": form, "visit": visit, "patient": patient,
        "heading": _("Change the visit"), "leave": _("Leave it as it is"),
    }  # fmt: skip
    return render(request, FORM, context)


def _room_is_asked(
    request: ClinicalRequest, form: DetailsForm, visit: Appointment, doctors: list[Provider]
) -> bool:
    """Whether a room was chosen that somebody else has then, and it has to be said first."""
    chosen, info = form.details(), visit.scheduling_info
    if (chosen.location, chosen.mode) == (info.location or "", info.mode):
        return False
    wanted = RoomWanted.of(visit, chosen.location, chosen.mode)
    return form.asks_about(room_taken(request.uow, wanted, doctors))


@require_http_methods(["GET", "POST"])
def payment(request: ClinicalRequest, patient_id: str, appointment_id: str) -> HttpResponse:
    """Change what a visit costs and how that stands: taken, waived, through insurance."""
    request.uow.require("desk:write")
    patient, visit, doctors = _read(request, patient_id, appointment_id)
    doctor = _doctor_of(visit, doctors)
    form = form_of(request, PaymentForm, initial=PaymentForm.as_it_is(visit, doctor))
    if is_sent(request, form) and _stored(
        request,
        form,
        lambda version: change_payment(
            request.uow, patient_id, appointment_id, form.payment(), version=version
        ),
        _("The payment is saved."),
    ):
        return redirect("appointments:payment", patient_id, appointment_id)
    context = {
        "form": form, "visit": visit, "patient": patient, "is_paid": _is_paid(visit),
        "heading": _("Payment"), "leave": _("Back to the visit"),
    }  # fmt: skip
    return render(request, FORM, context)


@require_safe
def receipt(request: ClinicalRequest, patient_id: str, appointment_id: str) -> HttpResponse:
    """What was paid for which visit, to be printed; while nothing was taken, the payment's page."""
    request.uow.require("desk:read")
    patient, visit, doctors = _read(request, patient_id, appointment_id)
    if not _is_paid(visit) or visit.payment is None:
        messages.info(request, _("A receipt is available once the payment is recorded as paid."))
        return redirect("appointments:payment", patient_id, appointment_id)
    doctor = _doctor_of(visit, doctors)
    context = {
        "visit": visit,
        "patient": patient,
        "doctor": doctor.display_name if doctor else "",
        "kind": label_of(VISIT_TYPES, visit.scheduling_info.type),
        "note": payment_note(visit.payment),
        "printed_at": request.uow.at,
    }
    return render(request, "appointments/desk/details/receipt.html", context)


def _is_paid(visit: Appointment) -> bool:
    return visit.payment is not None and visit.payment.status == PaymentStatus.PAID


def _read(
    request: ClinicalRequest, patient_id: str, appointment_id: str
) -> tuple[Demographics, Appointment, list[Provider]]:
    patient, visit, doctors = in_parallel(
        lambda: open_patient(request.uow, patient_id),
        lambda: Appointments(request.uow).get(patient_id, appointment_id),
        lambda: Providers(request.uow).all(),
    )
    return patient, visit, doctors


def _doctor_of(visit: Appointment, doctors: list[Provider]) -> Provider | None:
    return next((each for each in doctors if each.provider_id == visit.provider_id), None)


def _stored(
    request: ClinicalRequest, form: Any, deed: Callable[[int], Appointment], words: Any
) -> bool:
    """Whether it could be stored; else the form says why not."""
    try:
        deed(form.cleaned_data["version"])
    except Conflict as error:
        form.add_error(None, error_text(error))
        return False
    messages.success(request, words)
    return True
