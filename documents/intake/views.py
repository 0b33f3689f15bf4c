"""Sending a document: say what it is, add its pages, send it, and see what came of it."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from appointments.visits.models import Appointment
from appointments.visits.repository import Appointments
from documents.intake import services
from documents.intake.forms import PartForm, SendForm
from documents.intake.models import LATEST_PART, FilePart, Intake, State
from documents.intake.repository import Intakes
from documents.intake.wording import REASONS, STATES
from documents.models import FILE_BYTES
from documents.wording import DOCUMENT_TYPES
from medisecure.access.actor import Role
from medisecure.access.limits import LimitedAction
from medisecure.document_store import FORM_SECONDS, upload_address
from medisecure.dynamodb.calls.parallel import in_parallel
from medisecure.dynamodb.unit_of_work import Page, UnitOfWork
from medisecure.errors import Conflict, Invalid, NotFound, TooMany
from medisecure.web.display.errors import error_text
from medisecure.web.display.paging import links_of, mark_of
from medisecure.web.display.words.wording import label_of
from medisecure.web.headers import allow_sources
from medisecure.web.input.ids import is_id
from medisecure.web.input.posted_forms import form_of, is_sent
from medisecure.web.limits import count_request, limited
from medisecure.web.requests import ClinicalRequest
from patients.profile.banner import Banner, open_page
from patients.profile.open_patient import Part as Shown
from patients.records.models import Record
from patients.records.repository import Records

POLLING = "X-Polling"
SENDING = "documents:sending"
FORM_IS_GOOD = timedelta(seconds=FORM_SECONDS)
RENEWS_AFTER = FORM_SECONDS * 5 // 6  # seconds; nothing is typed on the page that would be lost


@dataclass(frozen=True, slots=True)
class IntakeLine:
    """What was sent, as the list shows it; `is_own` if the reader may go on or take it back.

    `may_move` if it is offered to take it out of this record again.
    """

    intake: Intake
    kind: str
    state: str
    reason: str
    is_own: bool
    may_move: bool = False


@require_http_methods(["GET", "POST"])
@limited(LimitedAction.SEND)
def send(request: ClinicalRequest, patient_id: str) -> HttpResponse:
    """What is to be sent; the next page takes its pages."""
    uow = request.uow
    uow.require("intake:begin")
    record_id, visit_id = request.GET.get("record", ""), request.GET.get("visit", "")
    banner = open_page(request, patient_id, Shown.CONTACT)
    record = entry_of(uow, patient_id, record_id) if record_id else None
    visit = visit_of(uow, patient_id, visit_id) if visit_id else None
    begun = {"type": request.GET.get("type")}
    form = form_of(request, SendForm, by_patient=uow.actor.is_for_a_patient, initial=begun)
    if is_sent(request, form):
        try:
            made = services.begin(
                uow, patient_id, form.intake_request(record_id or None, visit_id or None)
            )
        except Conflict:  # the same form once more: it goes on where it was
            return redirect(SENDING, patient_id, form.cleaned_data["form_id"])
        return redirect(SENDING, patient_id, made.intake_id)
    context = {"banner": banner, "form": form, "visit": visit, "record": record}
    return render(request, "documents/intake/send.html", context)


def entry_of(uow: UnitOfWork, patient_id: str, record_id: str) -> Record:
    """The entry a document is sent for; no page for one that is not there, or not theirs."""
    if not is_id(record_id):
        raise NotFound
    return Records(uow).get(patient_id, record_id)


def visit_of(uow: UnitOfWork, patient_id: str, visit_id: str) -> Appointment:
    """The visit a document is sent for; no page for one that is not there, or not theirs."""
    if not is_id(visit_id):
        raise NotFound
    return Appointments(uow).get(patient_id, visit_id)


@require_http_methods(["GET", "POST"])
def sending(request: ClinicalRequest, patient_id: str, intake_id: str) -> HttpResponse:
    """The pages that arrived and the form for the next one; then it is sent or taken back."""
    uow = request.uow
    uow.require("intake:begin")
    intake = services.own_intake(
        uow, patient_id, intake_id
    )  # before the patient: a refusal opens nothing
    banner = open_page(request, patient_id, Shown.CONTACT)
    if request.method == "POST" and (done := _done(request, intake)):
        return done
    if not intake.is_open:
        return redirect(_after(intake), patient_id)
    return _pages(request, banner, intake)


def _done(request: ClinicalRequest, intake: Intake) -> HttpResponse | None:
    """What a press on the page came to; None where the page is shown again."""
    uow, sent = request.uow, redirect(_after(intake), intake.patient_id)
    try:
        if "withdraw" in request.POST:
            services.withdraw(uow, intake)
            messages.success(request, _("It was taken back, and its pages are cleared away."))
            return sent
        if "remove" in request.POST:
            number = request.POST["remove"]
            services.remove_part(intake, int(number) if number.isdecimal() else 0)
            messages.success(request, _("The page was taken out."))
            return redirect(SENDING, intake.patient_id, intake.intake_id)
        services.send(uow, intake, settings.DOCUMENTS_BUCKET)
    except Invalid as refused:
        messages.error(request, " ".join(_(each) for each in refused.fields.values()))
        return None
    except Conflict as refused:
        messages.error(request, error_text(refused))
        return sent
    messages.success(request, _("Sent. It is being checked, which takes a few minutes."))
    return sent


def _after(intake: Intake) -> str:
    """Where one sees what came of it."""
    return "documents:photo" if intake.is_photo else "documents:sent"


def _pages(request: ClinicalRequest, banner: Banner, intake: Intake) -> HttpResponse:
    """The page with the files so far: only this one may send anything to the store."""
    here = services.arrivals(intake)
    parts = here.fit
    for each in here.unfit:  # sent without a script, which would have said it before
        messages.error(request, _(services.turned_away(intake, each)))
    number = 0 if intake.is_photo and parts else _next(parts)
    back = settings.BASE_URL + reverse(SENDING, args=[intake.patient_id, intake.intake_id])
    form = services.plain_form(intake, number, back) if number else None
    context: dict[str, Any] = {
        "banner": banner, "intake": intake, "parts": parts, "upload": form, "number": number,
        "kind": label_of(DOCUMENT_TYPES, intake.told.type if intake.told else ""),
        "most_bytes": FILE_BYTES,
        # Without a script the page keeps its one form: it is opened anew before that is over.
        "good_until": request.uow.at + FORM_IS_GOOD, "renews_after": RENEWS_AFTER,
    }  # fmt: skip
    response = render(request, "documents/intake/sending.html", context)
    allowed = [upload_address()]
    allow_sources(response, connect_src=allowed, form_action=allowed)
    return response


def _next(parts: tuple[FilePart, ...]) -> int:
    """The number of the next page: after the last one, or where one was taken out; 0 if full."""
    taken = {each.number for each in parts}
    after = max(taken, default=0) + 1
    if after <= LATEST_PART:
        return after
    return next((n for n in range(1, LATEST_PART + 1) if n not in taken), 0)


@require_http_methods(["GET", "POST"])
def part(request: ClinicalRequest, patient_id: str, intake_id: str) -> HttpResponse:
    """For the page's script: the form for one file it has read, or what is wrong with it."""
    request.uow.require("intake:begin")
    intake = services.own_intake(request.uow, patient_id, intake_id)
    if request.method != "POST":
        return redirect(SENDING, patient_id, intake_id)
    form = PartForm(request.POST)
    if not form.is_valid():
        return JsonResponse({"error": _("This file cannot be sent.")}, status=400)
    try:
        count_request(request, LimitedAction.SEND_PART)
        made = services.announced_form(intake, form.announced())
    except Invalid as refused:
        words = " ".join(_(each) for each in refused.fields.values())
        return JsonResponse({"error": words}, status=400)
    except Conflict:
        return JsonResponse({"error": _("This was sent already.")}, status=409)
    except TooMany as refused:
        return JsonResponse({"error": error_text(refused)}, status=429)
    return JsonResponse({"url": made.url, "fields": made.fields})


@require_safe
def sent(request: ClinicalRequest, patient_id: str) -> HttpResponse:
    """What was sent for a patient, and what came of it."""
    request.is_polling = request.headers.get(POLLING) == "1"
    request.uow.require("intake:begin")
    banner: Banner
    page: Page[Intake]
    banner, page = in_parallel(
        lambda: open_page(request, patient_id, Shown.CONTACT),
        lambda: Intakes(request.uow).latest(patient_id, cursor=mark_of(request)),
    )
    lines = [line_of(request, each) for each in page.items if not each.kept]
    context = {
        "banner": banner, "lines": lines, "pages": links_of(request, page),
        "waits": any(each.intake.state is State.SENT for each in lines),
        "sees_documents": request.role is not Role.STAFF,
        "here": request.get_full_path(),
    }  # fmt: skip
    return render(request, "documents/intake/sent.html", context)


def line_of(request: ClinicalRequest, intake: Intake) -> IntakeLine:
    """What was sent, in words."""
    kind = intake.told.type if intake.told else ""
    return IntakeLine(
        intake, label_of(DOCUMENT_TYPES, kind), label_of(STATES, intake.state),
        label_of(REASONS, intake.finding), services.is_sent_by_actor(request.uow, intake),
        request.role is Role.STAFF and intake.state is State.TAKEN_IN and not intake.is_photo,
    )  # fmt: skip
