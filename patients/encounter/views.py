"""The encounter page: write, keep, look up, sign; and an entry's author correcting it."""

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from medisecure.dynamodb.calls.parallel import in_parallel
from medisecure.errors import Conflict, Invalid
from medisecure.identity import interrupted_forms
from medisecure.web.display.errors import error_text
from medisecure.web.requests import ClinicalRequest
from patients.at_hand import services as hand
from patients.encounter import drafts, presses, services
from patients.encounter.draft_requests import answer, new_sent, saved_at_line, sent_in
from patients.encounter.finishing import after, becoming, going_on, record_from
from patients.encounter.merging import MINE, differences_of, merged, picks_in
from patients.encounter.models import Draft, DraftConflict, Sent
from patients.encounter.note import Note
from patients.encounter.page import NoteSubject, NoteView, key_of, read, title_of
from patients.encounter.typed import DIAGNOSIS, PRESCRIPTION, ROW_NAMES
from patients.records.models import Record
from patients.records.repository import Records

PAGE = "patients/encounter/note.html"
TIMEFRAMES = ("1 week", "2 weeks", "1 month", "3 months", "6 months", "1 year")


@require_http_methods(["GET", "POST"])
def note(
    request: ClinicalRequest, patient_id: str, appointment_id: str = "", record_id: str = ""
) -> HttpResponse:
    """A note: of a visit, of none, or what is to stand in the place of a signed entry."""
    request.uow.require("note:write")
    subject = NoteSubject(patient_id=patient_id, appointment_id=appointment_id, record_id=record_id)
    if request.POST.get("save") == "auto":
        return answer(request, subject.draft_key(request.uow), sent_in(request.POST, subject))
    view = read(request, subject)
    if view.banner.preparing:
        messages.info(request, _("The visit has not begun yet: you can write once it has."))
        return redirect("patients:chart", patient_id)
    if request.method == "POST":
        return pressed(request, view, sent_in(request.POST, subject))
    typed_before = interrupted_forms.take(request)
    if typed_before is not None:
        messages.info(request, _("You were signed out. What you had typed is below."))
        return save_draft(request, view, sent_in(typed_before, subject))
    signed = view.signed(request.uow)
    if view.stored is None and signed:
        messages.info(request, _("The note of this visit is signed. This is it."))
        return redirect("patients:record", patient_id, signed.record_id)
    return begun(request, view)


@require_http_methods(["GET", "POST"])
def find(request: ClinicalRequest) -> HttpResponse:
    """What fits the words typed for a diagnosis or a medicine, as buttons that add it."""
    request.uow.require("reference:read")
    if request.method == "GET":  # on the way back from a sign-in: the page that looks up
        return redirect("patients:codes")
    kind = DIAGNOSIS if "dx_q" in request.POST else PRESCRIPTION
    typed = request.POST.get(f"{kind}_q", "")
    found = presses.first_at_hand(
        kind, presses.hits_of(kind, typed), hand.rows_at_hand(request.uow)
    )
    context = {"hits": found, "typed": typed}
    return render(request, "patients/encounter/_hits.html", context)


def begun(request: ClinicalRequest, view: NoteView) -> HttpResponse:
    """The page as it is opened: the draft, or the beginning of a note."""
    stored = view.stored
    typed = stored.typed if stored else view.beginning()
    form = Note(typed, view.context(request.uow))
    return render_note(request, view, form, new_sent(view, typed, stored), stored)


def pressed(request: ClinicalRequest, view: NoteView, sent: Sent) -> HttpResponse:
    """One of the buttons: whatever it does, what was typed is kept first."""
    post = request.POST
    picks = picks_in(post)
    if picks and view.stored and sent.seen == str(view.stored.version):
        sent = drafts.rewritten(sent, merged(sent.typed, view.stored.typed, picks))
    if "discard" in post:
        return thrown_away(request, view, sent)
    if "sign" in post:
        return signing(request, view, sent)
    if "favourite" in post:
        return favoured(request, view, sent)
    return save_draft(request, view, drafts.rewritten(sent, rewritten(request, view, sent)))


def rewritten(request: ClinicalRequest, view: NoteView, sent: Sent) -> dict[str, str]:
    """What is typed after the button that was pressed; the same after any other."""
    post, typed = request.POST, dict(sent.typed)
    if "use_template" in post:
        return with_template(request, view, typed)
    if "add" in post:
        return presses.added(typed, post["add"], view.at_hand)
    if "remove" in post:
        return presses.removed(typed, post["remove"])
    if "repeat" in post:
        return presses.repeated(typed, post["repeat"], view, request.uow)
    return typed


def with_template(
    request: ClinicalRequest, view: NoteView, typed: dict[str, str]
) -> dict[str, str]:  # fmt: skip
    """The note with the chosen template's words; as it was if that is gone by now."""
    chosen = view.at_hand.template(request.POST.get("template", ""))
    if chosen is None:
        if request.POST.get("template"):
            messages.warning(request, _("This template is gone. Your note is as it was."))
        else:
            messages.info(request, _("Choose a template first."))
        return typed
    return presses.begun_with(typed, chosen.texts)


def favoured(request: ClinicalRequest, view: NoteView, sent: Sent) -> HttpResponse:
    """A row kept as a favourite, or no longer; then the note is kept as usual."""
    found = presses.row_of(sent.typed, request.POST["favourite"])
    if found:
        kind, row = found
        try:
            is_kept = hand.toggle(request.uow, view.at_hand, kind, row)
        except Conflict as refused:
            messages.error(request, error_text(refused))
        else:
            told = _("It comes first from now on."), _("It is no favourite any more.")
            messages.success(request, told[0] if is_kept else told[1])
            view = replace(view, at_hand=hand.at_hand(request.uow))
    return save_draft(request, view, sent)


def save_draft(request: ClinicalRequest, view: NoteView, sent: Sent) -> HttpResponse:
    """The draft stored, and the page again; or both texts where another window was first."""
    try:
        stored = drafts.save(request.uow, view.draft_key, sent, view.stored)
    except DraftConflict as conflict:
        return compared(request, view, sent, conflict)
    if "keep" in request.POST and stored == view.stored:
        messages.info(request, _("There is nothing new to keep."))
    checked = "check" in request.POST
    form = Note(sent.typed, view.context(request.uow), checked=checked)
    if checked:
        form.is_valid()
    here = presses.part_of(request.POST)
    return render_note(request, view, form, new_sent(view, sent.typed, stored), stored, here=here)


def signing(request: ClinicalRequest, view: NoteView, sent: Sent) -> HttpResponse:
    """The note signed; or the page with what is in the way, and the draft stored."""
    uow = request.uow
    form = Note(sent.typed, view.context(uow), checked=True)
    if not form.is_valid():
        return refused(request, view, sent, form)
    record = record_from(uow, view, form, sent)
    known: list[Record]
    known, following = in_parallel(
        lambda: Records(uow).find(record.patient_id, record.record_id),
        lambda: going_on(request, view),
    )
    try:
        if view.own:
            reason = form.reason.cleaned_data["correction_reason"] if form.reason else ""
            entry = services.correct(
                uow, sent, record, reason, own=view.own, stored=view.stored, items=view.items
            )
            done = services.Signed(entry=entry)
        else:
            done = services.sign(
                uow, view.draft_key, sent, becoming(uow, view, record), stored=view.stored,
                items=view.items, visit=view.visit, others=view.records.items, known=known,
            )  # fmt: skip
    except DraftConflict as conflict:
        return compared(request, view, sent, conflict)
    except Invalid as wrong:
        form.missing = " ".join(_(each) for each in wrong.fields.values())
        return refused(request, view, sent, form)
    except Conflict as conflict:
        form.missing = error_text(conflict)
        return refused(request, view, sent, form)
    return after(request, view, done, following)


def refused(request: ClinicalRequest, view: NoteView, sent: Sent, form: Note) -> HttpResponse:
    """The page with the mistakes; the text is stored as it is."""
    try:
        stored = drafts.save(request.uow, view.draft_key, sent, view.stored)
    except DraftConflict as conflict:
        return compared(request, view, sent, conflict)
    return render_note(request, view, form, new_sent(view, sent.typed, stored), stored)


def thrown_away(request: ClinicalRequest, view: NoteView, sent: Sent) -> HttpResponse:
    """The draft gone, if it is still the one that was seen."""
    if view.stored:
        if sent.seen != str(view.stored.version):
            return compared(request, view, sent, DraftConflict(view.stored))
        drafts.discard(request.uow, view.stored)
    messages.success(request, _("The draft was discarded."))
    return redirect("patients:chart", view.subject.patient_id)


def compared(
    request: ClinicalRequest, view: NoteView, sent: Sent, conflict: DraftConflict
) -> HttpResponse:
    """Both texts, field by field; sent again, the note is what was chosen."""
    theirs = conflict.stored.typed if conflict.stored else {}
    form = Note(sent.typed, view.context(request.uow))
    titles = form.attachments.titles
    context = {
        "gone": conflict.stored is None,
        "conflicts": differences_of(sent.typed, theirs, titles) if conflict.stored else [],
        "mine": MINE,
    }
    fresh = new_sent(view, sent.typed, conflict.stored)
    return render_note(request, view, form, fresh, conflict.stored, status=409, **context)


def render_note(
    request: ClinicalRequest, view: NoteView, form: Note, sent: Sent, stored: Draft | None,
    *, status: int = 200, **more: Any,
) -> HttpResponse:  # fmt: skip
    """The page around the note."""
    uow, post = request.uow, request.POST
    form.look_ahead()
    found, chart = post.get("find", ""), view.summary(uow)
    looked_up = post.get(f"{found}_q", "")
    context = {
        "banner": view.banner, "note": form, "sent": sent, "visit": view.visit,
        "corrects": view.own[0] if view.own else None, "heading": title_of(view),
        "chart": chart, "since": view.since(uow), "last": view.last_prescribed(),
        "saved_at": saved_at_line(stored) if stored else "",
        "searched": found, "looked_up": looked_up,
        "hits": search_hits(view, found, looked_up) if found in ROW_NAMES else [],
        "templates": view.at_hand.templates,
        "at_hand": {kind: presses.at_hand_of(kind, view.at_hand) for kind in ROW_NAMES},
        "favourites": presses.favourites_in(sent.typed, view.at_hand),
        "taken": [{"medicine": m, "key": key_of(m)} for m in chart.current_medicines],
        "timeframes": TIMEFRAMES, "signed_before": view.signed(uow), **more,
    }  # fmt: skip
    return render(request, PAGE, context, status=status)


def search_hits(view: NoteView, kind: str, text: str) -> list[dict[str, Any]]:
    """What a search without a script found."""
    return presses.first_at_hand(kind, presses.hits_of(kind, text), view.at_hand)
