"""Patients are found by whatever people type, and only those who were meant."""

from datetime import UTC, date, datetime
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from medisecure.identity.person import PersonalInfo
from patients.profile.models import Demographics, MedicalInfo, Patient
from patients.search.spelling import name_words, plain
from patients.search.words import (
    NAME_WORDS,
    QUERY_LENGTH,
    matches,
    most_selective,
    query_words,
    search_words,
)

NOW = datetime(2025, 6, 1, tzinfo=UTC)


def person(
    first: str,
    last: str,
    *,
    phone: str | None = None,
    born: date | None = None,
    email: str | None = None,
    insurance: str | None = None,
    patient_id: str = "patient_12345",
) -> Patient:
    about = PersonalInfo(
        first_name=first, last_name=last, phone_number=phone, date_of_birth=born, email=email
    )
    return Patient(
        patient_id=patient_id,
        personal_info=about,
        medical_info=MedicalInfo(insurance_number=insurance),
        created_at=NOW,
        updated_at=NOW,
    )


def is_found(who: Patient, typed: str) -> bool:
    words = query_words(typed)
    return most_selective(words) in search_words(who) and matches(who, words)


THANI = person(
    "Mohammed",
    "Al-Thani",
    phone="+974 3312 3456",
    born=date(1985, 6, 15),
    email="M.Thani@Email.com",
    insurance="QIC-123456789",
)


@pytest.mark.parametrize(
    "typed",
    [
        "mohammed", "mohamed", "MOH", "thani mohamed", "al-thani", "althani", "al thani", "thani",
        "el-thani", "alt", "alth", "al", "th moh", "  Thani,  Mohammed ",
        "3312", "33123456", "3312 3456", "+97433123456", "00974 3312 3456", "+974 33",
        "97433123456", "(+974) 3312-3456", "٣٣١٢٣٤٥٦", "3456", "mohamed 33", "33 mohamed",
        "1985-06-15", "15/06/1985", "15/6/1985", "15.6.1985", "15 Jun 1985", "15 June 1985",
        "June 15, 1985", "06/15/1985", "١٥/٠٦/١٩٨٥", "15 يونيو 1985", "thani 15.6.1985",
        "m.thani@email.com", "M.THANI@EMAIL", "m.thani@",
        "patient_12345", "PATIENT_12345", "QIC-123456789", "qic123456789",
        "\u200fmohamed\u200e", "mohamed\x00",
    ],
)  # fmt: skip
def test_a_patient_is_found_by_every_usual_way_of_typing(typed: str) -> None:
    assert is_found(THANI, typed)


@pytest.mark.parametrize(
    "typed",
    ["mohammedx", "hammed", "thani 44", "33123457", "1985-06-16", "m.thani@gmail.com", "ohani",
     "patient_1234", "QIC-12345678", "+33123456"],
)  # fmt: skip
def test_a_patient_is_not_found_by_what_is_not_theirs(typed: str) -> None:
    assert not matches(THANI, query_words(typed))


@pytest.mark.parametrize(
    ("first", "last", "typed"),
    [
        ("أحمد", "الثاني", "احمد"),
        ("أَحْمَد", "آل ثاني", "ثاني احمد"),
        ("فاطمة", "الهاشمي", "فاطمه هاشمي"),
        ("فاطمة", "الهاشمي", "الهاشمى"),
        ("عبد الله", "علي", "عبدالله"),
        ("عبدالرحمن", "محمّد", "عبد الرحمن محمد"),
        ("محمـــد", "إبراهيم", "ابراهيم محمد"),
        ("Abdul Rahman", "Saleh", "abdulrahman"),
        ("Abdulrahman", "Saleh", "abdul rahman"),
        ("Abdullah", "Saleh", "abd allah"),
        ("Mohamed", "Saleh", "mohammed"),
        ("José", "Muñoz-Łuczak", "munoz luczak jose"),
        ("Jürgen", "Strauß", "strauss jurgen"),
        ("Seán", "O’Brien", "obrien"),
        ("Sa'id", "El Sayed", "said elsayed"),
        ("伟", "李", "李"),
    ],
)
def test_names_are_found_however_they_are_spelled(first: str, last: str, typed: str) -> None:
    assert is_found(person(first, last), typed)


def test_a_foreign_number_is_found_with_and_without_its_country_code() -> None:
    who = person("Ann", "Lee", phone="+44 7911 123456")
    assert all(is_found(who, typed) for typed in ("+447911123456", "07911 123456", "+44 (0)7911"))


def test_an_impossible_number_is_still_found_as_it_was_given() -> None:
    assert is_found(person("John", "Doe", phone="123"), "123")


def test_digits_that_are_an_insurance_number_are_found_as_one() -> None:
    assert is_found(person("John", "Doe", insurance="784-1990-1234567-1"), "784199012345671")


def test_all_typed_words_must_fit_one_patient() -> None:
    assert not matches(person("Mohammed", "Saleh"), query_words("mohammed thani"))


def test_the_front_desk_view_is_enough_to_tell_who_was_meant() -> None:
    view = Demographics(
        patient_id="patient_12345",
        personal_info=THANI.personal_info,
        created_at=NOW,
        updated_at=NOW,
    )
    assert matches(view, query_words("thani 3312 15/06/1985"))
    assert not matches(view, query_words("QIC-123456789"))


def test_what_the_index_holds_is_enough_to_tell_an_insurance_number() -> None:
    found = SimpleNamespace(
        patient_id="patient_12345",
        personal_info=THANI.personal_info,
        insurance_number="QIC-123456789",
    )
    assert matches(found, query_words("QIC-123456789"))
    assert not matches(found, query_words("QIC-123456780"))


def test_the_most_telling_word_is_looked_up_first() -> None:
    words = query_words("mohammed 15/06/1985 3312 m.thani@email.com patient_12345")
    order = []
    while words:
        token = most_selective(words)
        assert token is not None
        order.append(token.partition(":")[0])
        words = [word for word in words if word.partition(":")[0] != order[-1]]
    assert order == ["id", "mail", "dob", "phone", "name"]
    assert most_selective(query_words("mo mohamed")) == "name:mohame"
    assert most_selective(query_words("mo 33")) == "phone:33"


@pytest.mark.parametrize("typed", ["", "   ", "m", "7", "+974", "\x00", "@", "-", "٪", "😀"])
def test_too_little_to_look_up_is_no_error(typed: str) -> None:
    assert most_selective(query_words(typed)) is None


def test_an_endless_text_is_read_only_to_its_limit() -> None:
    assert query_words("x y " * 10 + "z1" * 100_000) != []
    assert max(map(len, query_words("ab" * 100_000))) <= len("name:") + QUERY_LENGTH


def test_the_index_cost_of_one_patient_is_bounded() -> None:
    assert len(search_words(THANI)) <= 40
    long_name = "Alabcdefg Elbcdefgh Alcdefghi Eldefghij Alefghijk Elfghijkl Alghijklm"
    assert len(search_words(person(long_name, "Alzyxwvut", phone="+97433123456"))) <= 70


def test_a_long_name_is_found_by_each_part_that_tells_something() -> None:
    maria = person("María del Carmen de los Ángeles", "García Fernández y Ruiz")
    for typed in ("angeles", "carmen maria", "garcia de los angeles", "fernandez", "ruiz"):
        assert is_found(maria, typed)


def test_a_family_name_counts_however_long_the_name_is() -> None:
    assert is_found(person("A1 Bb Cc Dd Ee Ff Gg Hh", "Al-Thani"), "thani")


NAMES = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12)
KNOWN = st.sampled_from(
    ["Al-Thani", "Abdulrahman", "عبد الله", "الثاني", "Mohammed", "Ellen", "Ali"]
)


@given(first=NAMES | KNOWN, last=NAMES | KNOWN, typed=st.text(max_size=40) | KNOWN)
def test_whoever_matches_is_always_found_through_the_index(
    first: str, last: str, typed: str
) -> None:
    who = person(first, last, phone="+97433123456", born=date(1985, 6, 15), email="a@b.example")
    words = query_words(typed)
    token = most_selective(words)
    fully_indexed = len(set(name_words(plain(f"{first} {last}")))) <= NAME_WORDS
    if token is not None and fully_indexed and matches(who, words):
        assert token in search_words(who)


@given(name=KNOWN, other=KNOWN, length=st.integers(2, 12))
def test_a_name_is_found_at_every_letter_on_the_way(name: str, other: str, length: int) -> None:
    assert is_found(person(other, name), name[:length].rstrip("- "))


@given(st.text(max_size=60))
def test_folding_twice_changes_nothing(text: str) -> None:
    assert plain(plain(text)) == plain(text)
