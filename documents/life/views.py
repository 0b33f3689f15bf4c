"""What is done with a document of the chart: a doctor archives it, brings it back, moves it.

The front desk moves what it filed itself, without seeing more of it than it typed.
"""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from appointments.outbox.models import DOCUMENT_MOVED
from appointments.outbox.repository import Outbox
from documents.intake.repository import MovedIntakes
from documents.life import services
from documents.life.forms import MoveForm, ReasonForm
from documents.models import Document, Status
from documents.repository import ADDED_DOCUMENT, DOCUMENT, AddedDocuments, Documents
from medisecure.access.actor import Role
from medisecure.dynamodb.calls.parallel import in_parallel
from medisecure.errors import AccessDenied, Conflict, Invalid, NotFound
from medisecure.web.display.errors import error_text
from medisecure.web.input.posted_forms import form_of, is_sent
from medisecure.web.requests import ClinicalRequest
from patients.profile.banner import Banner, open_page
from patients.profile.models import Demographics
from patients.profile.open_patient import Part as Shown
from patients.profile.open_patient import open_patient

PAGE = "documents:document"


@require_http_methods(["GET", "POST"])
def archive(request: ClinicalRequest, patient_id: str, document_id: str) -> HttpResponse:
    """Take it out of the chart, or bring it back, with the reason."""
    banner, found = open_document(request, patient_id, document_id)
    is_archived = found.status is Status.ARCHIVED
    form = form_of(request, ReasonForm)
    if is_sent(request, form):
        do = services.restore if is_archived else services.archive
        try:
            do(request.uow, found, form.cleaned_data["reason"])
        except Conflict as refused:
            messages.error(request, error_text(refused))
        else:
            told = _("The document is back in the chart.") if is_archived else _("Archived.")
            messages.success(request, told)
        return redirect(PAGE, patient_id, document_id)
    context = {"banner": banner, "document": found, "form": form, "is_archived": is_archived}
    return render(request, "documents/life/archive.html", context)


@require_http_methods(["GET", "POST"])
def move(request: ClinicalRequest, patient_id: str, document_id: str) -> HttpResponse:
    """To the patient it belongs to: named by id, shown by name, and only then moved."""
    request.uow.require("document:move-page")
    banner: Banner
    found: Document
    # The document first: to whom it is refused, nothing of the patient is opened.
    found = documents_of(request).get(patient_id, document_id)
    banner = open_page(request, patient_id, Shown.CONTACT)
    form = form_of(request, MoveForm)
    target: Demographics | None = None
    if is_sent(request, form):
        target = named(request, form)
        if target and request.POST.get("confirmed") == target.patient_id:
            return moved(request, found, target, form.cleaned_data["reason"])
        if target and target.patient_id == patient_id:
            form.add_error("patient", _(services.SAME_PATIENT))
            target = None
    context: dict[str, Any] = {
        "banner": banner, "document": found, "form": form, "target": target,
        "is_desk": is_desk(request),
    }  # fmt: skip
    return render(request, "documents/life/move.html", context)


def open_document(
    request: ClinicalRequest, patient_id: str, document_id: str
) -> tuple[Banner, Document]:
    """The patient and the document, for whoever writes in the chart."""
    request.uow.require("document:change-page")
    banner: Banner
    found: Document
    banner, found = in_parallel(
        lambda: open_page(request, patient_id),
        lambda: Documents(request.uow).get(patient_id, document_id),
    )
    return banner, found


def is_desk(request: ClinicalRequest) -> bool:
    """Whether the reader files documents and reads none."""
    return request.role is Role.STAFF


def documents_of(request: ClinicalRequest) -> AddedDocuments | Documents:
    """The documents the reader may move: those of their patients, or those they filed."""
    return AddedDocuments(request.uow) if is_desk(request) else Documents(request.uow)


def named(request: ClinicalRequest, form: MoveForm) -> Demographics | None:
    """Whom the id names, as far as the doctor may know; else the mistake stands at the field."""
    try:
        return open_patient(request.uow, form.cleaned_data["patient"])
    except (NotFound, AccessDenied, Conflict):
        nobody = (
            _("No patient has this id. Check the id.") if is_desk(request)
            else _("No patient in your care has this id. Check the id.")
        )  # fmt: skip
        form.add_error("patient", nobody)
        return None


def moved(
    request: ClinicalRequest, document: Document, target: Demographics, reason: str
) -> HttpResponse:
    """Both records change in one transaction, in which the first patient's message is planned."""
    uow, came = request.uow, MovedIntakes(request.uow)
    intake = came.of_document(document.patient_id, document.document_id)
    filed = ADDED_DOCUMENT if is_desk(request) else DOCUMENT
    try:
        with uow:
            services.moved(uow, document, target.patient_id, reason, filed=filed)
            if intake:
                came.follow(intake, target.patient_id)
            outbox = Outbox(uow)
            outbox.put(outbox.notice(DOCUMENT_MOVED, document.patient_id, document.document_id))
    except (Conflict, Invalid, AccessDenied) as refused:
        messages.error(request, error_text(refused))
        return back(request, document.patient_id, document.document_id)
    messages.success(request, _("The document was moved, and the first patient is told."))
    return back(request, target.patient_id, document.document_id)


def back(request: ClinicalRequest, patient_id: str, document_id: str) -> HttpResponse:
    """To the document; for the desk to the list of what was filed for the patient."""
    if is_desk(request):
        return redirect("documents:sent", patient_id)
    return redirect(PAGE, patient_id, document_id)
