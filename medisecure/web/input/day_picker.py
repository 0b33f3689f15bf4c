"""A day that is picked from the browser's own calendar."""

from typing import Any

from django import forms

from medisecure.clock import clinic_date, now
from medisecure.written import dates


class DayPicker(forms.DateInput):
    """The browser draws the day as its reader's device writes days; what is sent is ISO.

    A day that was typed in another way, where a browser has no calendar, stands there again.
    """

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, "%Y-%m-%d")

    def format_value(self, value: Any) -> str | None:
        """The day as browsers want it; what is none as it was typed."""
        if isinstance(value, str):
            found = dates.read(value, today=clinic_date(now())).dates
            value = found[0] if len(found) == 1 else value
        return super().format_value(value)
