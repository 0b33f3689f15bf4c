"""A patient's documents: the list, and the way to a file."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from documents.forms import BELONGS_TO, FilterForm
from documents.models import Document
from documents.repository import Documents
from documents.services import ALTERED as FOUND_ALTERED
from documents.services import hold_back_altered, matches_checksum, release
from documents.wording import ALTERED, CLOSED_BECAUSE, DOCUMENT_TYPES, UNPROVEN
from medisecure.access.actor import Role
from medisecure.access.limits import LimitedAction
from medisecure.audit.event import Result
from medisecure.clock import CLINIC_ZONE
from medisecure.document_store import download_link
from medisecure.dynamodb.calls.parallel import in_parallel
from medisecure.dynamodb.unit_of_work import Page
from medisecure.web.display.paging import links_of, mark_of
from medisecure.web.display.words.wording import label_of
from medisecure.web.headers import allow_sources
from medisecure.web.input.ids import id_or_none
from medisecure.web.limits import limited
from medisecure.web.requests import ClinicalRequest
from patients.profile.banner import Banner, open_to_read
from providers.directory.repository import Providers

SEE_OTHER, CONFLICT = 303, 409
ANY_FILE = "application/octet-stream"


@dataclass(frozen=True, slots=True)
class DocumentLine:
    """A document as lists show it; `closed` says why its file cannot be opened.

    `unproven` says why what is noted of it need not be true.
    """

    document: Document
    kind: str
    closed: str
    unproven: str


def line_of(document: Document) -> DocumentLine:
    """The document in words."""
    told = document.verification
    closed = "" if document.is_verified else label_of(CLOSED_BECAUSE, document.status)
    if told and told.finding == FOUND_ALTERED:
        closed = str(ALTERED)
    unproven = (
        "" if closed or document.is_proven else label_of(UNPROVEN, told.finding if told else "-")
    )
    return DocumentLine(
        document, label_of(DOCUMENT_TYPES, document.document_type), closed, unproven
    )


@require_safe
def of_patient(request: ClinicalRequest, patient_id: str) -> HttpResponse:
    """A patient's documents, the newest first."""
    banner: Banner
    page: Page[Document]
    for each in BELONGS_TO:
        id_or_none(request.GET.get(each, ""))  # the page leads back there
    form = FilterForm(request.GET, doctors=Providers(request.uow).all())
    document_filter = form.document_filter(CLINIC_ZONE)
    banner, page = in_parallel(
        lambda: open_to_read(request, patient_id),
        lambda: Documents(request.uow).matching(
            patient_id, document_filter, cursor=mark_of(request)
        ),
    )
    asked = {name: request.GET[name] for name in form.fields if request.GET.get(name)}
    context = {
        "banner": banner, "lines": [line_of(each) for each in page.items], "form": form,
        "asked": asked, "pages": links_of(request, page, **asked),
        "is_doctor": request.role is Role.PROVIDER,
        "belongs_to_one": len(asked) == 1 and set(asked) <= set(BELONGS_TO),
    }  # fmt: skip
    return render(request, "documents/of_patient.html", context)


@require_safe
@limited(LimitedAction.EXPORT, methods=("GET", "HEAD", "POST"))
def download(request: ClinicalRequest, patient_id: str, document_id: str) -> HttpResponse:
    """On to the file, by a link that lasts a minute; the trail is stored before it leaves."""
    document = release(request.uow, patient_id, document_id)
    if not matches_checksum(document):
        return altered(request, document)
    told = document.file_info
    name = told.file_name or _("document")
    link = download_link(told.s3_key, name, told.mime_type or ANY_FILE, told.s3_version)
    context = {
        "name": document.title, "back": reverse("documents:of-patient", args=[patient_id]),
        "again": request.path, "document": document,
        "is_own": patient_id in request.uow.actor.ids,
    }  # fmt: skip
    return handed_over(request, link, context)


def handed_over(request: ClinicalRequest, link: str, context: dict[str, Any]) -> HttpResponse:
    """A file by its link of a minute: straight on to it, or to a browser by a page of ours.

    The page fetches it out of sight. Where the link leads nowhere any more the browser then stands
    on a page in the reader's language that gets it anew, not on what the store has to say.
    """
    if request.headers.get("Sec-Fetch-Dest") != "document":
        return HttpResponseRedirect(link, status=SEE_OTHER)
    response = render(request, "documents/handed_over.html", context | {"link": link})
    store = urlsplit(link)
    allow_sources(response, frame_src=[f"{store.scheme}://{store.netloc}"])
    return response


def altered(request: ClinicalRequest, document: Document) -> HttpResponse:
    """The page for a file that is not the one that was checked: it is held back from now on."""
    request.uow.show_nothing(Result.FAILURE)
    hold_back_altered(request.uow, document)
    return render(request, "documents/altered.html", {"document": document}, status=CONFLICT)
