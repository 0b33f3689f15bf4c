"""The day a page is about, as its address names it: `?date=2025-06-15`."""

import datetime as dt
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from medisecure.clock import now
from medisecure.written.characters import western_digits

FIRST, LAST = dt.date(1900, 1, 1), dt.date(2199, 12, 31)
ONE = timedelta(days=1)
DAY_IN_ADDRESS = "date"


class DayField(forms.DateField):
    """A day as addresses write it; digits may be Arabic."""

    def to_python(self, value: Any) -> dt.date | None:
        return super().to_python(western_digits(value or ""))


DAY = DayField(
    label=_("Day"),
    required=False,
    error_messages={"invalid": _("This is not a date. Choose a day, such as 15/06/2025.")},
)


@dataclass(frozen=True, slots=True)
class ChosenDay:
    """The day shown; `problem` says why it is today although another one was asked for."""

    day: dt.date
    today: dt.date
    problem: str = ""

    @property
    def is_today(self) -> bool:
        return self.day == self.today

    @property
    def strip(self) -> dict[str, Any]:
        """What the `day_strip` component needs."""
        return {
            "day": self.day,
            "iso": self.day.isoformat(),
            "is_today": self.is_today,
            "today_url": f"?date={self.today}",
            "previous_url": f"?date={self.day - ONE}",
            "next_url": f"?date={self.day + ONE}",
        }


def chosen_day(request: HttpRequest, clock: ZoneInfo) -> ChosenDay:
    """The day the address names, today on `clock` if it names none or none that exists."""
    today = now().astimezone(clock).date()
    try:
        day: dt.date | None = DAY.clean(request.GET.get(DAY_IN_ADDRESS))
    except ValidationError as problem:
        return ChosenDay(today, today, problem.messages[0])
    if day is not None and not FIRST <= day <= LAST:
        return ChosenDay(today, today, gettext("Choose a day between 1900 and 2199."))
    return ChosenDay(day or today, today)
