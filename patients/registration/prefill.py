"""What was typed in a search, sorted into the fields of a registration."""

import re
from datetime import date

from medisecure.written.dates import in_eight_digits, is_year
from medisecure.written.numbers import record_number
from patients.naming.identifiers import qid
from patients.naming.newborns import newborn
from patients.search.pieces import is_phone
from patients.search.typed import Interpretation, name_and_rest

_PASSPORT = re.compile(r"[A-Z]{1,2}\d{6,8}")  # as most countries write it


def typed_parts(typed: str, *, today: date) -> dict[str, str | date]:
    """A search sorted into the fields of a registration, as far as it can be told.

    What may be two dates is written so that the form asks which.

    >>> typed_parts("mohamed al-kuwari 3312 3456", today=date(2026, 1, 1))
    {'phone_number': '33123456', 'first_name': 'Mohamed', 'last_name': 'Al-Kuwari'}
    >>> typed_parts("mohamed 33123456 1985", today=date(2026, 1, 1))["date_of_birth"]
    '1985'
    >>> typed_parts("Baby 2 of Noor", today=date(2026, 1, 1))
    {'first_name': 'Baby 2 Noor', 'last_name': ''}
    """
    names, rest = name_and_rest(typed, today=today)
    parts: dict[str, str | date] = {}
    if rest.days:
        parts["date_of_birth"] = _asked(rest.days[0])
    if rest.mails:
        parts["email"] = rest.mails[0]
    _sort_digits(rest, parts)
    _sort_numbers(rest, parts)
    if baby := newborn(names):
        parts |= {"first_name": baby.given, "last_name": baby.family}
        if baby.sex:
            parts["gender"] = baby.sex
    elif names:
        first = 2 if names[1:2] and names[1].isdigit() else 1
        parts["first_name"], parts["last_name"] = _as_name(names[:first]), _as_name(names[first:])
    return parts


def _asked(meanings: tuple[date, ...]) -> str | date:
    """The one day, or as it was written with two digits of a year, which the form asks about."""
    one = meanings[0]
    return one if len(meanings) == 1 else f"{one.day}/{one.month}/{one:%y}"


def _sort_digits(rest: Interpretation, parts: dict[str, str | date]) -> None:
    """Whole phones first, then what is nothing else: the beginning or the end of one."""
    for digits in sorted(rest.digits, key=lambda each: not is_phone(each)):
        days = in_eight_digits(digits)
        if qid(digits).isdigit():
            parts["national_id"] = digits
        elif is_phone(digits):
            parts.setdefault("phone_number", digits)
        elif days:
            parts.setdefault("date_of_birth", days[0])
        elif is_year(digits):
            parts.setdefault("date_of_birth", digits)
        else:
            parts.setdefault("phone_number", digits)


def _sort_numbers(rest: Interpretation, parts: dict[str, str | date]) -> None:
    """Letters with digits are a passport's number or an insurance's; our own is given anew."""
    for number in filter(lambda each: not record_number(each), rest.numbers):
        is_passport = _PASSPORT.fullmatch(number)
        parts.setdefault("passport_number" if is_passport else "insurance_number", number)


def _as_name(words: list[str]) -> str:
    name = " ".join(words)
    return name.title() if name.islower() else name
