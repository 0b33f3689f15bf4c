"""The rooms in which a doctor sees patients, as lines of a form."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from medisecure.web.input.fields import TypedText, page_helper
from providers.directory.models import Availability
from providers.directory.rules import ROOM_LENGTH

MOST_ROOMS = 20


class RoomsForm(forms.Form):
    """One room a line; the first is where visits are unless somebody says otherwise."""

    rooms = TypedText(
        label=_("Rooms"),
        help_text=_("One per line; the first is the usual room."),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = page_helper()

    def clean_rooms(self) -> list[str]:
        """The lines that say something, each once."""
        lines = [" ".join(line.split()) for line in self.cleaned_data["rooms"].split("\n")]
        rooms = list(dict.fromkeys(line for line in lines if line))
        if len(rooms) > MOST_ROOMS or any(len(each) > ROOM_LENGTH for each in rooms):
            raise ValidationError(
                _("Write at most %(lines)d rooms of at most %(letters)d letters.")
                % {"lines": MOST_ROOMS, "letters": ROOM_LENGTH},
                code="long",
            )
        return rooms

    @property
    def change(self) -> Callable[[Availability], Availability]:
        """The same rules with these rooms."""
        rooms = self.cleaned_data["rooms"]
        return lambda rules: replace(rules, rooms=rooms or None)
