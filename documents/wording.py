"""What kinds of documents there are, in words; and what keeps one from being opened."""

from django.utils.translation import gettext_lazy as _

from documents.models import Status
from medisecure.web.display.wording import Words

DOCUMENT_TYPES: Words = {
    "ECG_REPORT": _("ECG report"),
    "LAB_REPORT": _("Laboratory report"),
    "XRAY": _("X-ray"),
    "XRAY_IMAGE": _("X-ray"),
    "DISCHARGE_LETTER": _("Discharge letter"),
    "PRESCRIPTION": _("Prescription"),
    "REFERRAL": _("Referral"),
}
CLOSED_BECAUSE: Words = {
    Status.PENDING: _("Being checked, not open yet"),
    Status.QUARANTINED: _("Held back: the file did not pass its check"),
    Status.ARCHIVED: _("Archived"),
}
