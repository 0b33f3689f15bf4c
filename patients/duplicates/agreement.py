"""How far two texts about a person agree: whole, nearly, somewhat, or not.

Each function answers None where either text is missing: that says nothing.
"""

import re
from functools import lru_cache

from rapidfuzz.distance import OSA, JaroWinkler

from medisecure.written.characters import plain
from patients.naming import sounds
from patients.naming.names import without_article, words

WHOLE, NEARLY, SOMEWHAT, DIFFERENT = range(4)
Level = int
_CLOSE, _SIMILAR = 0.90, 0.80
_SHORT, _LONG = 3, 6
_DATE_DIGITS, _YEAR = 8, 4
_GUESSED_WITHIN, _GENERATION = 3, 15  # years
_NOBODY_KNEW = "0101"
_NUMBERS = re.compile(r"\d+")


@lru_cache(maxsize=20_000)
def words_of(name: str) -> tuple[str, ...]:
    """The plain words of a name, without articles."""
    return tuple(plain(without_article(word)) for word in words(name))


def of_names(one: str, other: str) -> Level | None:
    """Names: joined or apart, in either script, a slip apart, with a word in common."""
    if not one or not other:
        return None
    return _of_names(one, other) if one <= other else _of_names(other, one)


@lru_cache(maxsize=200_000)
def _of_names(one: str, other: str) -> Level:
    mine, theirs = words_of(one), words_of(other)
    if _figures(mine) != _figures(theirs):  # Baby 1 is not Baby 2
        return DIFFERENT
    joined, other_joined = "".join(mine), "".join(theirs)
    if joined == other_joined:
        return WHOLE
    if _is_close(joined, other_joined) or sounds.alike(joined, other_joined):
        return NEARLY
    if set(mine) & set(theirs):
        return NEARLY
    similar = JaroWinkler.similarity(joined, other_joined) >= _SIMILAR
    return SOMEWHAT if similar else DIFFERENT


def _figures(parts: tuple[str, ...]) -> list[str]:
    return [part for part in parts if part.isdigit()]


def _is_close(one: str, other: str) -> bool:
    """One slip of the hand or the ear apart; a long word bears two."""
    shorter = min(len(one), len(other))
    if shorter <= _SHORT:
        return one[:1] == other[:1] and _is_one_slip(one, other)
    if JaroWinkler.similarity(one, other) >= _CLOSE:
        return True
    most = 1 if shorter < _LONG else 2
    return OSA.distance(one, other, score_cutoff=most) <= most


def _is_one_slip(one: str, other: str) -> bool:
    """One character more, less, or another, or two that are swapped."""
    return OSA.distance(one, other, score_cutoff=1) <= 1


def of_emails(one: str, other: str) -> Level | None:
    """E-mail addresses: one slip apart is nearly. Namesakes' are alike because their names are."""
    if not one or not other:
        return None
    if one == other:
        return WHOLE
    return NEARLY if _is_one_slip(one, other) else DIFFERENT


def of_dates(one: str, other: str) -> Level | None:
    """Dates as yyyymmdd: day and month swapped or one digit off is nearly.

    Of years alone, known or guessed, the same one is nearly, and one not far off somewhat.
    """
    if not one or not other:
        return None
    if _YEAR in (len(one), len(other)):
        return _of_years(one[:_YEAR], other[:_YEAR])
    if one == other:
        return WHOLE
    whole = len(one) == len(other) == _DATE_DIGITS
    if _is_one_slip(one, other) or (whole and one[:4] + one[6:] + one[4:6] == other):
        return NEARLY
    half = whole and (one[:4] == other[:4] or one[4:] == other[4:])
    return SOMEWHAT if half and OSA.distance(one, other) == 1 + 1 else DIFFERENT


def is_generation_apart(one: str, other: str) -> bool:
    """Whether two whole dates lie so many years apart that they are of a parent and a child.

    The first of January stands for a date nobody knew: it says nothing of the year.
    """
    if (
        len(one) != _DATE_DIGITS
        or len(other) != _DATE_DIGITS
        or _NOBODY_KNEW in (one[4:], other[4:])
    ):
        return False
    return of_dates(one, other) == DIFFERENT and abs(int(one[:4]) - int(other[:4])) >= _GENERATION


def _of_years(one: str, other: str) -> Level:
    if one == other:
        return NEARLY
    near = one.isdecimal() and other.isdecimal() and abs(int(one) - int(other)) <= _GUESSED_WITHIN
    return SOMEWHAT if near else DIFFERENT


def of_numbers(mine: tuple[str, ...], theirs: tuple[str, ...]) -> Level | None:
    """Numbers that one person has: one in common, or one a slip apart."""
    if not mine or not theirs:
        return None
    if set(mine) & set(theirs):
        return WHOLE
    pairs = ((a, b) for a in mine for b in theirs if len(a) > _SHORT)
    return NEARLY if any(_is_one_slip(a, b) for a, b in pairs) else DIFFERENT


def of_digits(one: str, other: str) -> Level | None:
    """A phone, a house or a postal code."""
    if not one or not other:
        return None
    if one == other:
        return WHOLE
    return NEARLY if _is_one_slip(one, other) else DIFFERENT


def of_texts(one: str, other: str) -> Level | None:
    """A street, a place, an e-mail."""
    if not one or not other:
        return None
    if one == other:
        return WHOLE
    similar = JaroWinkler.similarity(one, other)
    if similar >= _CLOSE or _is_one_slip(one, other):
        return NEARLY
    return SOMEWHAT if similar >= _SIMILAR else DIFFERENT


def of_streets(one: str, other: str) -> Level | None:
    """Streets: where both have numbers, these tell the homes of one street or zone apart.

    >>> of_streets("street 343, zone 84", "street 457, zone 82") == DIFFERENT
    True
    """
    level = of_texts(one, other)
    if level in (None, WHOLE):
        return level
    mine, theirs = (_NUMBERS.findall(each) for each in (one, other))
    if not mine or not theirs or mine == theirs:
        return level
    return SOMEWHAT if _is_one_slip("".join(mine), "".join(theirs)) else DIFFERENT


def of_choices(one: str, other: str) -> Level | None:
    """One of few, such as the sex."""
    if not one or not other:
        return None
    return WHOLE if one == other else DIFFERENT
