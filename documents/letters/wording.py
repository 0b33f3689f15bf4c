"""The kinds of letters, and what each needs of whoever reads it, in words."""

from django.utils.translation import gettext_lazy as _

from documents.letters.models import Kind, LetterStatus
from medisecure.web.display.wording import Words

KINDS: Words = {
    Kind.PRESCRIPTION: _("Prescription"),
    Kind.SICK_LEAVE: _("Sick-leave certificate"),
    Kind.REFERRAL: _("Referral letter"),
    Kind.LAB_REQUEST: _("Laboratory request"),
    Kind.SUMMARY: _("Visit summary"),
}
ISSUES: Words = {
    Kind.PRESCRIPTION: _("Issue the prescription"),
    Kind.SICK_LEAVE: _("Issue the certificate"),
    Kind.REFERRAL: _("Issue the referral"),
    Kind.LAB_REQUEST: _("Issue the request"),
}
STATES: Words = {LetterStatus.ISSUED: _("Valid"), LetterStatus.WITHDRAWN: _("Withdrawn")}
