"""What is typed about a season: its name, its dates, and the week that holds in it."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from medisecure.errors import Invalid
from medisecure.web.input.day_picker import DayPicker
from medisecure.web.input.fields import TypedDate, TypedText, page_helper
from providers.directory.models import Season, WorkingHours
from providers.directory.rules import NAME_LENGTH
from providers.hours.week_fields import WeekFields


class SeasonForm(WeekFields):
    """One more season."""

    prefix = "season"
    name = TypedText(
        label=_("Name"), max_length=NAME_LENGTH, help_text=_("Such as Ramadan or summer.")
    )
    first = TypedDate(label=_("First day"), widget=DayPicker())
    last = TypedDate(label=_("Last day"), widget=DayPicker())
    keeps_breaks = forms.BooleanField(
        label=_("With the usual breaks"), required=False, initial=True
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = page_helper()

    def clean(self) -> dict[str, Any]:
        """The season itself, as `added`."""
        cleaned = super().clean()
        if self.errors:
            return cleaned
        try:
            cleaned["added"] = Season(
                name=cleaned["name"], first=cleaned["first"], last=cleaned["last"],
                working_hours=WorkingHours(**cleaned["hours"]),
                keeps_breaks=cleaned["keeps_breaks"],
            )  # fmt: skip
        except Invalid as error:
            self.add_error("last", gettext(next(iter(error.fields.values()))))
        return cleaned
