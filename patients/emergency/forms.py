"""What a doctor says before a closed chart opens."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from medisecure.access.emergency import FEWEST_WORDS, MOST_WORDS
from medisecure.web.input.fields import FormId, TypedPatientId, TypedText, page_helper
from medisecure.web.oversight.emergency_words import REASONS


class EmergencyForm(forms.Form):
    """Whose chart, which reason of the list, and why in words."""

    emergency_id = FormId(prefix="emergency")
    patient = TypedPatientId(label=_("The patient's id"))
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
        self.helper = page_helper()
