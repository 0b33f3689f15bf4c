"""What may be typed about a signed entry: words to add, why it is a mistake, an instant to see."""

from datetime import datetime, time
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from medisecure.clock import CLINIC_ZONE, zone
from medisecure.web.input.fields import TypedDate, TypedText, page_helper
from medisecure.written.letters import western_digits
from patients.records.changes import ADDENDUM_LENGTH, REASON_LENGTH, REASON_NEEDED, WORDS_NEEDED


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


class TypedTime(forms.TimeField):
    """A time of day in any digits."""

    def to_python(self, value: Any) -> time | None:
        return super().to_python(western_digits(value) if isinstance(value, str) else value)


class AsOfForm(forms.Form):
    """A day and a time at the clinic: what could be read then."""

    day = TypedDate(label=_("Day"))
    time = TypedTime(label=_("Time"), required=False)

    def instant(self) -> datetime:
        """That instant; the end of the day where no time was given."""
        told = self.cleaned_data
        last = time(23, 59, 59, 999000)
        return datetime.combine(told["day"], told["time"] or last, zone(CLINIC_ZONE))
