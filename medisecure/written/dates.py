"""Dates as people write them, by the same rules in a form and in a search.

Day first with any mark (the clinic's countries), ISO, eight digits, months by name. What can mean
two dates is not guessed: all its meanings come back, and the form asks.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from medisecure.written.characters import plain, western_digits
from medisecure.written.months import HIJRI, month_number

FIRST_YEAR = 1850
LAST_YEAR = 2999  # a date of birth in the future says so better than "no date"
_CENTURY = 100
_HIJRI_YEARS = range(1250, 1500)
_MARK, _GAP = r"\s*[-/.\\،,_]\s*", r"(?:\s*[-/.\\،,_ ]\s*)"
_NAME = r"[^\W\d_]{2,10}\.?(?: (?:ال)?(?:ثاني|اول|أول))?"  # تشرين الأول is one month
_D, _M, _N = r"(?P<d>\d{1,2})", r"(?P<m>\d{1,2})", rf"(?P<m>{_NAME})"
_Y4, _Y = r"(?P<y>\d{4})", r"(?P<y>\d{4}|\d{2})"
_ORDINAL = r"(?:st|nd|rd|th)?"
_FORMS = tuple(
    re.compile(rf"(?<![\w/.+-]){form}(?![\w/]|[-.]\d)", re.IGNORECASE)
    for form in (
        rf"{_Y4}{_GAP}{_M}{_GAP}{_D}",
        rf"{_D}{_MARK}{_M}{_MARK}{_Y}",
        rf"{_D}{_GAP}{_M}{_GAP}{_Y4}",
        rf"{_D}{_ORDINAL}(?:{_GAP}|\s+of\s+)?{_N}{_GAP}?{_Y}",
        rf"{_N}{_GAP}?{_D}{_ORDINAL}{_GAP}{_Y4}",
        rf"{_Y4}{_GAP}?{_N}{_GAP}?{_D}",
        r"(?P<d>\d{2})(?P<m>\d{2})(?P<y>\d{4})",
        r"(?P<y>\d{4})(?P<m>\d{2})(?P<d>\d{2})",
    )
)
_WEEKDAY = re.compile(r"^(?:mon|tues?|wed(?:nes)?|thurs?|fri|sat(?:ur)?|sun)(?:day)?[ ,.]+")
# "1985 م" says that it is no Hijri year; tables give a day as its midnight.
_CHRISTIAN = re.compile(r"(?<=\d{4})\s*(?:م|ميلادي[ةه]?)(?!\w)")
_MIDNIGHT = re.compile(r"(?<=\d)[ t]00:00(?::00(?:\.0+)?)?z?$", re.IGNORECASE)
_ABOUT = re.compile(
    r"^(?:about|around|approx(?:imately)?|circa|ca|c|est(?:imated)?|~|≈|حوالي|نحو|تقريبا)[ .:]*"
)


class Trouble(StrEnum):
    """Why a text is no date."""

    NONE = "none"
    IMPOSSIBLE = "impossible"
    HIJRI = "hijri"


@dataclass(frozen=True, slots=True)
class DateReading:
    """What a text may mean: one date, several to choose from, or none and why.

    `year_only`: just a year was given, with or without "about"; the date is its first of January.
    """

    dates: tuple[date, ...] = ()
    year_only: bool = False
    trouble: Trouble | None = None


def read(text: str, *, today: date) -> DateReading:
    """The meanings of a text that should be a date no later than `today`, nearest first.

    >>> day = date(2026, 3, 1)
    >>> read("15 شباط 1985", today=day).dates
    (datetime.date(1985, 2, 15),)
    >>> [each.year for each in read("14/3/20", today=day).dates]
    [2020, 1920]
    >>> read("about 1960", today=day).year_only, read("١٤٠٥/٦/١", today=day).trouble.value
    (True, 'hijri')
    """
    written = _WEEKDAY.sub("", " ".join(plain(text).split()))
    written = _MIDNIGHT.sub("", _CHRISTIAN.sub("", written))
    about = _ABOUT.sub("", written)
    if re.fullmatch(r"(?:1[89]|2[01])\d\d", about):
        return DateReading((date(int(about), 1, 1),), year_only=True)
    for form in _FORMS:
        match = form.fullmatch(written)
        if match and (dates := tuple(_meanings(match, today))):
            return DateReading(dates)
    return DateReading(trouble=_trouble(written))


def take(text: str, *, today: date) -> tuple[str, list[tuple[date, ...]]]:
    """The text without the dates in it, and each date's meanings; what is none stays.

    >>> take("Leila 15 شباط 1985 33123456", today=date(2026, 3, 1))
    ('Leila   33123456', [(datetime.date(1985, 2, 15),)])
    """
    found: list[tuple[date, ...]] = []

    def taken(match: re.Match[str]) -> str:
        dates = tuple(_meanings(match, today))
        if not dates:
            return match[0]
        found.append(dates)
        return " "

    text = _CHRISTIAN.sub("", western_digits(text))
    for form in _FORMS[:-2]:  # eight digits in a row may be a phone number
        text = form.sub(taken, text)
    return text, found


def _meanings(match: re.Match[str], today: date) -> Iterator[date]:
    month_text, day = match["m"].strip(), int(match["d"])
    month = int(month_text) if month_text.isdigit() else month_number(month_text)
    if month_text.isdigit() and month > 12 >= day and match.start("d") < match.start("m"):  # noqa: PLR2004
        month, day = day, month  # 06/15/1985 can only be the American order
    for year in _years(match["y"], today):
        try:
            meant = date(year, month, day)
        except ValueError:
            continue
        yield meant


def _years(text: str, today: date) -> Iterator[int]:
    if len(text) > 2:  # noqa: PLR2004
        year = int(text)
        if FIRST_YEAR <= year <= LAST_YEAR:
            yield year
        return
    this_century = today.year // _CENTURY * _CENTURY
    for year in (this_century + int(text), this_century - _CENTURY + int(text)):
        if year <= today.year and today.year - year < 120:  # noqa: PLR2004 - nobody is older
            yield year


def _trouble(written: str) -> Trouble:
    years = [int(each) for each in re.findall(r"(?<!\d)\d{4}(?!\d)", written)]
    if any(year in _HIJRI_YEARS for year in years) or set(written.split()) & HIJRI:
        return Trouble.HIJRI
    if any(form.fullmatch(written) for form in _FORMS):
        return Trouble.IMPOSSIBLE
    return Trouble.NONE
