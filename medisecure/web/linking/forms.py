"""The code of an invitation, as it stands on the paper from the clinic."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from medisecure.web.input.fields import TypedText, page_helper

LONGEST = 40  # with whatever marks somebody puts between


class LinkForm(forms.Form):
    """Eight letters and digits, in any spelling."""

    code = TypedText(
        label=_("Code from the clinic"),
        max_length=LONGEST,
        help_text=_("Eight letters and digits, such as 4F7K-92MD."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].widget.attrs |= {
            "dir": "ltr", "autocomplete": "one-time-code", "autocapitalize": "characters",
            "spellcheck": "false", "autofocus": True,
        }  # fmt: skip
        self.helper = page_helper()
