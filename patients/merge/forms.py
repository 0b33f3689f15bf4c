"""Which of the two records stays, what is taken from the other one, and why they are one person."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from medisecure.web.input.fields import TypedText
from patients.linking.choosing import FIELDS

REASON_LENGTH = 500
HERE, THERE = "here", "there"


class JoinForm(forms.Form):
    """`seen` are the versions of both records as the page showed them, ours first.

    A field of its own says for each thing that differs which record it is taken from: `here` is
    the record that stays.
    """

    seen_here = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    seen_there = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    reason = TypedText(
        label=_("Why they are the same person"),
        max_length=REASON_LENGTH,
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
        help_text=_("For example: same Qatari id seen, the patient said so at the desk."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in FIELDS:
            self.fields[f"from_{name}"] = forms.ChoiceField(
                choices=[(HERE, ""), (THERE, "")], required=False
            )

    @property
    def take(self) -> list[str]:
        """The names of what is taken from the record that goes, once the form is valid."""
        return [name for name in FIELDS if self.cleaned_data[f"from_{name}"] == THERE]

    @property
    def seen(self) -> tuple[int, int]:
        """Both versions as the person saw them."""
        return self.cleaned_data["seen_here"], self.cleaned_data["seen_there"]


class UndoForm(forms.Form):
    """Nothing to choose; the press is the confirmation."""
