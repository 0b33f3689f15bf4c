"""The code an authenticator app shows."""

from crispy_forms.helper import FormHelper
from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

DIGITS = 6


class CodeForm(forms.Form):
    """Six digits, of any script, as people read them off: `123 456`."""

    code = forms.CharField(
        label=_("Six-digit code"),
        max_length=20,
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "autocomplete": "one-time-code", "dir": "ltr"}
        ),
        error_messages={"required": _("Type the six digits that the app shows now.")},
    )

    @property
    def helper(self) -> FormHelper:
        helper = FormHelper()
        helper.form_tag, helper.disable_csrf = False, True
        return helper

    def clean_code(self) -> str:
        typed = "".join(self.cleaned_data["code"].split())
        if len(typed) != DIGITS or not typed.isdecimal():
            raise forms.ValidationError(_("Type the six digits that the app shows now."))
        return "".join(str(int(each)) for each in typed)

    def refuse(self) -> None:
        """Cognito knows another code: a mistyped one, or one of half a minute ago."""
        sentence = gettext("That code is not right. Wait for the next one and type it again.")
        self.add_error("code", sentence)
