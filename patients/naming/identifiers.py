"""Numbers a person is known by: national id and passport, checked in form."""

import re
from datetime import date
from enum import StrEnum

from medisecure.written.characters import plain
from medisecure.written.numbers import compact

QID_LENGTH = 11
PASSPORT = re.compile(r"[A-Z0-9]{5,12}")
_COUNTRIES = range(4, 895)  # ISO 3166-1 numeric: Afghanistan 004 to Zambia 894


class Trouble(StrEnum):
    """Why a text is no such number."""

    LENGTH = "length"
    CENTURY = "century"
    COUNTRY = "country"
    BIRTH_YEAR = "birth_year"
    LETTERS = "letters"


def qid(text: str, born: date | None = None) -> str | Trouble:
    """A Qatari id as 11 digits, or why it is none.

    Century (2 = born in 1900-1999, 3 = from 2000), two digits of the birth year, ISO 3166-1
    numeric nationality, five digits in sequence; it has no check digit (Microsoft Purview, "Qatari
    identification card number"). With `born`, the year must be the same.

    >>> qid("2856 3400 104", date(1985, 6, 15)), qid("28563400104", date(1986, 1, 1)).value
    ('28563400104', 'birth_year')
    """
    digits = compact(text)
    if not digits.isdigit() or len(digits) != QID_LENGTH:
        return Trouble.LENGTH
    if digits[0] not in "23":
        return Trouble.CENTURY
    if int(digits[3:6]) not in _COUNTRIES:
        return Trouble.COUNTRY
    if born and born.year != qid_birth_year(digits):
        return Trouble.BIRTH_YEAR
    return digits


def qid_birth_year(digits: str) -> int:
    """The year of birth that a Qatari id tells."""
    return (1900 if digits[0] == "2" else 2000) + int(digits[1:3])


def passport(text: str) -> str | Trouble:
    """A passport number in capitals: 5 to 12 letters and digits, one digit at least.

    ICAO Doc 9303 has nine places, and lets longer numbers run on.

    >>> passport("p 1234567"), passport("ABCDEF").value
    ('P1234567', 'letters')
    """
    number = compact(plain(text))
    if not PASSPORT.fullmatch(number):
        return Trouble.LENGTH
    return number if any(letter.isdigit() for letter in number) else Trouble.LETTERS
