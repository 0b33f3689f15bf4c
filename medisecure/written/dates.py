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
_YEAR_DIGITS, _DATE_DIGITS = 4, 8
_HIJRI_YEARS = range(1250, 1500)
_YEARS = range(FIRST_YEAR, 2151)
_MARK, _GAP = r"\s*[-/.\\،,_]\s*", r"(?:\s*[-/.\\،,_ ]\s*)"
# تشرين الأول is one month; newspapers write شباط/فبراير.
_NAME = r"[^\W\d_]{2,10}\.?(?: (?:ال)?(?:ثاني|اول|أول))?(?:\s?/\s?[^\W\d_]{2,10})?"
_D, _M, _N = r"(?P<d>\d{1,2})", r"(?P<m>\d{1,2})", rf"(?P<m>{_NAME})"
_Y4, _Y = r"(?P<y>\d{4})", r"(?P<y>\d{4}|\d{2})"
_ORDINAL = r"(?:st|nd|rd|th)?"
# The surest first: in a search "26 Dec 1955 10 11 30" a month by its name, and then a phone.
_FORMS = tuple(
    re.compile(rf"(?<![\w/.+-]){form}(?![\w/]|[-.]\d)", re.IGNORECASE)
    for form in (
        rf"{_D}{_ORDINAL}(?:{_GAP}|\s+of\s+)?{_N}{_GAP}?{_Y}",
        rf"{_N}{_GAP}?{_D}{_ORDINAL}{_GAP}{_Y4}",
        rf"{_Y4}{_GAP}?{_N}{_GAP}?{_D}",
        rf"{_D}{_MARK}{_M}{_MARK}{_Y}",
        rf"{_D}{_GAP}{_M}{_GAP}{_Y4}",
        rf"{_Y4}{_GAP}{_M}{_GAP}{_D}",
        r"(?P<d>\d{2})(?P<m>\d{2})(?P<y>\d{4})",
        r"(?P<y>\d{4})(?P<m>\d{2})(?P<d>\d{2})",
    )
)
# What people write around a date, and what it stands before; "Sun Li" and "mon 33" are no dates.
_DATE_FOLLOWS = r"(?=\d{1,2}\D|\d{4}(?!\d)|[^\W\d_]{3,9}\.? \d{1,2}\w{0,2},? \d{4})"
_AROUND = re.compile(
    r"(?<!\w)(?:"
    r"(?:mon|tues?|wed(?:nes)?|thurs?|fri|sat(?:ur)?|sun)(?:day)?"
    r"|(?:يوم )?ال(?:[اأ]حد|[اإ]ثنين|ثلاثاء?|[اأ]ربعاء?|خميس|جمع[ةه]|سبت)"
    r"|dob|d\.o\.b|date of birth|born(?: on| in)?|(?:تاريخ )?(?:ال)?ميلاد|مواليد"
    rf")[ ,.:،]+{_DATE_FOLLOWS}"
    r"|(?<!\w)(?:سن[ةه]|عام) (?=\d{4}(?!\d))",
    re.IGNORECASE,
)
_DASHES = str.maketrans(dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212", "-"))
# "1985 م" says that it is no Hijri year; tables give a day as its midnight.
_CHRISTIAN = re.compile(r"(?<=\d{4})\s*(?:م|ميلادي[ةه]?)(?!\w)")
_MIDNIGHT = re.compile(r"(?<=\d)[ t]00:00(?::00(?:\.0+)?)?z?(?![\d:])", re.IGNORECASE)
_ABOUT = re.compile(
    r"(?<!\w)(?:about|around|approx(?:imately)?|circa|ca|c|est(?:imated)?|~|≈|حوالي|نحو|تقريبا)"
    r"[ .:]*(?=\d{4}(?!\d))",
    re.IGNORECASE,
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


def written(day: date) -> str:
    """A day as fields are filled with it, day first.

    >>> written(date(1985, 6, 1))
    '01/06/1985'
    """
    return f"{day:%d/%m/}{day.year:04}"


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
    written = _bare(" ".join(plain(text.translate(_DASHES)).split())).strip(" .,،()")
    about = _ABOUT.sub("", written)
    if re.fullmatch(r"(?:1[89]|2[01])\d\d", about):
        return DateReading((date(int(about), 1, 1),), year_only=True)
    for form in _FORMS:
        match = form.fullmatch(written)
        if match and (dates := tuple(_meanings(match, today))):
            return DateReading(dates)
    return DateReading(trouble=_trouble(written))


def _bare(text: str) -> str:
    """The text without what is written around dates: weekday, "born", midnight, calendar."""
    text = western_digits(text.translate(_DASHES))
    return _AROUND.sub("", _MIDNIGHT.sub("", _CHRISTIAN.sub("", text)))


def take(text: str, *, today: date) -> tuple[str, list[tuple[date, ...]]]:
    """The text with a comma for each date in it, and each date's meanings; what is none stays.

    >>> take("Leila 15 شباط 1985 33123456", today=date(2026, 3, 1))
    ('Leila , 33123456', [(datetime.date(1985, 2, 15),)])
    """
    found: list[tuple[date, ...]] = []
    text = _ABOUT.sub("", _bare(text))
    for form in _FORMS[:-2]:  # eight digits in a row may be a phone number
        begin = 0
        while match := form.search(text, begin):
            begin = match.start() + 1  # in "31 Sean 18 Jan 2000" no date begins at the 31
            if dates := tuple(_meanings(match, today)):
                found.append(dates)
                text = f"{text[: match.start()]},{text[match.end() :]}"
    return text, found


def is_year(text: str) -> bool:
    """Whether four digits may be a year."""
    return len(text) == _YEAR_DIGITS and text.isdigit() and int(text) in _YEARS


def in_eight_digits(text: str) -> list[date]:
    """The days that eight digits may mean, the day or the year first.

    >>> in_eight_digits("15021985"), in_eight_digits("33123456")
    ([datetime.date(1985, 2, 15)], [])
    """
    if len(text) != _DATE_DIGITS or not text.isdigit():
        return []
    orders = (text[4:], text[2:4], text[:2]), (text[:4], text[4:6], text[6:])
    return [day for order in orders if is_year(order[0]) and (day := _day(*map(int, order)))]


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _meanings(match: re.Match[str], today: date) -> Iterator[date]:
    month_text, day = match["m"].strip(), int(match["d"])
    month = int(month_text) if month_text.isdigit() else _month_named(month_text)
    if month_text.isdigit() and month > 12 >= day and match.start("d") < match.start("m"):  # noqa: PLR2004
        month, day = day, month  # 06/15/1985 can only be the American order
    for year in _years(match["y"], today):
        try:
            meant = date(year, month, day)
        except ValueError:
            continue
        yield meant


def _month_named(text: str) -> int:
    """The month by its name, or by its two names if both are of one month; 0 for none."""
    months = {month_number(name) for name in text.split("/")}
    return months.pop() if len(months) == 1 else 0


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
