"""The box in which a medicine is looked up."""

from django import forms
from django.utils.translation import gettext_lazy as _

from medisecure.web.input.fields import TypedText
from patients.prescribing.medicines import MOST_TYPED


class MedicineForm(forms.Form):
    """A medicine's name, or the beginning of it."""

    q = TypedText(label=_("Find a medicine"), max_length=MOST_TYPED, required=False)
