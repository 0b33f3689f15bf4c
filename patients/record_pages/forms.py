"""What may be typed about a signed entry: words to add, why it is a mistake, why to open it."""

from django import forms
from django.utils.translation import gettext_lazy as _

from medisecure.web.input.fields import FormId, TypedText, page_helper
from patients.records.changes import ADDENDUM_LENGTH, REASON_LENGTH, REASON_NEEDED, WORDS_NEEDED
from patients.records.sensitive_openings import MOST_WORDS
from patients.records.sensitive_openings import REASON_NEEDED as WORDS_WHY


class AddendumForm(forms.Form):
    """Words to stand below a signed entry."""

    text = TypedText(
        label=_("What is to be added"), max_length=ADDENDUM_LENGTH,
        widget=forms.Textarea({"rows": 5}), error_messages={"required": _(WORDS_NEEDED)},
    )  # fmt: skip
    helper = page_helper()


class StrikeForm(forms.Form):
    """Why an entry is a mistake."""

    reason = TypedText(
        label=_("Why it is a mistake"), max_length=REASON_LENGTH,
        help_text=_("Such as: written into the wrong chart."),
        error_messages={"required": _(REASON_NEEDED)},
    )  # fmt: skip
    helper = page_helper()


class OpeningForm(forms.Form):
    """Why a protected entry has to be read."""

    form_id = FormId(prefix="opening")
    reason = TypedText(
        label=_("Why you have to read it"), max_length=MOST_WORDS,
        help_text=_("The patient reads this."), widget=forms.Textarea({"rows": 2}),
        error_messages={"required": _(WORDS_WHY)},
    )  # fmt: skip
    helper = page_helper()
