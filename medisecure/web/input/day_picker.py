"""A day that is picked from the browser's own calendar."""

from datetime import date
from typing import Any

from django import forms
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString

from medisecure.clock import clinic_date, now
from medisecure.written import dates

NO_WORDS = "\N{NO-BREAK SPACE}"  # it keeps their place: nothing moves


class DayPicker(forms.DateInput):
    """The browser draws the day as its reader's device writes days; what is sent is ISO.

    A device may write 4 January as 01/04: below the box the day stands in the reader's words. A day
    that was typed in another way, where a browser has no calendar, stands there again.
    """

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, "%Y-%m-%d")

    def format_value(self, value: Any) -> str | None:
        """The day as browsers want it; what is none as it was typed."""
        return super().format_value(_day(value) or value)

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        """The box, and the day in words; app.js keeps them in step."""
        day = _day(value)
        words = date_format(day) if day else NO_WORDS
        return format_html(
            '{}<small class="form-text d-block" data-day-words><bdi>{}</bdi></small>',
            super().render(name, value, attrs, renderer), words,
        )  # fmt: skip


def _day(value: Any) -> date | None:
    """The day a field holds or was sent; None if that is none."""
    if isinstance(value, str):
        found = dates.read(value, today=clinic_date(now())).dates
        return found[0] if len(found) == 1 else None
    return value if isinstance(value, date) else None
