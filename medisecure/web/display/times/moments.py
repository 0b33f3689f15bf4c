"""Dates and times as text: Django's formats, taken apart once a language and not once a date."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cache
from typing import Any

from django.template.defaultfilters import date as any_date
from django.utils.dateformat import format as dateformat
from django.utils.dateformat import re_escaped, re_formatchars, time_format
from django.utils.dates import MONTHS, WEEKDAYS
from django.utils.formats import get_format
from django.utils.translation import get_language

Moment = date | datetime | time
# Of the moment as {0}, of its month and weekday as {1} and {2} in the language.
FIELDS = {
    "j": "{0.day}", "d": "{0.day:02d}", "m": "{0.month:02d}", "n": "{0.month}", "Y": "{0.year:04d}",
    "H": "{0.hour:02d}", "i": "{0.minute:02d}", "F": "{1}", "l": "{2}",
}  # fmt: skip
NAMED = frozenset("Fl")


@dataclass(frozen=True, slots=True)
class Form:
    """A pattern in one language: how to write it, and the names it needs.

    `write` is None for a pattern that has more than this knows: then Django writes it.
    """

    text: str
    write: Callable[..., str] | None
    months: Mapping[int, str]
    weekdays: Mapping[int, str]
    has_names: bool


def written(at: Moment, pattern: str) -> str:
    """`at` by one of Django's patterns, or by the name of one ("DATE_FORMAT").

    What Django's own `date_format` says; the instant is taken in the zone it already has.
    """
    form = _form(pattern, get_language())
    if form.write is None:
        return str(
            time_format(at, form.text) if isinstance(at, time) else dateformat(at, form.text)
        )
    if form.has_names and not isinstance(at, time):
        return form.write(at, form.months[at.month], form.weekdays[at.weekday()])
    return form.write(at)


def date_filter(at: Any, pattern: str | None = None) -> Any:
    """Django's own filter `date`; a day by a pattern is written by what is known of that."""
    if type(at) is date and pattern:
        return written(at, pattern)
    return any_date(at, pattern)


@cache
def _form(pattern: str, language: str | None) -> Form:
    """The pattern with its letters as fields and the rest as it stands, in the language."""
    text = str(get_format(pattern))
    cut = re_formatchars.split(text)
    letters = cut[1::2]
    told = "".join(
        FIELDS.get(piece, "")
        if place % 2
        else re_escaped.sub(r"\1", piece).replace("{", "{{").replace("}", "}}")
        for place, piece in enumerate(cut)
    )
    return Form(
        text=text,
        write=told.format if FIELDS.keys() >= set(letters) else None,
        months={number: str(name) for number, name in MONTHS.items()},
        weekdays={number: str(name) for number, name in WEEKDAYS.items()},
        has_names=not NAMED.isdisjoint(letters),
    )
