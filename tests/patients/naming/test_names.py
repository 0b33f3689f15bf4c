"""A typed name fits a registered one joined or apart, in any order, with or without its article."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from medisecure.written.characters import has_visible_letter, without_invisible
from patients.naming.names import BEGINNING, SOUND, fit, full_keys, without_titles, words


def fits(typed: str, first: str, last: str) -> int:
    return fit(without_titles(words(typed)), first, last)


@pytest.mark.parametrize(
    ("first", "last", "typed"),
    [
        ("Baby 1", "Al-Kuwari", "baby 1 al-kuwari"), ("Baby 1", "Al-Kuwari", "baby 1"),
        ("Sean", "O'Brien", "o brien"), ("Sean", "O’Brien", "obrien"),
        ("Sean", "O Brien", "o'brien"),
        ("Ann", "MacDonald", "mac donald"), ("Ann", "Mac Donald", "macdonald"),
        ("Mary Ann", "Lee", "maryann"), ("MaryAnn", "Lee", "mary ann"),
        ("Jo", "Dela Cruz", "delacruz"), ("Jo", "DelaCruz", "dela cruz"),
        ("Jo", "De la Cruz", "delacruz jo"), ("Mary Ann", "Dela Cruz", "maryann delacruz"),
        ("MaryAnn", "DelaCruz", "mary ann dela cruz"),
        ("أبو بكر", "علي", "abubakr"), ("أبو بكر", "علي", "abu bakr"), ("ابوبكر", "علي", "أبو بكر"),
        ("مريم", "الكواري", "kuwari"), ("مريم", "الكواري", "al kuwari"),
        ("مريم", "الكواري", "alkuwari"), ("مريم", "الكواري", "alkuwari mariam"),
        ("خالد", "علي", "khaled"), ("Khalid", "Ali", "khaled"), ("Khalid", "Ali", "خالد"),
        ("عبد الرحمن", "علي", "abdul rahman"), ("عبد الرحمن", "علي", "abdulrahman"),
        ("Abdul Rahman", "Ali", "abdurrahman"), ("伟", "李", "李伟"), ("伟", "李", "李"),
        ("Thida", "Oo", "oo"), ("K.", "R.", "k r"), ("John", "Doe", "Mr John Doe"),
        ("John", "Doe", "doe, john"), ("Suharto", "", "suharto"), ("José", "Muñoz", "munoz jose"),
        ("Ahmed", "Al-Sayed", "السيد أحمد"), ("Zoë", "Doctor", "doctor"),
    ],
)  # fmt: skip
def test_a_name_is_found_however_its_parts_are_typed(first: str, last: str, typed: str) -> None:
    assert fits(typed, first, last)


@pytest.mark.parametrize(
    ("first", "last", "typed"),
    [
        ("Baby 2", "Al-Kuwari", "baby 1"), ("Maria", "Rossi", "mario"), ("John", "Doe", "john roe"),
        ("Mohammed", "Saleh", "mohammed thani"), ("Ann", "Lee", "ann ann lee x"),
        ("Mahmoud", "Ali", "محمد"), ("Mohammed", "Al-Thani", "hammed"),
    ],
)  # fmt: skip
def test_whoever_has_another_name_is_not_found(first: str, last: str, typed: str) -> None:
    assert not fits(typed, first, last)


def test_the_same_letters_rank_before_a_beginning_and_that_before_the_same_sound() -> None:
    exact, begun, heard = (fits("mohamed", name, "") for name in ("Mohamed", "Mohamedou", "محمد"))
    assert exact > begun >= BEGINNING > heard >= SOUND


@given(st.lists(st.text(min_size=1, max_size=6), max_size=12), st.text(max_size=30))
def test_no_text_is_too_odd(typed: list[str], name: str) -> None:
    assert fit(without_titles(words(" ".join(typed))), name, name) >= 0
    assert all(full_keys(word) for word in words(name))


@pytest.mark.parametrize("name", ["\u3164", ".", "\u200f", "—", "\u115f\u1160", "12", " "])
def test_a_name_nobody_can_read_is_told(name: str) -> None:
    assert not has_visible_letter(name)


def test_marks_that_turn_the_text_around_are_taken_out_and_nothing_else() -> None:
    assert without_invisible("\u202eA\u2066li\u2069 \u200fعلي") == "Ali علي"
