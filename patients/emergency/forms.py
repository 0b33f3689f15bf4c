"""What a doctor says before a closed chart opens."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from medisecure.access.emergency import FEWEST_WORDS, MOST_WORDS
from medisecure.web.input.fields import FormId, TypedText, page_helper
from medisecure.web.input.ids import is_id
from medisecure.web.oversight.emergency_words import REASONS

LONGEST_ID = 64


class EmergencyForm(forms.Form):
    """Whose chart, which reason of the list, and why in words."""

    emergency_id = FormId(prefix="emergency")
    patient = TypedText(
        label=_("The patient's id"), max_length=LONGEST_ID,
        help_text=_("As on the wristband or the file, such as patient_12345"),
    )  # fmt: skip
    reason = forms.ChoiceField(
        label=_("Reason"), widget=forms.RadioSelect, choices=list(REASONS.items())
    )
    words = TypedText(
        label=_("Why it cannot wait"), max_length=MOST_WORDS, min_length=FEWEST_WORDS,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Compliance reads these words. The patient reads the reason above."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["patient"].widget.attrs |= {
            "dir": "ltr", "autocomplete": "off", "spellcheck": "false"
        }  # fmt: skip
        self.helper = page_helper()

    def clean_patient(self) -> str:
        given = str(self.cleaned_data["patient"])
        if not is_id(given):
            raise forms.ValidationError(
                _("This cannot be an id. An id has letters, digits, _ and - only."), code="invalid"
            )
        return given
