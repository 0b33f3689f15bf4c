"""What people type into forms is understood, and what cannot be meant is refused with a reason."""

from datetime import date
from decimal import Decimal

import pytest
from django import forms
from django.core.exceptions import ValidationError

from medisecure.identity.person import NAME_LENGTH
from medisecure.web.input.fields import (
    FormId,
    TypedDate,
    TypedDecimal,
    TypedEmail,
    TypedInteger,
    TypedNumber,
    TypedPhone,
    TypedText,
    new_id,
)


@pytest.mark.parametrize(
    "typed",
    ["33123456", "3312 3456", "+974 3312 3456", "00974-3312-3456", "٣٣١٢٣٤٥٦",
     "\u202a+97433123456\u202c"],
)  # fmt: skip
def test_a_phone_number_is_kept_in_one_form_however_it_is_typed(typed: str) -> None:
    assert TypedPhone().clean(typed) == "+97433123456"


def test_a_possible_but_not_valid_number_is_kept() -> None:
    assert TypedPhone().clean("+97412345678") == "+97412345678"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("250.50", "250.50"), ("٢٥٠٫٥", "250.5"), ("١٬٢٥٠", "1250"), (" ۴۰ ", "40")],
)
def test_an_amount_is_typed_in_any_digits_into_a_box_that_takes_them(typed: str, kept: str) -> None:
    field = TypedDecimal()
    assert field.clean(typed) == Decimal(kept)
    assert field.widget.input_type == "text"


@pytest.mark.parametrize("typed", ["1,250", "1,2", "x", "--"])
def test_an_amount_that_may_be_another_one_is_not_guessed(typed: str) -> None:
    with pytest.raises(ValidationError, match=r"such as 12\.50"):
        TypedDecimal().clean(typed)


def test_a_whole_number_is_typed_in_any_digits_into_a_box_that_takes_them() -> None:
    field = TypedInteger()
    assert (field.clean("٤٥"), field.clean("45")) == (45, 45)
    assert field.widget.input_type == "text"


@pytest.mark.parametrize("typed", ["abc", "12", "+9999", "1" * 25])
def test_what_no_phone_could_have_is_refused(typed: str) -> None:
    with pytest.raises(ValidationError, match="3312 3456"):
        TypedPhone().clean(typed)


def test_an_optional_phone_may_stay_empty() -> None:
    assert TypedPhone(required=False).clean("  ") == ""


@pytest.mark.parametrize(
    "typed",
    [
        "1985-06-15", "15/06/1985", "15.6.1985", "15-06-1985", "15 June 1985", "15 jun 1985",
        "June 15, 1985", "١٥/٠٦/١٩٨٥", "١٥ يونيو ١٩٨٥", " 15 / 06 / 1985 ", "06/15/1985",
    ],
)  # fmt: skip
def test_a_date_is_understood_in_the_usual_forms(typed: str) -> None:
    assert TypedDate().clean(typed) == date(1985, 6, 15)


@pytest.mark.parametrize("typed", ["31/02/1985", "15/06/85", "yesterday", "1985", "15\x00/06/1985"])
def test_what_is_no_date_is_refused_with_an_example(typed: str) -> None:
    with pytest.raises(ValidationError, match="15/06/1985"):
        TypedDate().clean(typed)


def test_over_long_text_is_refused_with_the_limit_named() -> None:
    field = TypedText(max_length=NAME_LENGTH)
    with pytest.raises(ValidationError, match=f"{NAME_LENGTH}"):
        field.clean("x" * (NAME_LENGTH + 1))
    assert field.clean("x" * NAME_LENGTH)


def test_browsers_are_not_told_to_cut_long_text_off() -> None:
    class Form(forms.Form):
        name = TypedText(max_length=10)
        email = TypedEmail()
        phone = TypedPhone()

    assert "maxlength" not in Form().as_p()


def test_invisible_marks_are_dropped_and_spaces_are_single() -> None:
    assert TypedText().clean("\u200f  Al\u200e-Thani \u2067 Aisha ") == "Al-Thani Aisha"


@pytest.mark.parametrize("typed", ["John\x00", "John\x1b[0m", "a\x85b"])
def test_null_bytes_and_control_characters_are_refused(typed: str) -> None:
    with pytest.raises(ValidationError):
        TypedText().clean(typed)


def test_a_note_keeps_its_lines() -> None:
    assert TypedText(widget=forms.Textarea).clean("one\r\n\r\ntwo ") == "one\n\ntwo"


def test_numbers_are_kept_in_western_digits() -> None:
    assert TypedNumber().clean("QIC١٢٣") == "QIC123"


def test_an_e_mail_loses_its_marks() -> None:
    assert TypedEmail().clean("\u200elayla@example.com ") == "layla@example.com"


@pytest.mark.parametrize(
    "damaged", ["", "patient_", "patient_12345", "visit_01ARZ3NDEKTSV4RRFFQ69G5FAV",
                "patient_01ARZ3NDEKTSV4RRFFQ69G5FA#", "patient_01arz3ndektsv4rrffq69g5fav"],
)  # fmt: skip
def test_an_id_that_no_form_made_is_refused(damaged: str) -> None:
    with pytest.raises(ValidationError, match="Something is wrong with this form"):
        FormId(prefix="patient").clean(damaged)


def test_every_form_makes_an_id_of_its_own() -> None:
    first, second = new_id("patient"), new_id("patient")
    assert first != second
    assert FormId(prefix="patient").clean(first) == first
