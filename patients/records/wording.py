"""The schema's words for visits and findings, as people say them."""

from django.utils.translation import gettext_lazy as _

from medisecure.web.display.words.wording import Words

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
