"""All my data: asked for after a fresh sign-in, prepared in the background, fetched once."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from documents.archives import services
from documents.archives.forms import AskForm
from documents.archives.models import ArchiveRequest
from documents.archives.parcels import parcel_link
from documents.archives.repository import Archives
from documents.archives.wording import RAN_OUT, STATES
from documents.views import handed_over
from medisecure.access.actor import Role
from medisecure.access.limits import LimitedAction
from medisecure.errors import Conflict, NotFound
from medisecure.identity.fresh import is_fresh
from medisecure.identity.repository import PatientNames
from medisecure.web.display.errors import error_text
from medisecure.web.display.words.wording import label_of
from medisecure.web.limits import limited
from medisecure.web.requests import ClinicalRequest
from patients.profile.open_patient import open_patient

PAGE = "documents:archives"


@require_http_methods(["GET", "POST"])
@limited(LimitedAction.EXPORT)
def archives(request: ClinicalRequest, patient_id: str) -> HttpResponse:
    """What was asked for so far and how far it has come; asking anew."""
    uow, fresh = request.uow, is_fresh(request)
    uow.require("archive:page")
    name = patient_name(request, patient_id)
    if request.method == "POST":
        form = AskForm(request.POST)
        if not fresh:
            messages.error(request, _("Sign in again first."))
        elif form.is_valid():
            ask(request, patient_id, form.cleaned_data["archive_id"])
        return redirect(PAGE, patient_id)
    lines = [line(request, each) for each in Archives(uow).latest(patient_id)]
    context = {
        "patient_id": patient_id, "name": name, "fresh": fresh, "form": AskForm(), "lines": lines,
        "is_own": patient_id in uow.actor.ids,
        "waits": any(archive_request.is_under_way for archive_request, _state, _open in lines),
        "again": urlencode({"fresh": "1", "next": request.path}),
    }  # fmt: skip
    return render(request, "documents/archives/archives.html", context)


def patient_name(request: ClinicalRequest, patient_id: str) -> str:
    """The patient's name; no page for whoever may not ask, and for nobody's id."""
    if request.role is Role.COMPLIANCE:
        names = PatientNames(request.uow).by_id([patient_id])
        if patient_id not in names:
            raise NotFound
        return names[patient_id]
    return open_patient(request.uow, patient_id).display_name


def ask(request: ClinicalRequest, patient_id: str, archive_id: str) -> None:
    """Ask, and say what will happen."""
    try:
        services.ask(request.uow, patient_id, archive_id)
    except Conflict as refused:
        messages.info(request, error_text(refused))
    else:
        messages.success(
            request, _("The archive is being prepared. We send a message when it is ready.")
        )


def line(
    request: ClinicalRequest, archive_request: ArchiveRequest
) -> tuple[ArchiveRequest, Any, bool]:
    """A request, how far it has come in words, and whether the reader may fetch it now."""
    at = request.uow.at
    ran_out = (
        archive_request.ready_at is not None
        and not archive_request.fetched_at
        and not archive_request.can_be_fetched(at)
    )
    state = str(RAN_OUT) if ran_out else label_of(STATES, archive_request.state)
    is_own = archive_request.asked_by == request.uow.actor.user_id
    return archive_request, state, is_own and archive_request.can_be_fetched(at)


@require_http_methods(["GET", "POST"])
@limited(LimitedAction.EXPORT)
def fetch(request: ClinicalRequest, patient_id: str, archive_id: str) -> HttpResponse:
    """On to the archive, once; whoever comes too late or twice is told so on the page."""
    request.uow.require("archive:page")
    Archives(request.uow).get(patient_id, archive_id)  # whose it is, before anything is said of it
    if request.method != "POST":
        return redirect(PAGE, patient_id)
    if not is_fresh(request):
        messages.error(request, _("Sign in again first."))
        return redirect(PAGE, patient_id)
    name = f"medisecure-{patient_id}.zip"
    try:
        link = services.hand_over(
            request.uow,
            patient_id,
            archive_id,
            lambda archive_request: parcel_link(archive_request.key, name),
        )
    except Conflict as refused:
        messages.error(request, error_text(refused))
        return redirect(PAGE, patient_id)
    return handed_over(request, link, {"name": name, "back": reverse(PAGE, args=[patient_id])})
