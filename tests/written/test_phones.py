"""A phone number is kept whole, or refused with the reason; nothing is dropped or changed."""

import pytest

from medisecure.written.phones import Phone, Trouble, grouped, masked, parts_of, read


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("3312 3456", "+97433123456"), ("33-12-34-56", "+97433123456"),
        ("(+974) 3312-3456", "+97433123456"), ("97433123456", "+97433123456"),
        ("00974 3312 3456", "+97433123456"), ("+974 (0) 33123456", "+97433123456"),
        ("٣٣١٢٣٤٥٦", "+97433123456"), ("\u200e+974 33123456\u200f", "+97433123456"),
        ("44001234 ext 55", "+97444001234;ext=55"), ("44001234x55", "+97444001234;ext=55"),
        ("44001234 تحويلة ٥٥", "+97444001234;ext=55"),
        ("+97444001234;ext=55", "+97444001234;ext=55"),
        ("+44 7911 123456", "+447911123456"), ("+44 (0)7911 123456", "+447911123456"),
        ("+97412345678", "+97412345678"),  # possible, though no such number was ever given out
    ],
)  # fmt: skip
def test_a_number_is_kept_whole(typed: str, kept: str) -> None:
    assert str(read(typed)) == kept


@pytest.mark.parametrize(
    ("typed", "trouble"),
    [
        ("3312 ABCD", Trouble.LETTERS), ("1-800-FLOWERS", Trouble.LETTERS), ("", Trouble.LETTERS),
        ("call me", Trouble.LETTERS), ("0648352638", Trouble.COUNTRY),
        ("12345678", Trouble.COUNTRY),
        ("1 800 3569377", Trouble.COUNTRY), ("331234567", Trouble.COUNTRY), ("123", Trouble.SHORT),
        ("+974", Trouble.SHORT), ("+9743312345678901", Trouble.LONG),
        ("+999 1234567", Trouble.COUNTRY),
        ("044001234 ext 5 / 33 44", Trouble.SEVERAL), ("33123456 / 44556677", Trouble.SEVERAL),
        ("33123456 or 44556677", Trouble.SEVERAL),
    ],
)  # fmt: skip
def test_what_is_no_number_says_why(typed: str, trouble: Trouble) -> None:
    assert read(typed) is trouble


def test_what_is_stored_can_be_read_again() -> None:
    kept = read("44001234 ext 55")
    assert isinstance(kept, Phone)
    assert parts_of(str(kept)) == kept
    assert read(str(kept)) == kept


def test_a_masked_number_is_recognised_and_not_read() -> None:
    assert masked("+97433123456;ext=5") == "+974 ···· 3456"
    assert masked("12") == "···"


@pytest.mark.parametrize(
    ("stored", "shown"),
    [
        ("+97433123456", "+974 3312 3456"), ("+97444001234;ext=55", "+974 4400 1234 ext. 55"),
        ("+442079460000", "+44 20 7946 0000"), ("+966501234567", "+966 50 123 4567"),
        ("+97412345678", "+974 12345678"),  # in no plan: nobody knows its groups
        ("+9741", "+9741"), ("123", "123"), ("+974 1234-5678", "+974 1234-5678"),
        ("reception", "reception"), ("", ""), (None, ""),
    ],
)  # fmt: skip
def test_a_number_is_read_in_the_groups_of_its_country(stored: str | None, shown: str) -> None:
    assert grouped(stored) == shown


@pytest.mark.parametrize("stored", ["+97433123456", "+97444001234;ext=55", "+442079460000"])
def test_what_is_read_in_groups_is_typed_back_as_the_same_number(stored: str) -> None:
    assert str(read(grouped(stored))) == stored
