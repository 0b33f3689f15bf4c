"""What was typed into the one box, sorted: names, dates, digits, numbers, an e-mail.

Some texts can be meant in two ways ("qic 123456789" is a name and a phone, or an insurance
number): each way is a `Reading`, and who fits one of them is found.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from medisecure.written import dates
from medisecure.written.characters import (
    IDEOGRAPHS_FROM,
    has_visible_letter,
    western_digits,
    without_invisible,
)
from medisecure.written.numbers import compact
from medisecure.written.phones import take_extension
from patients.naming.names import without_titles, words
from patients.naming.newborns import without_of
from patients.search.phone_digits import without_country_code
from patients.search.pieces import PHONE, Pieces, cuts, is_number, is_phone

QUERY_LENGTH = 200
MOST_PARTS = 8
_COMMA = re.compile(r"[,;،؛]")
_FOUR_GROUPS = re.compile(r"(?:\d+\s+){3}\d")
Days = tuple[tuple[date, ...], ...]
FEWEST_LETTERS = 2
_LETTERS_THEN_DIGITS = re.compile(r"[a-z]{1,6}\d{0,12}", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Interpretation:
    """One way to understand what was typed; whoever is meant fits all of it.

    `names` as they were typed; each of `days` with all its meanings; `digits` of phones, years and
    other numbers as they were typed; `numbers` without spaces; `mails` in small letters.
    """

    names: tuple[str, ...] = ()
    days: Days = ()
    digits: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    mails: tuple[str, ...] = ()

    @property
    def tells_little(self) -> bool:
        """Whether it is one letter or one digit and no more; a syllable or ideograph is more.

        A country code tells nothing: most numbers begin with the clinic's own.
        """
        typed = "".join((*self.names, *map(without_country_code, self.digits)))
        return not (self.days or self.numbers or self.mails) and (
            len(typed) < FEWEST_LETTERS and typed < IDEOGRAPHS_FROM
        )

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing in it to look for."""
        return not (self.names or self.days or self.digits or self.numbers or self.mails)


def readings(text: str, *, today: date) -> list[Interpretation]:
    """The ways to understand a search, the likeliest first.

    >>> readings("mohamed 33", today=date(2026, 1, 1))[0].digits
    ('33',)
    >>> readings("qic 123456789", today=date(2026, 1, 1))[1].numbers
    ('QIC123456789',)
    """
    clean = western_digits(without_invisible(text[:QUERY_LENGTH]))
    found = [
        _reading(parts, days)
        for rest, days in _without_dates(clean, today)
        for parts in _with_joined_numbers(cuts(rest))
    ]
    return [each for each in dict.fromkeys(found) if not each.is_empty]


def _without_dates(text: str, today: date) -> list[tuple[str, Days]]:
    """The text without its dates, and these; also in other ways where digits may be a phone's.

    >>> [days for _, days in _without_dates("66 10 12 05 1985", date(2026, 1, 1))]
    [((datetime.date(1985, 5, 12),),), ()]
    """
    whole, days = dates.take(text, today=today)
    found = [(whole, tuple(days))]
    if _COMMA.search(text):  # "5555 2004, 3 1 1955" has one date and a phone
        taken = [dates.take(each, today=today) for each in _COMMA.split(text)]
        found.append((",".join(rest for rest, _ in taken), tuple(d for _, ds in taken for d in ds)))
    if days and _FOUR_GROUPS.search(text):
        found.append((text, ()))
    return list(dict.fromkeys(found))


def _with_joined_numbers(ways: Iterable[Sequence[str]]) -> Iterator[Sequence[str]]:
    """Each way to cut the text, then with letters and the digits after them as one number."""
    for parts in ways:
        yield parts
        for n in range(min(len(parts) - 1, MOST_PARTS)):
            one, other = parts[n : n + 2]
            if _LETTERS_THEN_DIGITS.fullmatch(one) and PHONE.fullmatch(other):
                yield [*parts[:n], one + other, *parts[n + 2 :]]


def _reading(parts: Iterable[str], days: Days) -> Interpretation:
    names: list[str] = []
    digits: list[str] = []
    numbers: list[str] = []
    mails: list[str] = []
    for part in parts:
        if "@" in part:
            mails.append(part.lower())
        elif PHONE.fullmatch(part):
            digits.append(part)
        elif any(letter.isdigit() for letter in part) or "_" in part:
            numbers.append(compact(part))
        elif words(part):
            names += words(part)
    return Interpretation(
        tuple(without_of(without_titles(names))), days, tuple(digits), tuple(numbers), tuple(mails)
    )


def name_and_rest(text: str, *, today: date) -> tuple[list[str], Interpretation]:
    """The words of the name as they were typed, small digits in it included, and all the rest.

    A phone among the rest has its extension, as a form reads it.
    """
    clean = western_digits(without_invisible(text[:QUERY_LENGTH]))
    rest, days = dates.take(clean, today=today)
    rest, extension = take_extension(rest)
    parts = _likeliest(cuts(rest))
    named = [part for n, part in enumerate(parts) if _is_name(part, after=parts[:n])]
    others = [part for n, part in enumerate(parts) if not _is_name(part, after=parts[:n])]
    titled = without_titles(named) if named else []
    reading = _reading(others, tuple(days))
    digits = (_with_extension(each, extension) for each in reading.digits)
    return titled, replace(reading, digits=tuple(digits))


def _likeliest(ways: Sequence[Pieces]) -> Pieces:
    """The first way in which every number is one; the first if there is none."""

    def is_right(pieces: Pieces) -> bool:
        return all(is_number(each) for each in pieces if PHONE.fullmatch(each))

    return next(filter(is_right, ways), ways[0])


def _with_extension(digits: str, extension: str) -> str:
    return f"{digits} ext {extension}" if extension and is_phone(digits) else digits


def _is_name(part: str, *, after: Sequence[str]) -> bool:
    """A word, or the number of a baby not yet named: "mohamed 33" is the beginning of a phone."""
    if part.isdigit():
        return len(part) == 1 and bool(after) and not PHONE.fullmatch(after[-1])
    bare = "@" not in part and "_" not in part and not any(letter.isdigit() for letter in part)
    return bare and has_visible_letter(part)
