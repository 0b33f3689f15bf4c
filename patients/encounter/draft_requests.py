"""What a window of the note sends and is answered: the texts, which window, what it had read."""

import re
from collections.abc import Mapping
from secrets import token_hex

from django.http import HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.formats import time_format
from django.utils.translation import gettext as _

from medisecure.web.input.fields import ULID_LETTERS, new_id
from medisecure.web.requests import ClinicalRequest
from patients.encounter import drafts
from patients.encounter.drafts import DraftKey
from patients.encounter.models import Draft, DraftConflict, Sent, Typed
from patients.encounter.page import NoteSubject, NoteView
from patients.encounter.typed import typed_in

CONFLICT = 409
_RECORD_ID = re.compile(f"consultation_{ULID_LETTERS}")
_TAB = re.compile(r"[0-9a-f]{16}")
MOST_STEPS = 10**9


def sent_in(post: Mapping[str, str], subject: NoteSubject) -> Sent:
    """What was sent; ids that are not of our making are made anew."""
    tab, step, seen = post.get("tab", ""), post.get("step", ""), post.get("seen", "")
    return Sent(
        typed=typed_in(post),
        seen=seen if seen.isascii() and seen.isdigit() else "",
        tab=tab if _TAB.fullmatch(tab) else "",
        step=min(int(step), MOST_STEPS) if step.isascii() and step.isdigit() else 0,
        record_id=record_id(post.get("record_id", ""), subject),
    )


def record_id(given: str, subject: NoteSubject) -> str:
    """The id of the entry the note becomes: the corrected one's, else the form's own."""
    if subject.record_id:
        return subject.record_id
    return given if _RECORD_ID.fullmatch(given) else new_id("consultation")


def new_sent(view: NoteView, typed: Typed, stored: Draft | None = None) -> Sent:
    """What the form of a new window carries: the draft it has read, and a name of its own."""
    return Sent(
        typed=typed,
        seen=str(stored.version) if stored else "",
        tab=token_hex(8),
        record_id=stored.record_id if stored else record_id("", view.subject),
    )


def answer(request: ClinicalRequest, key: DraftKey, sent: Sent) -> HttpResponse:
    """A save that the page made by itself: one read, one transaction, a few words back."""
    stored = drafts.draft_at(request.uow, key)
    try:
        kept = drafts.save(request.uow, key, sent, stored)
    except DraftConflict:
        told = _("This note was changed in another window. Press “Save” to see both texts.")
        return JsonResponse({"said": told}, status=CONFLICT)
    seen = str(kept.version) if kept else ""
    return JsonResponse({"seen": seen, "said": saved_at_line(kept) if kept else ""})


def saved_at_line(draft: Draft) -> str:
    """When it was saved last, for the line beside the buttons."""
    at = time_format(timezone.localtime(draft.updated_at))
    return _("Saved at %(time)s; only you can see it.") % {"time": at}
