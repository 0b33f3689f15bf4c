"""What was typed into the one box, sorted: names, dates, digits, numbers, an e-mail.

Some texts can be meant in two ways ("qic 123456789" is a name and a phone, or an insurance
number): each way is a `Reading`, and who fits one of them is found.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from medisecure.written import dates
from medisecure.written.characters import has_visible_letter, western_digits, without_invisible
from medisecure.written.numbers import compact
from patients.naming.names import without_titles, words

QUERY_LENGTH = 200
_PHONE = re.compile(r"\(?\+?[\d().\-/]*\d[\d().\-/]*")
MOST_PARTS = 8
FEWEST_LETTERS = 2
_NAME_DIGITS = 2
_LONGEST_GROUP = 6  # of a phone number written in groups
_LETTERS_THEN_DIGITS = re.compile(r"[a-z]{1,6}\d{0,12}", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Interpretation:
    """One way to understand what was typed; whoever is meant fits all of it.

    `names` as they were typed; each of `days` with all its meanings; `digits` of phones, years and
    other numbers as they were typed; `numbers` without spaces; `mails` in small letters.
    """

    names: tuple[str, ...] = ()
    days: tuple[tuple[date, ...], ...] = ()
    digits: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    mails: tuple[str, ...] = ()

    @property
    def tells_little(self) -> bool:
        """Whether it is one letter or one digit and no more."""
        return not (self.days or self.numbers or self.mails) and (
            len("".join((*self.names, *self.digits))) < FEWEST_LETTERS
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
    rest, days = dates.take(clean, today=today)
    parts = list(_parts(rest))
    plainly = _reading(parts, tuple(days))
    found = [] if plainly.is_empty else [plainly]
    for n in range(min(len(parts) - 1, MOST_PARTS)):
        one, other = parts[n : n + 2]
        if _LETTERS_THEN_DIGITS.fullmatch(one) and _PHONE.fullmatch(other):
            found.append(_reading([*parts[:n], one + other, *parts[n + 2 :]], tuple(days)))
    return found


def _reading(parts: list[str], days: tuple[tuple[date, ...], ...]) -> Interpretation:
    names: list[str] = []
    digits: list[str] = []
    numbers: list[str] = []
    mails: list[str] = []
    for part in parts:
        if "@" in part:
            mails.append(part.lower())
        elif _PHONE.fullmatch(part):
            digits.append(part)
        elif any(letter.isdigit() for letter in part) or "_" in part:
            numbers.append(compact(part))
        elif words(part):
            names += words(part)
    return Interpretation(
        tuple(without_titles(names)), days, tuple(digits), tuple(numbers), tuple(mails)
    )


def _parts(text: str) -> Iterator[str]:
    """The text cut at spaces, except that the groups of one phone number stay together.

    A single digit or two after a name may belong to it ("Baby 1") and stays alone.
    """
    phone = ""
    for part in (piece.strip("<>,;\"'،") for piece in text.split()):
        apart = "+" in part or (len(phone) <= _NAME_DIGITS and len(part) > _LONGEST_GROUP)
        if _PHONE.fullmatch(part) and not (phone and apart):
            phone += part
            continue
        yield from filter(None, (phone, "" if _PHONE.fullmatch(part) else part))
        phone = part if _PHONE.fullmatch(part) else ""
    if phone:
        yield phone


def name_and_rest(text: str, *, today: date) -> tuple[list[str], Interpretation]:
    """The words of the name as they were typed, small digits in it included, and all the rest."""
    clean = western_digits(without_invisible(text[:QUERY_LENGTH]))
    rest, days = dates.take(clean, today=today)
    parts = list(_parts(rest))
    named = [part for part in parts if _is_name(part)]
    others = [part for part in parts if part not in named]
    titled = without_titles(named) if named else []
    return titled, _reading(others, tuple(days))


def _is_name(part: str) -> bool:
    if part.isdigit():
        return len(part) <= _NAME_DIGITS
    bare = "@" not in part and "_" not in part and not any(letter.isdigit() for letter in part)
    return bare and has_visible_letter(part)
