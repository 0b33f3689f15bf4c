"""Why something is done to a document, and to whom it belongs."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from documents.life.services import REASON_LENGTH
from medisecure.web.input.fields import TypedPatientId, TypedText, page_helper


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

    patient = TypedPatientId(label=_("The right patient's id"))
    field_order = ("patient", "reason")
