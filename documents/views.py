"""A patient's documents: the list, and the way to a file."""

from dataclasses import dataclass

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from documents.models import Document
from documents.repository import Documents
from documents.services import release
from documents.wording import CLOSED_BECAUSE, DOCUMENT_TYPES
from medisecure.access.limits import Deed
from medisecure.dynamodb.parallel import in_parallel
from medisecure.dynamodb.unit_of_work import Page
from medisecure.files import download_link
from medisecure.web.display.paging import links_of, mark_of
from medisecure.web.display.wording import said
from medisecure.web.limits import limited
from medisecure.web.requests import ClinicalRequest
from patients.profile.banner import Banner, open_page

SEE_OTHER = 303
ANY_FILE = "application/octet-stream"


@dataclass(frozen=True, slots=True)
class DocumentLine:
    """A document as lists show it; `closed` says why its file cannot be opened."""

    document: Document
    kind: str
    closed: str


def line_of(document: Document) -> DocumentLine:
    """The document in words."""
    closed = "" if document.is_verified else said(CLOSED_BECAUSE, document.status)
    return DocumentLine(document, said(DOCUMENT_TYPES, document.document_type), closed)


@require_safe
def of_patient(request: ClinicalRequest, patient_id: str) -> HttpResponse:
    """A patient's documents, the newest first."""
    banner: Banner
    page: Page[Document]
    banner, page = in_parallel(
        lambda: open_page(request, patient_id),
        lambda: Documents(request.uow).latest(patient_id, cursor=mark_of(request)),
    )
    lines = [line_of(each) for each in page.items]
    context = {"banner": banner, "lines": lines, "pages": links_of(request, page)}
    return render(request, "documents/of_patient.html", context)


@require_safe
@limited(Deed.EXPORT, methods=("GET", "HEAD", "POST"))
def download(request: ClinicalRequest, patient_id: str, document_id: str) -> HttpResponse:
    """On to the file, by a link that lasts a minute; the trail is stored before it leaves."""
    document = release(request.uow, patient_id, document_id)
    told = document.file_info
    name = told.file_name or _("document")
    link = download_link(told.s3_key, name, told.mime_type or ANY_FILE)
    return HttpResponseRedirect(link, status=SEE_OTHER)
