"""A patient's letters: writing one out of an entry, the list, one of them, and its PDF."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from documents.apart import Busy
from documents.letters import services
from documents.letters.forms import FORMS, LetterForm, WithdrawForm
from documents.letters.models import WITH_ENTRY, Content, Letter, LetterKind
from documents.letters.numbers import spoken
from documents.letters.paper import file_name, line_of, page_of, summary_page
from documents.letters.printing import printed
from documents.letters.repository import Letters
from documents.letters.services import LetterRequest
from documents.letters.wording import ISSUES, KINDS
from documents.letters.writing import Drafted, drafted, language_for
from medisecure.access.actor import Role
from medisecure.access.limits import LimitedAction
from medisecure.clock import clinic_date
from medisecure.dynamodb.calls.deadline import stopped
from medisecure.dynamodb.calls.parallel import in_parallel
from medisecure.dynamodb.unit_of_work import Page
from medisecure.errors import Conflict, Invalid, NotFound
from medisecure.web.display.errors import error_text
from medisecure.web.display.paging import links_of, mark_of
from medisecure.web.display.words.wording import label_of
from medisecure.web.failures import RETRY_SECONDS
from medisecure.web.input.posted_forms import form_of, is_sent
from medisecure.web.input.refusals import add_refusals
from medisecure.web.limits import start_counting
from medisecure.web.requests import ClinicalRequest
from patients.lists.models import ListItem
from patients.lists.repository import Lists
from patients.profile.banner import Banner, open_chart, open_page, open_to_read
from patients.profile.models import Patient
from patients.profile.repository import Patients
from patients.records.models import Record, Status
from patients.records.repository import Records
from providers.directory.models import Provider
from providers.directory.repository import Providers


@dataclass(frozen=True, slots=True)
class LetterLine:
    """A letter as lists show it."""

    letter: Letter
    kind: str
    number: str
    why: str = ""


def line(letter: Letter) -> LetterLine:
    """The letter in words."""
    why = letter.withdrawn_reason or ""
    told = _(why) if why == WITH_ENTRY else why
    return LetterLine(letter, label_of(KINDS, letter.kind), spoken(letter.number), told)


@require_safe
def letters(request: ClinicalRequest, patient_id: str) -> HttpResponse:
    """A patient's letters, the newest first."""
    banner: Banner
    page: Page[Letter]
    banner, page = in_parallel(
        lambda: open_to_read(request, patient_id),
        lambda: Letters(request.uow).latest(patient_id, cursor=mark_of(request)),
    )
    lines = [line(each) for each in page.items]
    context = {"banner": banner, "lines": lines, "pages": links_of(request, page)}
    return render(request, "documents/letters/letters.html", context)


@require_http_methods(["GET", "POST"])
def write(request: ClinicalRequest, patient_id: str, record_id: str) -> HttpResponse:
    """A letter out of a signed entry; the doctor adds what the entry does not say."""
    uow = request.uow
    uow.require("letter:write-page")
    kind = request.GET.get("kind", "referral")
    wanted = next((each for each in FORMS if each.value.lower() == kind.replace("-", "_")), None)
    if wanted is None:
        raise NotFound
    (banner, patient), record, items, doctor = in_parallel(
        lambda: open_chart(request, patient_id),
        lambda: Records(uow).get(patient_id, record_id),
        lambda: Lists(uow).now(patient_id),
        lambda: Providers(uow).get(uow.actor.user_id),
    )
    if not record.status.is_final:
        struck = record.status is Status.ENTERED_IN_ERROR
        messages.error(
            request,
            _("This entry was struck out: no letter is issued out of it.") if struck
            else _("Sign the entry first: a letter says only what was signed."),
        )  # fmt: skip
        return redirect("patients:record", patient_id, record_id)
    form = _form(
        request, wanted, Drafted(patient=patient, author=doctor, record=record, items=items)
    )
    previewed: Content | None = None
    if is_sent(request, form):
        if "preview" in request.POST:
            previewed = form.content
        elif issued := _issued(request, patient_id, record, wanted, form):
            return redirect("documents:letter", patient_id, issued)
    context = {
        "banner": banner, "record": record, "form": form, "kind": wanted,
        "title": label_of(KINDS, wanted), "issue": label_of(ISSUES, wanted),
        **(_preview(request, previewed, record) if previewed else {}),
        "has_medicines": wanted is not LetterKind.PRESCRIPTION or bool(record.prescriptions),
    }  # fmt: skip
    return render(request, "documents/letters/write.html", context)


def _preview(request: ClinicalRequest, content: Content, record: Record) -> dict[str, Any]:
    """What the letter will say, and whether it certifies days before the visit."""
    first = content.first_day
    return {
        "content": content,
        "medicines": [line_of(each, request.LANGUAGE_CODE) for each in content.medicines],
        "is_before_visit": first is not None and first < clinic_date(record.seen_at),
    }


def _form(request: ClinicalRequest, kind: LetterKind, of: Drafted) -> LetterForm:
    told: dict[str, Any] = {"drafted": drafted(kind, of), "today": request.uow.today}
    if kind is LetterKind.SICK_LEAVE and of.record:
        told["diagnoses"] = of.record.diagnoses
    return form_of(request, FORMS[kind], initial={"language": language_for(of.patient)}, **told)


def _issued(
    request: ClinicalRequest, patient_id: str, record: Record, kind: LetterKind, form: LetterForm
) -> str:
    """The id of the letter, stored now or by the same form before; "" with the mistake shown."""
    cleaned = form.cleaned_data
    order = LetterRequest(
        letter_id=cleaned["form_id"],
        kind=kind,
        language=cleaned["language"],
        content=form.content,
        record_id=record.record_id,
        is_sensitive=record.is_sensitive,
    )
    try:
        services.issue(request.uow, patient_id, order)
    except Invalid as refused:
        add_refusals(form, refused)
        return ""
    except Conflict:
        messages.info(request, _("This letter was issued before; here it is."))
    return order.letter_id


@require_http_methods(["GET", "POST"])
def letter(request: ClinicalRequest, patient_id: str, letter_id: str) -> HttpResponse:
    """One letter: what it says, its number, its PDF; a doctor may withdraw it."""
    banner: Banner
    found: Letter
    banner, found = in_parallel(
        lambda: open_page(request, patient_id),
        lambda: Letters(request.uow).get(patient_id, letter_id),
    )
    may_write = request.role is Role.PROVIDER
    sent = request.method == "POST" and may_write
    form = WithdrawForm(request.POST if sent else None)
    if sent and form.is_valid():
        try:
            services.withdraw(request.uow, found, form.cleaned_data["reason"])
            messages.success(request, _("The letter was withdrawn, and its number says so."))
        except Conflict as refused:
            messages.error(request, error_text(refused))
        return redirect("documents:letter", patient_id, letter_id)
    content: Content = found.content
    context = {
        "banner": banner, "line": line(found), "letter": found, "content": content, "form": form,
        "may_write": may_write,
        "medicines": [line_of(each, request.LANGUAGE_CODE) for each in content.medicines],
    }  # fmt: skip
    return render(request, "documents/letters/letter.html", context)


@require_safe
def letter_pdf(request: ClinicalRequest, patient_id: str, letter_id: str) -> HttpResponse:
    """The letter as PDF, in the language it was issued in."""
    counted = start_counting(request, LimitedAction.EXPORT)
    found = services.to_print(request.uow, patient_id, letter_id)
    counted()
    return pdf(request, page_of(found), file_name(found.kind, found.letter_id))


@require_safe
def summary_pdf(request: ClinicalRequest, patient_id: str, record_id: str) -> HttpResponse:
    """The summary of a visit as PDF, in the patient's language, as the entry stands now."""
    uow, counted = request.uow, start_counting(request, LimitedAction.EXPORT)
    record: Record
    patient: Patient
    items: list[ListItem] = []
    patient, record = in_parallel(
        lambda: Patients(uow).get(patient_id),
        lambda: services.record_to_print(uow, patient_id, record_id),
    )
    uow.begin_audit()  # stored beside the last read, which leaves no trace
    doctor: Provider = Providers(uow).get(record.provider_id)
    of = Drafted(patient=patient, author=doctor, record=record, items=items)
    counted()
    page = summary_page(drafted(LetterKind.SUMMARY, of), language_for(patient))
    return pdf(request, page, file_name(LetterKind.SUMMARY, record_id))


def pdf(request: ClinicalRequest, page: str, name: str) -> HttpResponse:
    """The page as a file; a calm page with the way to try again while the press is busy."""
    try:
        with stopped():  # a process of our own, with limits of its own
            content = printed(page)
    except Busy:
        busy = render(request, "documents/letters/busy.html", {}, status=503)
        busy["Retry-After"] = RETRY_SECONDS
        return busy
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
