"""The words of the audit trail as people say them."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from medisecure.web.display.words.trail_words import spelled_out

Words = Mapping[str, Any]

# HL7 v3 PurposeOfUse
PURPOSES: Words = {
    "PATRQT": _("own record"),
    "TREAT": _("treatment"),
    "HOPERAT": _("running the clinic"),
    "HCOMPL": _("oversight"),
    "HSYSADMIN": _("system work"),
    "BTG": _("emergency"),
}
ROLES: Words = {
    "patient": _("Patient"),
    "provider": _("Doctor"),
    "staff": _("Front desk"),
    "compliance": _("Compliance"),
    "proxy": _("Acting for a patient"),
    "system": _("System"),
}


def said(words: Words, word: str) -> str:
    """The word as people say it; an unknown one is written out.

    >>> said(ROLES, "night_watch")
    'Night watch'
    """
    known = words.get(word)
    return str(known) if known is not None else spelled_out(word)
