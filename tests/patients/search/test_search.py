"""Patients are found by whatever people type, through the index alone, and only who was meant."""

from datetime import UTC, date, datetime
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from medisecure.identity.person import Identifiers, PersonalInfo
from patients.naming.names import words
from patients.profile.models import Demographics, MedicalInfo, Patient
from patients.search.index_words import MOST_WORDS, NAME_WORDS, search_words
from patients.search.lookups import ways_of, words_in
from patients.search.matching import fit_of
from patients.search.typed import QUERY_LENGTH, readings

NOW = datetime(2025, 6, 1, tzinfo=UTC)
TODAY = date(2026, 11, 28)


def person(
    first: str,
    last: str,
    *,
    phone: str | None = None,
    born: date | None = None,
    email: str | None = None,
    insurance: str | None = None,
    patient_id: str = "patient_12345",
    **numbers: str,
) -> Patient:
    about = PersonalInfo(
        first_name=first, last_name=last, phone_number=phone, date_of_birth=born, email=email,
        identifiers=Identifiers(**numbers) if numbers else None,
    )  # fmt: skip
    return Patient(
        patient_id=patient_id,
        personal_info=about,
        medical_info=MedicalInfo(insurance_number=insurance),
        created_at=NOW,
        updated_at=NOW,
    )


def is_meant(who: Patient, typed: str) -> bool:
    return fit_of(who, readings(typed, today=TODAY)) > 0


def is_found(who: Patient, typed: str) -> bool:
    """Meant, and filed under one word at least of every group that is looked up for them."""
    asked = readings(typed, today=TODAY)
    filed = search_words(who)
    ways = [way for each in asked for way in ways_of(each)]
    reached = any(any(word in filed for group in way for word in group) for way in ways)
    return reached and is_meant(who, typed)


THANI = person(
    "Mohammed", "Al-Thani", phone="+974 3312 3456", born=date(1985, 6, 15),
    email="M.Thani@Email.com", insurance="QIC-123456789", record_number="48291736",
    national_id="28563400104", passport_number="P1234567",
)  # fmt: skip


@pytest.mark.parametrize(
    "typed",
    [
        "mohammed", "mohamed", "MOH", "thani mohamed", "al-thani", "althani", "al thani", "thani",
        "el-thani", "alt", "alth", "al", "th moh", "  Thani,  Mohammed ", "Mr Mohamed Thani",
        "محمد", "محمد الثاني", "ثاني", "muhammad", "mohamad al thani",
        "3312", "33123456", "3312 3456", "+97433123456", "00974 3312 3456", "+974 33",
        "97433123456", "(+974) 3312-3456", "٣٣١٢٣٤٥٦", "3456", "123456", "mohamed 33", "33 mohamed",
        "1985-06-15", "15/06/1985", "15/6/1985", "15.6.1985", "15 Jun 1985", "15 June 1985",
        "June 15, 1985", "06/15/1985", "١٥/٠٦/١٩٨٥", "15 يونيو 1985", "thani 15.6.1985",
        "15/6/85", "15 06 1985", "15061985", "1985", "mohamed 1985", "15-Jun-1985", "1985.06.15",
        "m.thani@email.com", "M.THANI@EMAIL", "m.thani@",
        "patient_12345", "PATIENT_12345", "QIC-123456789", "qic123456789", "qic 123456789",
        "QIC 123 456 789", "R4829-1736", "r4829 1736", "48291736", "28563400104", "p1234567",
        "\u200fmohamed\u200e", "mohamed\x00",
    ],
)  # fmt: skip
def test_a_patient_is_found_by_every_usual_way_of_typing(typed: str) -> None:
    assert is_found(THANI, typed)


@pytest.mark.parametrize(
    "typed",
    ["mohammedx", "hammed", "thani 44", "33123457", "1985-06-16", "m.thani@gmail.com", "ohani",
     "patient_1234", "QIC-12345678", "+33123456", "mahmoud", "1984", "mohamed 1984", "R4829-1763",
     "mohamed mohamed x", "28563400105"],
)  # fmt: skip
def test_a_patient_is_not_found_by_what_is_not_theirs(typed: str) -> None:
    assert not is_meant(THANI, typed)


@pytest.mark.parametrize(
    ("first", "last", "typed"),
    [
        ("Baby 1", "Al-Kuwari", "baby 1 al-kuwari"), ("Baby 1", "Al-Kuwari", "baby 1"),
        ("Sean", "O'Brien", "o brien"), ("Ann", "MacDonald", "mac donald"),
        ("Mary Ann", "Lee", "maryann"), ("Jo", "DelaCruz", "dela cruz"),
        ("Jo", "Dela Cruz", "delacruz"), ("Mary Ann", "Dela Cruz", "maryann delacruz"),
        ("أبو بكر", "علي", "abubakr"), ("أبو بكر", "علي", "abu bakr"),
        ("ابوبكر", "علي", "أبو بكر"), ("مريم", "الكواري", "kuwari"),
        ("مريم", "الكواري", "al kuwari"), ("مريم", "الكواري", "alkuwari"),
        ("خالد", "علي", "khaled"), ("Khalid", "Ali", "khaled"), ("Khalid", "Ali", "خالد"),
        ("عبد الرحمن", "علي", "abdul rahman"), ("عبد الرحمن", "علي", "abdulrahman"),
        ("Thida", "Oo", "oo"), ("K.", "R.", "k r"), ("伟", "李", "李伟"), ("伟", "李", "李"),
        ("John", "Doe", "Mr John Doe"), ("Suharto", "", "suharto"), ("X Æ", "Musk", "x musk"),
        ("أحمد", "الثاني", "احمد"), ("أَحْمَد", "آل ثاني", "ثاني احمد"),
        ("فاطمة", "الهاشمي", "فاطمه هاشمي"), ("عبد الله", "علي", "عبدالله"),
        ("Abdul Rahman", "Saleh", "abdulrahman"), ("Abdullah", "Saleh", "abd allah"),
        ("José", "Muñoz-Łuczak", "munoz luczak jose"), ("Jürgen", "Strauß", "strauss jurgen"),
        ("Seán", "O’Brien", "obrien"), ("Sa'id", "El Sayed", "said elsayed"),
        ("Anna", "Null", "null"), ("Иван", "Петров", "петров"),
    ],
)  # fmt: skip
def test_names_are_found_however_they_are_spelled(first: str, last: str, typed: str) -> None:
    assert is_found(person(first, last), typed)


def test_two_letters_that_are_alike_are_no_single_one() -> None:
    assert not is_meant(person("Ahmed", "A0"), "aa")
    assert is_found(person("Aarav", "Aa"), "aa")


def test_twins_not_yet_named_stay_apart() -> None:
    assert not is_meant(person("Baby 2", "Al-Kuwari"), "baby 1 al-kuwari")


def test_two_kinds_at_once_find_an_arabic_name() -> None:
    who = person("محمد", "الكواري", phone="+97433445566", born=date(1988, 3, 14))
    for typed in ("mohamed 33", "kuwari 33445566", "mohamed 14/3/88", "mohamed 1988", "5566 محمد"):
        assert is_found(who, typed)


@given(last=st.integers(0, 9_999).map("{:04}".format), typed=st.sampled_from(["{}", "kuwari {}"]))
def test_last_digits_tell_somebody_apart_whatever_they_begin_with(last: str, typed: str) -> None:
    who, asked = person("محمد", "الكواري", phone=f"+9743312{last}"), typed.format(last)
    assert is_found(who, asked)
    ways = [way for each in readings(asked, today=TODAY) for way in ways_of(each)]
    assert f"end:{last}" in words_in(ways)


def test_a_foreign_number_is_found_with_and_without_its_country_code() -> None:
    who = person("Ann", "Lee", phone="+44 7911 123456")
    assert all(is_found(who, typed) for typed in ("+447911123456", "07911 123456", "+44 (0)7911"))


def test_an_extension_is_no_part_of_the_number() -> None:
    assert is_found(person("Ann", "Lee", phone="+97444001234;ext=55"), "44001234")


def test_an_impossible_number_is_still_found_as_it_was_given() -> None:
    assert is_found(person("John", "Doe", phone="123"), "123")


def test_digits_that_are_an_insurance_number_are_found_as_one() -> None:
    assert is_found(person("John", "Doe", insurance="784-1990-1234567-1"), "784199012345671")


def test_a_former_name_is_still_found() -> None:
    about = PersonalInfo(first_name="Ann", last_name="Lee", previous_names=["Ann Haddad"])
    who = Patient(patient_id="patient_1", personal_info=about, created_at=NOW, updated_at=NOW)
    assert is_found(who, "haddad")
    assert is_found(who, "lee")


def test_the_front_desk_view_is_enough_to_tell_who_was_meant() -> None:
    view = Demographics(
        patient_id="patient_12345",
        personal_info=THANI.personal_info,
        created_at=NOW,
        updated_at=NOW,
    )
    assert fit_of(view, readings("thani 3312 15/06/1985", today=TODAY))
    assert not fit_of(view, readings("QIC-123456789", today=TODAY))


def test_what_the_index_holds_is_enough_to_tell_an_insurance_number() -> None:
    found = SimpleNamespace(
        patient_id="patient_12345",
        personal_info=THANI.personal_info,
        insurance_number="QIC-123456789",
    )
    assert fit_of(found, readings("QIC-123456789", today=TODAY))
    assert not fit_of(found, readings("QIC-123456780", today=TODAY))


def test_an_exact_name_ranks_before_one_that_begins_or_sounds_like_it() -> None:
    names = ("محمد", "Mohamedou", "Mohamed")
    scores = [fit_of(person(each, "Ali"), readings("mohamed", today=TODAY)) for each in names]
    assert scores == sorted(scores)
    assert len(set(scores)) == len(names)


def test_the_weakest_word_counts_most_and_the_whole_name_a_little() -> None:
    people = (("Karim Mohamed", "Almasri"), ("محمد كريم", "الكواري"), ("محمد", "الكواري"),
              ("Khadija Mohamed", "Alkuwari"), ("Mohamed", "Al-Kuwari"))  # fmt: skip
    asked = readings("mohamed kuwari", today=TODAY)
    scores = [fit_of(person(*each), asked) for each in people]
    assert scores == sorted(scores)
    assert len(set(scores)) == len(people)


@pytest.mark.parametrize(
    ("typed", "word"),
    [("mohamed kuwari", "pair:kr+mhmd"), ("mohamed kuwari 1985", "year:mhmd+1985"),
     ("mohamed 33123456", "phone:33123456"), ("mohamed 15/6/1985", "born:1985-06-15")],
)  # fmt: skip
def test_a_common_name_is_looked_up_with_what_tells_it_apart(typed: str, word: str) -> None:
    (first, *_), *_ = [ways_of(each) for each in readings(typed, today=TODAY)]
    assert any(word in group for group in first)


def test_the_index_holds_only_words_that_can_be_blinded() -> None:
    assert all(":" in word and len(word) < 200 for word in search_words(THANI))


@pytest.mark.parametrize("typed", ["", "   ", "\x00", "@", "-", "٪", "😀", "+"])
def test_nothing_to_look_up_is_no_error(typed: str) -> None:
    assert not [way for each in readings(typed, today=TODAY) for way in ways_of(each)]


def test_an_endless_text_is_read_only_to_its_limit() -> None:
    asked = readings("x y " * 10 + "z1" * 100_000, today=TODAY)
    looked_up = [word for each in asked for way in ways_of(each) for group in way for word in group]
    assert len(looked_up) < 60
    assert max(map(len, looked_up)) <= QUERY_LENGTH + 10


def test_the_index_cost_of_one_patient_is_bounded() -> None:
    assert len(search_words(THANI)) <= 50
    long_name = "Alabcdefg Elbcdefgh Alcdefghi Eldefghij Alefghijk Elfghijkl Alghijklm"
    assert len(search_words(person(long_name, "Alzyxwvut", phone="+97433123456"))) <= MOST_WORDS


def test_a_long_name_is_found_by_each_part_that_tells_something() -> None:
    maria = person("María del Carmen de los Ángeles", "García Fernández y Ruiz")
    for typed in ("angeles", "carmen maria", "garcia de los angeles", "fernandez", "ruiz"):
        assert is_found(maria, typed), typed


def test_a_family_name_counts_however_long_the_name_is() -> None:
    assert is_found(person("A1 Bb Cc Dd Ee Ff Gg Hh", "Al-Thani"), "thani")


NAMES = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12)
KNOWN = st.sampled_from(
    ["Al-Thani", "Abdulrahman", "عبد الله", "الثاني", "Mohammed", "Ellen", "Ali", "Othman"]
)


@settings(deadline=None)
@given(first=NAMES | KNOWN, last=NAMES | KNOWN, typed=st.text(max_size=40) | KNOWN)
def test_whoever_is_meant_is_always_found_through_the_index(
    first: str, last: str, typed: str
) -> None:
    who = person(first, last, phone="+97433123456", born=date(1985, 6, 15), email="a@b.example")
    few = len(set(words(f"{first} {last}"))) <= NAME_WORDS
    asked = [each for each in readings(typed, today=TODAY) if not each.tells_little]
    if few and any(ways_of(each) for each in asked) and is_meant(who, typed):
        assert is_found(who, typed)


@settings(deadline=None)
@given(name=KNOWN, other=KNOWN, length=st.integers(2, 12))
def test_a_name_is_found_at_every_letter_on_the_way(name: str, other: str, length: int) -> None:
    assert is_found(person(other, name), name[:length].rstrip("- "))


@pytest.mark.parametrize("typed", ["a", "A.", "ع", "7", " m ", "٣", "+974 3", "00974 ٣", "+974"])
def test_one_letter_or_digit_tells_too_little_to_look(typed: str) -> None:
    assert all(each.tells_little for each in readings(typed, today=TODAY))


@pytest.mark.parametrize(
    "typed", ["aa", "a b", "a 7", "33", "+974 33", "974", "李", "김", "a@", "r_1"]
)
def test_two_letters_and_a_syllable_by_itself_are_enough(typed: str) -> None:
    assert not any(each.tells_little for each in readings(typed, today=TODAY))
