"""How far an archive has come, in words."""

from django.utils.translation import gettext_lazy as _

from documents.archives.models import ArchiveState
from medisecure.web.display.words.wording import Words

STATES: Words = {
    ArchiveState.ASKED: _("Waiting to be prepared"),
    ArchiveState.PREPARING: _("Being prepared"),
    ArchiveState.READY: _("Ready"),
    ArchiveState.FETCHED: _("Fetched"),
    ArchiveState.FAILED: _("It could not be prepared. Ask for a new one, or call the clinic."),
}
RAN_OUT = _("Run out")
