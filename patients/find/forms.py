"""The front desk's search box."""

from django import forms
from django.utils.translation import gettext_lazy as _

from medisecure.web.input.fields import TypedText
from patients.search.typed import QUERY_LENGTH


class FindForm(forms.Form):
    """One box for whatever is known of the patient."""

    q = TypedText(label=_("Find a patient"), max_length=QUERY_LENGTH)
