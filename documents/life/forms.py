"""Why something is done to a document, and to whom it belongs."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from documents.life.services import REASON_LENGTH
from medisecure.web.input.fields import TypedText, page_helper
from medisecure.web.input.ids import is_id

LONGEST_ID = 64


class ReasonForm(forms.Form):
    """Why."""

    reason = TypedText(
        label=_("Reason"), max_length=REASON_LENGTH, widget=forms.Textarea({"rows": 3})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = page_helper()


class MoveForm(ReasonForm):
    """To whom it belongs, and why it was filed elsewhere."""

    patient = TypedText(
        label=_("The right patient's id"), max_length=LONGEST_ID,
        help_text=_("As on the wristband or the file, such as patient_12345"),
    )  # fmt: skip
    field_order = ("patient", "reason")

    def clean_patient(self) -> str:
        given = str(self.cleaned_data["patient"])
        if not is_id(given):
            raise forms.ValidationError(
                _("This cannot be an id. An id has letters, digits, _ and - only."), code="invalid"
            )
        return given
