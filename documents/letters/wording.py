"""The kinds of letters, and what each needs of whoever reads it, in words."""

from django.utils.translation import gettext_lazy as _

from documents.letters.models import LetterKind, LetterStatus
from medisecure.web.display.words.wording import Words

KINDS: Words = {
    LetterKind.PRESCRIPTION: _("Prescription"),
    LetterKind.SICK_LEAVE: _("Sick-leave certificate"),
    LetterKind.REFERRAL: _("Referral letter"),
    LetterKind.LAB_REQUEST: _("Laboratory request"),
    LetterKind.SUMMARY: _("Visit summary"),
}
ISSUES: Words = {
    LetterKind.PRESCRIPTION: _("Issue the prescription"),
    LetterKind.SICK_LEAVE: _("Issue the certificate"),
    LetterKind.REFERRAL: _("Issue the referral"),
    LetterKind.LAB_REQUEST: _("Issue the request"),
}
STATES: Words = {LetterStatus.ISSUED: _("Valid"), LetterStatus.WITHDRAWN: _("Withdrawn")}
