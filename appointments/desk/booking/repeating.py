"""The part of the booking form that asks for the same visit again and again."""

from django import forms
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from appointments.series.models import DAYS_APART, FEWEST, MOST, WEEK

USUAL_COUNT = 6


def distance(every: int) -> str:
    """How far apart the visits are, in words: every day, every 2 weeks."""
    if every in (1, WEEK):
        return gettext("Every day") if every == 1 else gettext("Every week")
    weeks, days = divmod(every, WEEK)
    if days:
        return ngettext("Every %(n)d day", "Every %(n)d days", every) % {"n": every}
    return ngettext("Every %(n)d week", "Every %(n)d weeks", weeks) % {"n": weeks}


def distances() -> list[tuple[int, str]]:
    """The distances on offer, the weeks first."""
    ordered = sorted(DAYS_APART, key=lambda each: (each % WEEK != 0, each))
    return [(each, distance(each)) for each in ordered]


def counts() -> list[tuple[int, str]]:
    """How many visits a series may have."""
    return [
        (each, ngettext("%(n)d visit", "%(n)d visits", each) % {"n": each})
        for each in range(FEWEST, MOST + 1)
    ]


class Repeating(forms.Form):
    """How often and how many times; of no matter while a single visit is booked."""

    every = forms.TypedChoiceField(
        label=_("Repeat"), coerce=int, choices=distances, initial=WEEK, required=False
    )
    count = forms.TypedChoiceField(
        label=_("How many in all"), coerce=int, choices=counts, initial=USUAL_COUNT, required=False
    )
