"""Whether a patient is one who was meant, and how well: 0 is nobody, more is better."""

from datetime import date

from medisecure.written.characters import plain
from medisecure.written.numbers import record_number
from patients.naming.names import WHOLE, fit
from patients.search.index_words import Findable, names_of, numbers_of
from patients.search.phone_digits import ending, national
from patients.search.typed import Interpretation

_SURE, _LIKELY, _MAYBE = 3 * WHOLE, WHOLE, WHOLE // 2
_YEAR_DIGITS, _DATE_DIGITS, _NAME_DIGITS = 4, 8, 3


def fit_of(patient: Findable, readings: list[Interpretation]) -> int:
    """How well the patient fits what was typed, in the best of its readings."""
    return max((_fit(patient, each) for each in readings), default=0)


def _fit(patient: Findable, reading: Interpretation) -> int:
    person = patient.personal_info
    names, digits = _names_and_digits(patient, reading)
    scores = [
        names,
        digits,
        *(_SURE if person.date_of_birth in day else 0 for day in reading.days),
        *(_SURE if number in numbers_of(patient) else 0 for number in _numbers(reading)),
        *(_fit_of_mail(person.email or "", mail) for mail in reading.mails),
    ]
    return sum(scores) if all(scores) else 0


def _names_and_digits(patient: Findable, reading: Interpretation) -> tuple[int, int]:
    """The two scores; a digit or two may stand in the name (Baby 1) or begin the phone."""
    others = [_fit_of_digits(patient, text) for text in reading.digits]
    in_name = [text for text, score in zip(reading.digits, others, strict=True) if not score]
    if any(len(text) > _NAME_DIGITS or not text.isdigit() for text in in_name):
        return 0, 0
    typed = [*reading.names, *in_name]
    best = max((fit(typed, *name) for name in names_of(patient.personal_info)), default=0)
    return best if typed else 1, sum(others) or 1


def _numbers(reading: Interpretation) -> list[str]:
    return [record_number(number) or number for number in reading.numbers]


def _fit_of_digits(patient: Findable, text: str) -> int:
    digits, last = national(text), ending(text)
    if not (digits or last):
        return 0
    stored = national(patient.personal_info.phone_number or "")
    if stored == digits or text in numbers_of(patient) or _bare(text) in numbers_of(patient):
        return _SURE
    if last and stored.endswith(last):
        return _LIKELY
    if digits and stored.startswith(digits):
        return _LIKELY if len(digits) > _NAME_DIGITS else _MAYBE
    return _fit_of_birth(patient.personal_info.date_of_birth, text)


def _bare(text: str) -> str:
    return "".join(letter for letter in text if letter.isdigit())


def _fit_of_birth(born: date | None, digits: str) -> int:
    """Four digits may be a year, eight a date without marks."""
    if born is None or not digits.isdigit():
        return 0
    if len(digits) == _YEAR_DIGITS:
        return _LIKELY if int(digits) == born.year else 0
    return _SURE if digits in (f"{born:%d%m%Y}", f"{born:%Y%m%d}") else 0


def _fit_of_mail(stored: str, typed: str) -> int:
    return _LIKELY if plain(stored).startswith(plain(typed)) else 0
