"""What is sent, in words: its kind, how far it is, and why it was not taken in."""

from django.utils.translation import gettext_lazy as _

from documents.intake.models import State
from documents.verification.findings import FileFinding
from medisecure.web.display.words.wording import Words

TYPES = (
    ("", _("Choose…")),
    ("LAB_REPORT", _("Laboratory report")),
    ("DISCHARGE_LETTER", _("Discharge letter")),
    ("REFERRAL", _("Referral")),
    ("PRESCRIPTION", _("Prescription")),
    ("ECG_REPORT", _("ECG report")),
    ("XRAY_IMAGE", _("X-ray")),
    ("OTHER", _("Something else")),
)
STATES: Words = {
    State.OPEN: _("Not sent yet"),
    State.SENT: _("Being checked"),
    State.TAKEN_IN: _("Checked, and part of the record"),
    State.HELD_BACK: _("Not taken in"),
    State.WITHDRAWN: _("Taken back"),
}
REASONS: Words = {
    FileFinding.EMPTY: _("The file is empty. Choose it again."),
    FileFinding.TOO_LARGE: _(
        "The file is larger than 25 MB. Send it in parts, or as a smaller scan."
    ),
    FileFinding.NOT_THE_SAME: _("The file changed on its way. Please send it again."),
    FileFinding.UNKNOWN_KIND: _(
        "This kind of file cannot be read here. Send a PDF, a photo (JPEG, PNG, HEIC) or a scan."
    ),
    FileFinding.PROGRAM: _("This is a program, not a document, whatever its name says."),
    FileFinding.OFFICE: _("This is an office file or an archive. Save it as PDF and send that."),
    FileFinding.ENCRYPTED: _("The file is protected by a password. Send a copy without one."),
    FileFinding.DAMAGED: _("The file is damaged: it does not open. Scan or save it once more."),
    FileFinding.TOO_MANY_PAGES: _("There are too many pages. Send it in several parts."),
    FileFinding.TOO_MANY_PIXELS: _(
        "The picture is too large. Take it again with a lower resolution."
    ),
    FileFinding.TOO_HEAVY: _(
        "Opening this file takes more than a document may. Save it as a new PDF."
    ),
    FileFinding.MIXED: _(
        "Only photos and PDFs can be put together. Send the other files one by one."
    ),
    FileFinding.NO_PICTURE: _("The patient's photo must be a single picture (JPEG, PNG or HEIC)."),
    FileFinding.MALWARE: _("The file holds malware. It was not kept. Have your device checked."),
    FileFinding.GONE: _("The file was no longer there when it was to be checked. Send it again."),
    FileFinding.NOT_CHECKED: _("The file could not be checked, though it was tried several times."),
    FileFinding.MISMATCH: _("The file is not what was noted of it when it was brought in."),
    FileFinding.ALTERED: _("The stored file was changed after its check."),
}
