"""What was typed in a search, sorted into the fields of a registration."""

import re
from datetime import date

from medisecure.web.input.fields import western_digits
from patients.search.spelling import plain, take_dates
from patients.search.words import QUERY_LENGTH

FEWEST_PHONE_DIGITS = 4


def typed_parts(typed: str) -> dict[str, str | date]:
    """A search sorted into the fields of a registration, as far as it can be told.

    >>> typed_parts("mohamed al-kuwari 3312 3456")
    {'phone_number': '33123456', 'first_name': 'Mohamed', 'last_name': 'Al-Kuwari'}
    """
    text = western_digits(typed[:QUERY_LENGTH])
    rest, dates = take_dates(plain(text))
    parts: dict[str, str | date] = {"date_of_birth": dates[0]} if dates else {}
    mail = next((word for word in text.split() if "@" in word), "")
    if mail:
        parts["email"] = mail
    digits = "".join(re.findall(r"[+\d]", "".join(_numbers(rest))))
    if len(digits) >= FEWEST_PHONE_DIGITS:
        parts["phone_number"] = digits
    names = [word for word in text.split() if _is_name(word) and not (dates and _is_month(word))]
    if names:
        parts["first_name"], parts["last_name"] = _as_name(names[:1]), _as_name(names[1:])
    return parts


def _numbers(rest: str) -> list[str]:
    return [word for word in rest.split() if re.fullmatch(r"[+\d().\-/]+", word)]


def _is_name(word: str) -> bool:
    return "@" not in word and "_" not in word and not any(letter.isdigit() for letter in word)


def _is_month(word: str) -> bool:
    """Whether the word is a month's name, as it stands in a date that was taken."""
    return bool(take_dates(f"1 {plain(word)} 2000")[1])


def _as_name(words: list[str]) -> str:
    name = " ".join(words)
    return name.title() if name.islower() else name
