"""The photo of a patient: looked at, begun anew by the desk, taken away by it or the patient."""

from contextlib import suppress
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from documents.intake import services
from documents.intake.forms import PhotoForm
from documents.intake.models import Intake, State
from documents.intake.repository import Intakes
from documents.intake.wording import REASONS
from documents.photos import services as photos
from medisecure.access.actor import Role
from medisecure.access.limits import LimitedAction
from medisecure.dynamodb.calls.parallel import in_parallel
from medisecure.dynamodb.unit_of_work import Page
from medisecure.errors import Conflict
from medisecure.web.display.errors import error_text
from medisecure.web.display.photos import allow_photos, is_shown, may_come
from medisecure.web.display.words.wording import label_of
from medisecure.web.input.posted_forms import form_of, is_sent
from medisecure.web.limits import limited
from medisecure.web.requests import ClinicalRequest
from patients.correction.repository import Registrations
from patients.profile.models import Demographics
from patients.profile.open_patient import open_patient
from patients.profile.repository import Patients
from patients.search.wanted_slot import slot_query

PAGE, SENDING = "documents:photo", "documents:sending"
POLLING = "X-Polling"


@require_http_methods(["GET", "POST"])
@limited(LimitedAction.SEND)
def photo(request: ClinicalRequest, patient_id: str) -> HttpResponse:
    """The photo as it is, what is on its way, and what may be done."""
    request.is_polling = request.headers.get(POLLING) == "1"
    uow, is_desk = request.uow, request.role is Role.STAFF
    uow.require("photo:page")
    patient: Demographics
    sent: Page[Intake]
    patient, sent = in_parallel(
        lambda: open_patient(uow, patient_id), lambda: Intakes(uow).latest(patient_id)
    )
    if request.method == "POST" and "remove" in request.POST:
        return _removed(request, patient_id)
    form = form_of(request, PhotoForm)
    if is_desk and may_come() and is_sent(request, form):
        with suppress(Conflict):  # the same form once more: it goes on where it was
            services.begin(uow, patient_id, form.intake_request())
        return redirect(SENDING, patient_id, form.cleaned_data["form_id"])
    under_way = _under_way(sent, patient)
    if under_way:  # what came of it is put into the page as it stands
        allow_photos(request)
    now = patient.personal_info.photo
    context: dict[str, Any] = {
        "patient": patient, "photo": now, "form": form,
        "may_come": may_come(), "slot": slot_query(request.GET),
        "is_shown": now and is_shown(now, request.role),
        "is_desk": is_desk, "under_way": under_way,
        "reason": label_of(REASONS, under_way.finding) if under_way else "",
    }  # fmt: skip
    return render(request, "documents/intake/photo.html", context)


def _under_way(sent: Page[Intake], patient: Demographics) -> Intake | None:
    """The last one that was begun, as long as nothing came of it that shows by itself."""
    last = next((each for each in sent.items if each.is_photo), None)
    if last is None or last.state in (State.TAKEN_IN, State.WITHDRAWN):
        return None
    now = patient.personal_info.photo
    return None if now and now.since > last.created_at else last


def _removed(request: ClinicalRequest, patient_id: str) -> HttpResponse:
    """The photo taken away: by the desk, or by the patient, who need not say why."""
    kept = Registrations if request.role is Role.STAFF else Patients
    try:
        photos.remove(request.uow, patient_id, kept)
    except Conflict as refused:
        messages.error(request, error_text(refused))
    else:
        messages.success(request, _("The photo was removed."))
    return redirect(PAGE, patient_id)
