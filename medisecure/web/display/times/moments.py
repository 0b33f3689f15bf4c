"""Dates and times as text: Django's formats, taken apart once a language and not once a date."""

from collections.abc import Callable
from datetime import date, datetime, time
from functools import cache
from typing import Any

from django.utils.dateformat import DateFormat, re_escaped, re_formatchars
from django.utils.dates import MONTHS, WEEKDAYS
from django.utils.formats import get_format
from django.utils.translation import get_language

Moment = date | datetime | time
Piece = str | Callable[[Any], str]
NUMBERS: dict[str, Callable[[Any], str]] = {
    "j": lambda at: str(at.day), "d": lambda at: f"{at.day:02d}", "m": lambda at: f"{at.month:02d}",
    "n": lambda at: str(at.month), "Y": lambda at: f"{at.year:04d}",
    "H": lambda at: f"{at.hour:02d}", "i": lambda at: f"{at.minute:02d}",
}  # fmt: skip
NAMES: dict[str, tuple[Any, Callable[[Any], int]]] = {
    "F": (MONTHS, lambda at: at.month), "l": (WEEKDAYS, lambda at: at.weekday()),
}  # fmt: skip


def written(at: Moment, pattern: str) -> str:
    """`at` by one of Django's patterns, or by the name of one ("DATE_FORMAT").

    What Django's own `date_format` says; the instant is taken in the zone it already has.
    """
    pieces = _pieces(pattern, get_language())
    return "".join([each if isinstance(each, str) else each(at) for each in pieces])


@cache
def _pieces(pattern: str, language: str | None) -> tuple[Piece, ...]:
    """The pattern cut into what stands as it is and what is said of the date, in the language."""
    cut = re_formatchars.split(str(get_format(pattern)))
    return tuple(
        _said(piece) if place % 2 else re_escaped.sub(r"\1", piece)
        for place, piece in enumerate(cut)
        if piece
    )


def _said(letter: str) -> Piece:
    if letter in NUMBERS:
        return NUMBERS[letter]
    if letter in NAMES:
        names, which = NAMES[letter]
        words = {number: str(name) for number, name in names.items()}
        return lambda at: words[which(at)]
    return lambda at: str(getattr(DateFormat(at), letter)())
