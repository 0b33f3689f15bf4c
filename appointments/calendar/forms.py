"""How long a private calendar address is to work."""

from datetime import datetime, timedelta

from crispy_forms.helper import FormHelper
from django import forms
from django.utils.translation import gettext_lazy as _

FOR_GOOD = 0
USUAL = 365


class FeedForm(forms.Form):
    """Days until the address stops by itself."""

    days = forms.TypedChoiceField(
        label=_("Valid for"),
        coerce=int,
        choices=[
            (30, _("a month")),
            (90, _("three months")),
            (USUAL, _("a year")),
            (FOR_GOOD, _("until I revoke it")),
        ],
        initial=USUAL,
        help_text=_("Signing out on all devices ends it at once."),
    )

    @property
    def helper(self) -> FormHelper:
        helper = FormHelper()
        helper.form_tag, helper.disable_csrf = False, True
        return helper

    def expires_at(self, now: datetime) -> datetime | None:
        """When the address stops; None for one that does not by itself. For a form that fits."""
        days = int(self.cleaned_data["days"])
        return now + timedelta(days=days) if days else None
