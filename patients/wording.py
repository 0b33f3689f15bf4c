"""The schema's words for visits and findings, as people say them."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

Words = Mapping[str, Any]

VISIT_TYPES: Words = {
    "REGULAR_CHECKUP": _("Regular check-up"),
    "FOLLOW_UP": _("Follow-up"),
    "CONSULTATION": _("Consultation"),
    "EMERGENCY": _("Emergency"),
    "PROCEDURE": _("Procedure"),
}
RECORD_TYPES: Words = {
    "CONSULTATION": _("Consultation"),
    "FOLLOW_UP": _("Follow-up"),
    "PROCEDURE": _("Procedure"),
    "LAB_RESULT": _("Laboratory result"),
}
SEVERITIES: Words = {
    "MILD": _("Mild"),
    "MODERATE": _("Moderate"),
    "SEVERE": _("Severe"),
}
RECORD_STATES: Words = {
    "DRAFT": _("Draft, not yet finished"),
    "AMENDED": _("Corrected later"),
    "ENTERED_IN_ERROR": _("Entered by mistake"),
}
VITALS: Words = {
    "blood_pressure": _("Blood pressure"),
    "heart_rate": _("Heart rate"),
    "temperature": _("Temperature"),
    "weight": _("Weight"),
    "height": _("Height"),
    "respiratory_rate": _("Breaths"),
    "oxygen_saturation": _("Oxygen saturation"),
}


def said(words: Words, word: str | None) -> str:
    """The word as people say it; an unknown one is written out, an absent one is empty.

    >>> said(VISIT_TYPES, "SECOND_OPINION"), said(VISIT_TYPES, None)
    ('Second opinion', '')
    """
    if not word:
        return ""
    known = words.get(word)
    return str(known) if known is not None else word.replace("_", " ").capitalize()
