"""The box in which a diagnosis is looked up."""

from django import forms
from django.utils.translation import gettext_lazy as _

from medisecure.web.input.fields import TypedText
from patients.coding.search import MOST_TYPED


class CodeForm(forms.Form):
    """A code, or words in any order."""

    q = TypedText(label=_("Find a diagnosis"), max_length=MOST_TYPED, required=False)
