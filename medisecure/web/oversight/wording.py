"""The words of the audit trail as people say them."""

import re
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

Words = Mapping[str, Any]

ACTIONS: Words = {
    "READ_MEDICAL_RECORD": _("Read the medical record"),
    "READ_DOCUMENT": _("Looked at documents"),
    "READ_APPOINTMENT": _("Looked at visits"),
    "READ_PATIENT": _("Looked at a patient's profile"),
    "READ_DEMOGRAPHICS": _("Looked at a patient's name and contact"),
    "READ_AUDIT": _("Asked the audit trail"),
    "LIST_RECORD": _("Saw a list of medical records"),
    "LIST_DOCUMENT": _("Saw a list of documents"),
    "LIST_APPOINTMENT": _("Saw a list of visits"),
    "LIST_PATIENT": _("Saw a list of patients"),
    "LIST_DEMOGRAPHICS": _("Saw a list of patients' names"),
    "LIST_FOUND": _("Searched for patients"),
    "DOWNLOAD_DOCUMENT": _("Downloaded a document"),
    "REGISTER_PATIENT": _("Registered a patient"),
    "BOOK_APPOINTMENT": _("Booked a visit"),
    "CANCEL_APPOINTMENT": _("Cancelled a visit"),
    "READ_WAITLIST": _("Looked at the waitlist"),
    "JOIN_WAITLIST": _("Put somebody on the waitlist"),
    "LEAVE_WAITLIST": _("Took somebody off the waitlist"),
    "OFFER_TIME": _("Offered a free time"),
    "ACCEPT_OFFER": _("Took an offered time"),
    "DECLINE_OFFER": _("Said no to an offered time"),
    "END_OFFER": _("Ended the offer of a time"),
    "UPDATE_PREFERENCES": _("Changed their own preferences"),
    "SIGN_IN": _("Signed in"),
    "SIGN_OUT": _("Signed out"),
    "SIGN_OUT_EVERYWHERE": _("Signed out on all devices"),
    "LINK_SIGN_IN": _("Linked a sign-in to a person"),
    "OVERSIGHT_READ": _("Opened the oversight page"),
    "WORKLIST_READ": _("Opened a doctor's list"),
    "IMPORT_PATIENT": _("Imported a patient"),
    "IMPORT_PROVIDER": _("Imported a doctor"),
    "IMPORT_COLLEAGUE": _("Imported a colleague"),
    "IMPORT_RECORD": _("Imported a medical record"),
    "IMPORT_APPOINTMENT": _("Imported a visit"),
    "IMPORT_DOCUMENT": _("Imported a document"),
}
# HL7 v3 PurposeOfUse
PURPOSES: Words = {
    "PATRQT": _("own record"),
    "TREAT": _("treatment"),
    "HOPERAT": _("running the clinic"),
    "HCOMPL": _("oversight"),
    "HSYSADMIN": _("system work"),
}
ROLES: Words = {
    "patient": _("Patient"),
    "provider": _("Doctor"),
    "staff": _("Front desk"),
    "compliance": _("Compliance"),
    "system": _("System"),
}
_MARKS = re.compile("[_:.-]+")


def said(words: Words, word: str) -> str:
    """The word as people say it; an unknown one is written out.

    >>> said(ACTIONS, "MERGE_PATIENTS")
    'Merge patients'
    """
    known = words.get(word)
    return str(known) if known is not None else _MARKS.sub(" ", word).strip().capitalize()
