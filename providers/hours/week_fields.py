"""The two times of each weekday, for every form that holds a week."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from medisecure.errors import Invalid
from providers.directory.models import MIDNIGHT, Hours
from providers.directory.rules import WEEKDAYS

DAY_NAMES = {
    "monday": _("Monday"), "tuesday": _("Tuesday"), "wednesday": _("Wednesday"),
    "thursday": _("Thursday"), "friday": _("Friday"), "saturday": _("Saturday"),
    "sunday": _("Sunday"),
}  # fmt: skip
WEEK = ("sunday", *WEEKDAYS[:6])  # as the week begins in Qatar
DAY_ENDS = "24:00"


def time_field(label: Any, *, required: bool = False) -> forms.TimeField:
    widget = forms.TimeInput({"type": "time", "class": "form-control"}, format="%H:%M")
    return forms.TimeField(
        label=label, required=required, widget=widget, input_formats=["%H:%M", "%H:%M:%S", "%H.%M"],
        error_messages={"invalid": _("Write the time as HH:MM, such as 08:00.")},
    )  # fmt: skip


def wall(time: Any, *, ends: bool = False) -> str:
    """`HH:MM`; midnight that ends a day is 24:00."""
    text = f"{time:%H:%M}" if time is not None else ""
    return DAY_ENDS if ends and text == MIDNIGHT else text


class WeekFields(forms.Form):
    """From when to when on each weekday; an end before the start is of the next day."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for day in WEEK:
            self.fields[f"{day}_start"] = time_field(_("From"))
            self.fields[f"{day}_end"] = time_field(_("To"))

    @property
    def days(self) -> Iterator[tuple[Any, BoundField, BoundField]]:
        """Each weekday with its two fields, in the order of the week."""
        return ((DAY_NAMES[d], self[f"{d}_start"], self[f"{d}_end"]) for d in WEEK)

    def clean(self) -> dict[str, Any]:
        """Each day has both times, or neither; the hours themselves, as `hours`."""
        cleaned = super().clean() or {}
        cleaned["hours"] = {day: self._hours(day, cleaned) for day in WEEK}
        return cleaned

    def _hours(self, day: str, typed: dict[str, Any]) -> Hours | None:
        start, end = typed.get(f"{day}_start"), typed.get(f"{day}_end")
        if {f"{day}_start", f"{day}_end"} & self.errors.keys():
            return None
        if (start is None) != (end is None):
            missing = "start" if start is None else "end"
            self.add_error(
                f"{day}_{missing}", gettext("Enter both times, or neither for a day off.")
            )
            return None
        try:
            return Hours(start=wall(start), end=wall(end, ends=True)) if start else None
        except Invalid as error:
            self.add_error(f"{day}_end", gettext(next(iter(error.fields.values()))))
            return None
