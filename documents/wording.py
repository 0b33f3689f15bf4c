"""What kinds of documents there are, in words; and what keeps one from being opened."""

from collections.abc import Mapping

from django.utils.functional import lazy
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from documents.keeping import LifeEvent
from documents.kinds import CATEGORIES, KINDS, Named
from documents.models import AccessLevel, Status
from medisecure.web.display.words.wording import Words


def named(table: Mapping[str, Named]) -> Words:
    """A table of the clinic's as words in the reader's language."""
    return {code: _said(each) for code, each in table.items()}


def _read(each: Named) -> str:
    return each.name_in(get_language() or "en")


_said = lazy(_read, str)
DOCUMENT_TYPES: Words = named(KINDS)
DOCUMENT_CATEGORIES: Words = named(CATEGORIES)
ALTERED = _("Held back: the stored file was changed after its check")
CLOSED_BECAUSE: Words = {
    Status.PENDING: _("Being checked, not open yet"),
    Status.QUARANTINED: _("Held back: the file did not pass its check"),
    Status.ARCHIVED: _("Archived"),
    Status.DISPOSED: _("Disposed of at the end of its time"),
    # Taken in, and still closed: nobody looked through it for malware.
    Status.ACTIVE: _("Not scanned for malware: nobody may open it"),
}
UNPROVEN: Words = {
    "-": _("Brought in from elsewhere, and not checked yet"),
    "MISMATCH": _("The file is not what was noted of it when it was brought in"),
    "GONE": _("The file was not there when it was to be checked"),
}
ACCESS_LEVELS: Words = {
    AccessLevel.PATIENT_PROVIDER_ONLY: _("The patient and the doctors who care for them"),
    AccessLevel.PROVIDER_ONLY: _("Doctors who care for the patient only"),
}
DEEDS: Words = {
    LifeEvent.EDITED: _("Edited"),
    LifeEvent.ARCHIVED: _("Archived"),
    LifeEvent.RESTORED: _("Brought back from the archive"),
    LifeEvent.MOVED: _("Moved to this patient"),
    LifeEvent.HELD: _("Legal hold set"),
    LifeEvent.RELEASED: _("Legal hold lifted"),
    LifeEvent.PROPOSED: _("Disposal proposed"),
    LifeEvent.DECLINED: _("Disposal declined"),
    LifeEvent.AGREED: _("Disposal agreed"),
    LifeEvent.DISPOSED: _("Disposed of"),
}
