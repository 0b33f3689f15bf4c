"""How calls to patients ended, in words of the desk."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from appointments.outbox.models import CallOutcome, ReminderDue
from medisecure.web.display.words.wording import Words

NOTE_LENGTH = 300  # letters of what was said
HOW_IT_ENDED = _("Choose how the call ended: no answer, left a message or reached.")
OUTCOMES: Words = {
    CallOutcome.NO_ANSWER: _("no answer"),
    CallOutcome.LEFT_WORD: _("left a message"),
    CallOutcome.AGREED: _("reached"),
}


def latest_call(message: ReminderDue | None) -> dict[str, Any]:
    """How the latest call ended and when, and the note: of that call, or of an earlier one."""
    if message is None or message.outcome is None:
        return {"outcome": "", "called_at": None, "note": "", "note_of": "", "note_at": None}
    earlier = message.note_outcome if message.is_note_earlier else None
    return {
        "outcome": OUTCOMES[message.outcome],
        "called_at": message.called_at,
        "note": message.note,
        "note_of": OUTCOMES[earlier] if earlier else "",
        "note_at": message.note_at,
    }
