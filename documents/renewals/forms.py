"""What a patient says with a request, and a doctor with an answer."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from documents.renewals.models import NOTE_LENGTH
from medisecure.web.input.fields import FormId, TypedText, page_helper
from patients.prescribing.findings import REASON_LENGTH


class AskForm(forms.Form):
    """A word with the request."""

    note = TypedText(max_length=NOTE_LENGTH, required=False, widget=forms.Textarea)


class AnswerForm(forms.Form):
    """What the patient reads, and why it is prescribed although a check speaks against it."""

    form_id = FormId(prefix="letter")
    words = TypedText(
        label=_("A word to the patient"), max_length=NOTE_LENGTH, required=False,
        widget=forms.Textarea({"rows": 2}),
        help_text=_("Needed to decline; may be left out to approve."),
    )  # fmt: skip
    reason = TypedText(
        label=_("Reason, if a check speaks against it"), max_length=REASON_LENGTH, required=False,
        widget=forms.Textarea({"rows": 2}),  # in a box of one line the Enter key would prescribe
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = page_helper()
