"""How calls to patients ended, in words of the desk."""

from django.utils.translation import gettext_lazy as _

from appointments.outbox.models import CallOutcome
from medisecure.web.display.words.wording import Words

NOTE_LENGTH = 300  # letters of what was said
HOW_IT_ENDED = _("Choose how the call ended: no answer, left a message or reached.")
OUTCOMES: Words = {
    CallOutcome.NO_ANSWER: _("no answer"),
    CallOutcome.LEFT_WORD: _("left a message"),
    CallOutcome.AGREED: _("reached"),
}
