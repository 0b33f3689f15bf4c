"""The encounter page: write, keep, look up, sign; and an entry's author correcting it."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from medisecure.errors import Conflict, Invalid
from medisecure.identity import drafts
from medisecure.web.display.errors import error_text
from medisecure.web.requests import ClinicalRequest
from patients.encounter import drafting, presses, services
from patients.encounter.finishing import after, record_from
from patients.encounter.merging import MINE, differences_of, merged, picks_in
from patients.encounter.models import Draft, DraftConflict, Sent
from patients.encounter.note import Note
from patients.encounter.page import Subject, View, key_of, read, title_of
from patients.encounter.saving import answer, new_sent, said_of, sent_in
from patients.encounter.typed import DIAGNOSIS, PRESCRIPTION

PAGE = "patients/encounter/note.html"
TIMEFRAMES = ("1 week", "2 weeks", "1 month", "3 months", "6 months", "1 year")


@require_http_methods(["GET", "POST"])
def note(
    request: ClinicalRequest, patient_id: str, appointment_id: str = "", record_id: str = ""
) -> HttpResponse:
    """A note: of a visit, of none, or what is to stand in the place of a signed entry."""
    request.uow.require("note:write")
    subject = Subject(patient_id=patient_id, appointment_id=appointment_id, record_id=record_id)
    if request.POST.get("save") == "auto":
        return answer(request, subject.place(request.uow), sent_in(request.POST, subject))
    view = read(request, subject)
    if view.banner.preparing:
        messages.info(request, _("The visit has not begun yet: you can write once it has."))
        return redirect("patients:chart", patient_id)
    if request.method == "POST":
        return pressed(request, view, sent_in(request.POST, subject))
    typed_before = drafts.take(request)
    if typed_before is not None:
        messages.info(request, _("You were signed out. What you had typed is below."))
        return kept(request, view, sent_in(typed_before, subject))
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
    context = {"hits": presses.hits_of(kind, typed), "typed": typed}
    return render(request, "patients/encounter/_hits.html", context)


def begun(request: ClinicalRequest, view: View) -> HttpResponse:
    """The page as it is opened: the draft, or the beginning of a note."""
    stored = view.stored
    typed = stored.typed if stored else view.beginning()
    form = Note(typed, view.known(request.uow))
    return shown(request, view, form, new_sent(view, typed, stored), stored)


def pressed(request: ClinicalRequest, view: View, sent: Sent) -> HttpResponse:
    """One of the buttons: whatever it does, what was typed is kept first."""
    uow, post = request.uow, request.POST
    picks = picks_in(post)
    if picks and view.stored and sent.seen == str(view.stored.version):
        sent = drafting.rewritten(sent, merged(sent.typed, view.stored.typed, picks))
    if "discard" in post:
        return thrown_away(request, view, sent)
    if "sign" in post:
        return signing(request, view, sent)
    typed = dict(sent.typed)
    if "add" in post:
        typed = presses.added(typed, post["add"])
    elif "remove" in post:
        typed = presses.removed(typed, post["remove"])
    elif "repeat" in post:
        typed = presses.repeated(typed, post["repeat"], view, uow)
    return kept(request, view, drafting.rewritten(sent, typed))


def kept(request: ClinicalRequest, view: View, sent: Sent) -> HttpResponse:
    """The draft stored, and the page again; or both texts where another window was first."""
    try:
        stored = drafting.save(request.uow, view.place, sent, view.stored)
    except DraftConflict as conflict:
        return compared(request, view, sent, conflict)
    if "keep" in request.POST and stored == view.stored:
        messages.info(request, _("There is nothing new to keep."))
    checked = "check" in request.POST
    form = Note(sent.typed, view.known(request.uow), checked=checked)
    if checked:
        form.is_valid()
    return shown(request, view, form, new_sent(view, sent.typed, stored), stored)


def signing(request: ClinicalRequest, view: View, sent: Sent) -> HttpResponse:
    """The note signed; or the page with what is in the way, and the draft stored."""
    uow = request.uow
    form = Note(sent.typed, view.known(uow), checked=True)
    if not form.is_valid():
        return refused(request, view, sent, form)
    record = record_from(uow, view, form, sent)
    try:
        if view.own:
            reason = form.reason.cleaned_data["correction_reason"] if form.reason else ""
            entry = services.correct(
                uow, sent, record, reason, own=view.own, stored=view.stored, items=view.items
            )
            done = services.Signed(entry=entry)
        else:
            done = services.sign(
                uow, view.place, sent, record, stored=view.stored, items=view.items,
                visit=view.visit, others=view.records.items,
            )  # fmt: skip
    except DraftConflict as conflict:
        return compared(request, view, sent, conflict)
    except Invalid as wrong:
        form.missing = " ".join(_(each) for each in wrong.fields.values())
        return refused(request, view, sent, form)
    except Conflict as conflict:
        form.missing = error_text(conflict)
        return refused(request, view, sent, form)
    return after(request, view, done)


def refused(request: ClinicalRequest, view: View, sent: Sent, form: Note) -> HttpResponse:
    """The page with the mistakes; the text is stored as it is."""
    try:
        stored = drafting.save(request.uow, view.place, sent, view.stored)
    except DraftConflict as conflict:
        return compared(request, view, sent, conflict)
    return shown(request, view, form, new_sent(view, sent.typed, stored), stored)


def thrown_away(request: ClinicalRequest, view: View, sent: Sent) -> HttpResponse:
    """The draft gone, if it is still the one that was seen."""
    if view.stored:
        if sent.seen != str(view.stored.version):
            return compared(request, view, sent, DraftConflict(view.stored))
        drafting.discard(request.uow, view.stored)
    messages.success(request, _("The draft was discarded."))
    return redirect("patients:chart", view.subject.patient_id)


def compared(
    request: ClinicalRequest, view: View, sent: Sent, conflict: DraftConflict
) -> HttpResponse:
    """Both texts, field by field; sent again, the note is what was chosen."""
    theirs = conflict.stored.typed if conflict.stored else {}
    context = {
        "gone": conflict.stored is None,
        "conflicts": differences_of(sent.typed, theirs) if conflict.stored else [],
        "mine": MINE,
    }
    form = Note(sent.typed, view.known(request.uow))
    fresh = new_sent(view, sent.typed, conflict.stored)
    return shown(request, view, form, fresh, conflict.stored, status=409, **context)


def shown(
    request: ClinicalRequest, view: View, form: Note, sent: Sent, stored: Draft | None,
    *, status: int = 200, **more: Any,
) -> HttpResponse:  # fmt: skip
    """The page around the note."""
    uow, post = request.uow, request.POST
    if not form.checked:
        form.look_ahead()
    found, chart = post.get("find", ""), view.summary(uow)
    context = {
        "banner": view.banner, "note": form, "sent": sent, "visit": view.visit,
        "corrects": view.own[0] if view.own else None, "heading": title_of(view),
        "chart": chart, "since": view.since(uow), "last": view.last_prescribed(),
        "saved_at": said_of(stored) if stored else "",
        "searched": found,
        "hits": presses.hits_of(found, post.get(f"{found}_q", "")) if found else [],
        "taken": [{"medicine": m, "key": key_of(m)} for m in chart.current_medicines],
        "timeframes": TIMEFRAMES, "signed_before": view.signed(uow), **more,
    }  # fmt: skip
    return render(request, PAGE, context, status=status)
