"""One document: read in place page by page, with what is known of it beside."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from documents.details import services
from documents.details.forms import DetailsForm, initial_of
from documents.details.pages import history_of, kept_until_of
from documents.models import Document
from documents.repository import Documents
from documents.services import read_once, to_view
from documents.viewing.looking import KINDS, MOST_BYTES, CannotShow, DrawnPage, draw_page
from documents.viewing.wording import NOT_SHOWN
from documents.views import altered, line_of
from documents.wording import ACCESS_LEVELS, DOCUMENT_CATEGORIES
from medisecure.access.actor import Role
from medisecure.document_store import Missing
from medisecure.dynamodb.calls.deadline import stopped
from medisecure.dynamodb.calls.parallel import in_parallel
from medisecure.errors import Conflict, Unavailable
from medisecure.web.display.errors import error_text
from medisecure.web.display.words.wording import label_of
from medisecure.web.input.posted_forms import form_of, is_sent
from medisecure.web.requests import ClinicalRequest
from patients.profile.banner import Banner, open_chart
from patients.profile.models import Patient
from providers.directory.repository import Providers

ZOOMS = (100, 150, 200, 300)  # per cent of the place the page has
WIDTH = 1200  # pixels at 100 %: sharp on a doctor's screen, readable on a phone
MOST_PAGES = 100_000


@dataclass(frozen=True, slots=True)
class ViewRequest:
    """Which page is to be seen, and how large (a percentage)."""

    page: int
    zoom: int

    @property
    def width(self) -> int:
        """How many pixels wide it is drawn."""
        return WIDTH * self.zoom // 100

    @property
    def smaller(self) -> int | None:
        """The next smaller size; None at the smallest."""
        return max((each for each in ZOOMS if each < self.zoom), default=None)

    @property
    def larger(self) -> int | None:
        """The next larger size; None at the largest."""
        return min((each for each in ZOOMS if each > self.zoom), default=None)


def read_view_request(told: QueryDict) -> ViewRequest:
    """What is asked for; the nearest that there is for whatever else stands there."""
    page, zoom = told.get("page", ""), told.get("zoom", "")
    number = int(page) if page.isascii() and page.isdecimal() and len(page) < len("100000") else 1
    known = {str(each): each for each in ZOOMS}
    return ViewRequest(min(max(number, 1), MOST_PAGES), known.get(zoom, ZOOMS[0]))


@require_safe
def document(request: ClinicalRequest, patient_id: str, document_id: str) -> HttpResponse:
    """The document's page that was asked for; one look, one entry in the trail."""
    opened: tuple[Banner, Patient]
    found: Document
    opened, found = in_parallel(
        lambda: open_chart(request, patient_id),
        lambda: Documents(request.uow).get(patient_id, document_id),
    )
    banner, patient = opened
    wanted, line = read_view_request(request.GET), line_of(found)
    looked = Look(why_not=line.closed)
    if found.is_verified:
        to_view(request.uow, found)
        looked = look(found, wanted)
        if looked.is_altered:
            return altered(request, found)
    is_doctor = request.role is Role.PROVIDER
    author, history, kept_until = in_parallel(
        lambda: author_of(request, found),
        lambda: history_of(request.uow, found) if is_doctor else [],
        lambda: kept_until_of(request.uow, patient, found),
    )
    context: dict[str, Any] = {
        "banner": banner, "document": found, "line": line, "asked": wanted,
        "shown": looked.shown, "why_not": looked.why_not,
        "open_to": label_of(ACCESS_LEVELS, found.security.access_level),
        "category": label_of(DOCUMENT_CATEGORIES, found.document_info.category),
        "author": author,
        "may_change": is_doctor and not (banner.preparing or found.is_photo),
        "history": history,
        "kept_until": kept_until,
    }  # fmt: skip
    return render(request, "documents/details/document.html", context)


@require_http_methods(["GET", "POST"])
def change(request: ClinicalRequest, patient_id: str, document_id: str) -> HttpResponse:
    """Say anew what a document is."""
    uow = request.uow
    uow.require("document:change-page")
    opened: tuple[Banner, Patient]
    found: Document
    opened, found = in_parallel(
        lambda: open_chart(request, patient_id),
        lambda: Documents(uow).get(patient_id, document_id),
    )
    form = form_of(request, DetailsForm, document=found, initial=initial_of(found))
    if is_sent(request, form):
        try:
            changed = services.edit(uow, found, form.details)
        except Conflict as refused:
            form.data = {**request.POST.dict(), "version": str(found.version)}
            form.add_error(None, error_text(refused))
        else:
            told = _("The document was changed.") if changed else _("Nothing was changed.")
            messages.success(request, told)
            return redirect("documents:document", patient_id, document_id)
    context = {"banner": opened[0], "document": found, "form": form}
    return render(request, "documents/details/change.html", context)


@dataclass(frozen=True, slots=True)
class Look:
    """The page that was asked for, or why there is none to see.

    `is_altered`: the stored bytes are not those that were checked, and nothing of them is shown.
    """

    shown: DrawnPage | None = None
    why_not: str = ""
    is_altered: bool = False


def look(document: Document, view_request: ViewRequest) -> Look:
    """The file read once: compared with what was checked, and its page drawn."""
    mime_type = document.file_info.mime_type
    try:
        with stopped():  # a process of our own, with limits of its own
            is_read = document.is_summed or mime_type in KINDS
            content, is_right = read_once(document, MOST_BYTES) if is_read else ([], True)
            if not is_right:
                return Look(is_altered=True)
            return Look(draw_page(content, mime_type, view_request.page, view_request.width))
    except CannotShow as refused:
        return Look(why_not=label_of(NOT_SHOWN, refused.why))
    except Missing as gone:
        return Look(why_not=error_text(gone))
    except Unavailable:
        return Look(why_not=_("The file cannot be shown just now. Please try again in a moment."))


def author_of(request: ClinicalRequest, document: Document) -> str:
    """The doctor it is from, by name; empty if it is nobody's known."""
    if not document.provider_id:
        return ""
    doctor = Providers(request.uow).by_id([document.provider_id]).get(document.provider_id)
    return doctor.display_name if doctor else ""
