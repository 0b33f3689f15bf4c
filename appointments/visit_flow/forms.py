"""What is typed about a visit on its day: why it was entered in error."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from appointments.visits.models import REASON_LENGTH
from medisecure.web.input.fields import TypedText, page_helper


class InErrorForm(forms.Form):
    """The reason, and the status that was seen."""

    seen = forms.CharField(widget=forms.HiddenInput, max_length=20)
    reason = TypedText(
        label=_("What went wrong?"),
        help_text=_("Such as: booked for another patient of the same name."),
        max_length=REASON_LENGTH,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Say why, in a few words.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = page_helper()
