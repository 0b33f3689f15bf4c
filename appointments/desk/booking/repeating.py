"""The part of the booking form that asks for the same visit again and again."""

from datetime import date

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from appointments.series.models import (
    DAYS_APART,
    FEWEST,
    LAST_SURE,
    MOST,
    WEEK,
    Every,
    Month,
    every_of,
    nth_weekday,
)

USUAL_COUNT = 6
MONTHS = {
    Month.DATE: _("Every month, on the same day"),
    Month.WEEKDAY: _("Every month, on the same weekday (such as the second Tuesday)"),
}


NTH = {
    1: pgettext_lazy("weekday of a month", "first"),
    2: pgettext_lazy("weekday of a month", "second"),
    3: pgettext_lazy("weekday of a month", "third"),
    4: pgettext_lazy("weekday of a month", "fourth"),
    -1: pgettext_lazy("weekday of a month", "last"),
}


def distance(every: Every, first: date | None = None) -> str:
    """How far apart the visits are, in words: every 2 weeks, every month on the second Tuesday."""
    if isinstance(every, Month):
        return _by_month(every, first)
    if every in (1, WEEK):
        return gettext("Every day") if every == 1 else gettext("Every week")
    weeks, days = divmod(every, WEEK)
    if days:
        return ngettext("Every %(n)d day", "Every %(n)d days", every) % {"n": every}
    return ngettext("Every %(n)d week", "Every %(n)d weeks", weeks) % {"n": weeks}


def _by_month(every: Month, first: date | None) -> str:
    if first is None:
        return str(MONTHS[every])
    if every is Month.WEEKDAY:
        words = {"nth": NTH[nth_weekday(first)], "weekday": date_format(first, "l")}
        return gettext("Every month on the %(nth)s %(weekday)s") % words
    said = {"day": first.day}
    if first.day > LAST_SURE:
        return gettext("Every month on day %(day)s, or the last day of a shorter month") % said
    return gettext("Every month on day %(day)s") % said


def distances() -> list[tuple[Every, str]]:
    """The distances on offer: the weeks, the months, the days."""
    weeks = [each for each in DAYS_APART if each % WEEK == 0]
    days = [each for each in DAYS_APART if each % WEEK]
    return [(each, distance(each)) for each in (*weeks, *Month, *days)]


def counts() -> list[tuple[int, str]]:
    """How many visits a series may have."""
    return [
        (each, ngettext("%(n)d visit", "%(n)d visits", each) % {"n": each})
        for each in range(FEWEST, MOST + 1)
    ]


class Repeating(forms.Form):
    """How often and how many times; of no matter while a single visit is booked."""

    every = forms.TypedChoiceField(
        label=_("Repeat"), coerce=every_of, choices=distances, initial=WEEK, required=False
    )
    count = forms.TypedChoiceField(
        label=_("How many in all"), coerce=int, choices=counts, initial=USUAL_COUNT, required=False
    )
