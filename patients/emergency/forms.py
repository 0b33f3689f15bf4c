"""What a doctor says before a closed chart opens."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from medisecure.access.emergency import FEWEST_WORDS, MOST_WORDS
from medisecure.web.input.fields import FormId, TypedText, page_helper
from medisecure.web.input.ids import is_id
from medisecure.web.oversight.emergency_words import REASONS
from patients.search.typed import QUERY_LENGTH

FIND = "find"  # the press that only looks who is meant


class EmergencyForm(forms.Form):
    """Whose chart, which reason of the list, and why in words.

    `chosen` is the id of one of those who were found by the words `sought`; `typed` is what is
    known of the patient, once the form was checked.
    """

    typed = ""

    emergency_id = FormId(prefix="emergency")
    patient = TypedText(
        label=_("Who the patient is"),
        max_length=QUERY_LENGTH,
        help_text=_(
            "The name with the whole birth date, the whole phone number, the e-mail, or a number"
            " on a wristband, a card or the file."
        ),
    )
    chosen = forms.CharField(required=False)
    sought = forms.CharField(required=False)
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
        self.fields["patient"].widget.attrs |= {"autocomplete": "off", "spellcheck": "false"}

    def clean(self) -> dict[str, Any]:
        """Whoever only looks who is meant owes no reason yet."""
        if FIND in self.data:
            for name in ("reason", "words"):
                self.errors.pop(name, None)
        self.typed = str(self.cleaned_data.get("patient", ""))
        return super().clean() or self.cleaned_data

    @property
    def patient_id(self) -> str:
        """The id that was chosen, or typed as it stands; empty while nobody is named by one."""
        if self.is_by_id:
            return self.typed
        chosen = str(self.cleaned_data.get("chosen", ""))
        is_of_these = self.cleaned_data.get("sought") == self.typed
        return chosen if is_id(chosen) and is_of_these else ""

    @property
    def is_by_id(self) -> bool:
        """Whether what was typed is an id as it stands."""
        return "_" in self.typed and is_id(self.typed)
