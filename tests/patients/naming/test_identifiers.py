"""Numbers of a person: checked in form, easy to say, hard to mistype."""

from datetime import date

import pytest

from medisecure.written.numbers import new_record_number, record_number, spoken_record_number
from patients.naming.identifiers import Trouble, passport, qid


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        ("285 634 00104", "28563400104"), ("٢٨٥٦٣٤٠٠١٠٤", "28563400104"),
        ("2856340010", Trouble.LENGTH), ("2856340010A", Trouble.LENGTH),
        ("48563400104", Trouble.CENTURY), ("28500000104", Trouble.COUNTRY),
        ("38563400104", Trouble.BIRTH_YEAR),
    ],
)  # fmt: skip
def test_a_qid_is_checked_in_form_and_against_the_birth_year(typed: str, answer: str) -> None:
    assert qid(typed, date(1985, 6, 15)) == answer


@pytest.mark.parametrize(
    ("typed", "answer"),
    [("p 1234567", "P1234567"), ("AB-12345", "AB12345"), ("ABCDEF", Trouble.LETTERS),
     ("1234", Trouble.LENGTH), ("A" * 12 + "1", Trouble.LENGTH)],
)  # fmt: skip
def test_a_passport_number_is_checked_in_form(typed: str, answer: str) -> None:
    assert passport(typed) == answer


def test_a_record_number_can_be_said_and_typed_back() -> None:
    number = new_record_number()
    spoken = spoken_record_number(number)
    for typed in (number, spoken, spoken.lower().replace("-", " ")):
        assert record_number(typed) == number


def test_one_wrong_digit_and_two_that_are_swapped_are_noticed() -> None:
    number = new_record_number()
    for n in range(8):
        for digit in set("0123456789") - {number[n]}:
            assert record_number(number[:n] + digit + number[n + 1 :]) is None
    for n in range(7):
        swapped = number[:n] + number[n + 1] + number[n] + number[n + 2 :]
        assert swapped == number or record_number(swapped) is None
