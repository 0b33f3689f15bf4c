"""What a doctor types to find one of their patients; a name has no place in an address."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from medisecure.web.input.fields import TypedText, page_helper


class FindForm(forms.Form):
    """Words of a name, the end of a phone number, a record number."""

    q = TypedText(
        label=_("Find one of your patients"),
        max_length=100,
        error_messages={"required": _("Type a name, or the end of a phone number.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = page_helper()
