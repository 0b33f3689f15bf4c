"""A date is read in every usual form, and what can mean two dates is not guessed."""

from datetime import date

import pytest

from medisecure.written.dates import Trouble, read, take
from medisecure.written.months import month_number

TODAY = date(2026, 11, 28)


@pytest.mark.parametrize(
    "typed",
    [
        "1985-06-15", "15/06/1985", "15/6/1985", "15.6.1985", "15-6-1985", "15 06 1985",
        "15 June 1985", "15 Jun 1985", "15-Jun-1985", "15Jun1985", "June 15, 1985", "1985.06.15",
        "06/15/1985", "15061985", "19850615", "١٥/٠٦/١٩٨٥", "15 يونيو 1985", "15 حزيران 1985",
        "15 جوان 1985", "١٥ يونيو ١٩٨٥", "15th of June 1985", "15/6/85", "15 juin 1985",
        "1985/06/15", "Saturday, 15 June 1985", " 15 / 06 / 1985 ", "\u200f15/06/1985",
        "15 JUNE 1985", "1985 June 15", "15، يونيو، 1985",
        "15/06/1985 م", "15 حزيران 1985م", "١٥/٠٦/١٩٨٥ ميلادي", "1985-06-15 00:00:00",
        "1985-06-15T00:00:00Z", "15/06/1985 00:00", "15–06–1985", "15−6−1985", "15/6/1985.",
        "(15/06/1985)", "DOB: 15/6/1985", "born on 15 June 1985", "مواليد 15/6/1985",
        "تاريخ الميلاد: ١٥/٦/١٩٨٥", "السبت 15 يونيو 1985", "يوم السبت، 15 حزيران 1985",
        "15 حزيران/يونيو 1985", "15 يونيو سنة 1985", "15 يونيو عام 1985", "Sat 15 Jun 1985",
    ],
)  # fmt: skip
def test_a_date_is_read_in_every_usual_form(typed: str) -> None:
    assert read(typed, today=TODAY).dates == (date(1985, 6, 15),)
    in_a_row = typed.isdigit()  # eight digits may be a phone, which the search decides later
    assert in_a_row or take(f"leila {typed}", today=TODAY)[1] == [(date(1985, 6, 15),)]


@pytest.mark.parametrize("typed", ["sun li 33123456", "mon 33", "born", "max born 33", "سنة"])
def test_what_may_stand_beside_a_date_is_a_name_without_one(typed: str) -> None:
    assert take(typed, today=TODAY) == (typed, [])


@pytest.mark.parametrize(
    ("name", "month"),
    [
        ("كانون الثاني", 1), ("جانفي", 1), ("شباط", 2), ("فيفري", 2), ("آذار", 3), ("مارس", 3),
        ("نيسان", 4), ("أبريل", 4), ("أفريل", 4), ("أيار", 5), ("ماي", 5), ("مايس", 5),
        ("حزيران", 6),
        ("تموز", 7), ("جويلية", 7), ("يوليوز", 7), ("آب", 8), ("غشت", 8), ("أوت", 8), ("أيلول", 9),
        ("شتنبر", 9), ("تشرين الأول", 10), ("أكتوبر", 10), ("تشرين الثاني", 11), ("نونبر", 11),
        ("كانون الأول", 12), ("دجنبر", 12), ("Sept.", 9), ("août", 8), ("ma", 0), ("foo", 0),
    ],
)  # fmt: skip
def test_months_are_known_by_the_names_of_four_regions(name: str, month: int) -> None:
    assert month_number(name) == month


def test_a_mark_of_the_calendar_is_no_part_of_a_name() -> None:
    assert take("ليلى حداد 15 شباط 1985 م", today=TODAY)[0].split() == ["ليلى", "حداد", ","]
    assert take("مريم 1985", today=TODAY)[0] == "مريم 1985"


def test_a_time_of_day_is_no_date() -> None:
    assert read("1985-06-15 10:30", today=TODAY).trouble is Trouble.NONE


def test_day_comes_before_month_unless_it_cannot() -> None:
    assert read("05/06/1990", today=TODAY).dates == (date(1990, 6, 5),)
    assert read("14031992", today=TODAY).dates == (date(1992, 3, 14),)


def test_two_centuries_are_a_question_and_one_in_the_future_is_not() -> None:
    assert [day.year for day in read("14/3/20", today=TODAY).dates] == [2020, 1920]
    assert [day.year for day in read("14/3/88", today=TODAY).dates] == [1988]


@pytest.mark.parametrize(
    "typed",
    [
        "1960",
        "about 1960",
        "~1960",
        "ca. 1960",
        "حوالي ١٩٦٠",
        "born 1960",
        "مواليد ١٩٦٠",
        "سنة 1960",
    ],
)
def test_a_year_alone_is_known_as_one(typed: str) -> None:
    reading = read(typed, today=TODAY)
    assert reading.year_only
    assert take(f"leila {typed}", today=TODAY)[0].split() == ["leila", "1960"] or "~" in typed
    assert reading.dates == (date(1960, 1, 1),)


@pytest.mark.parametrize(
    ("typed", "trouble"),
    [
        ("29/02/1900", Trouble.IMPOSSIBLE), ("31/04/1990", Trouble.IMPOSSIBLE),
        ("22/11/1405", Trouble.HIJRI), ("9 رمضان 1405", Trouble.HIJRI), ("", Trouble.NONE),
        ("soon", Trouble.NONE), ("1/1", Trouble.NONE), ("11 22 33", Trouble.NONE),
        ("15 foo 1985", Trouble.IMPOSSIBLE), ("15 شباط/يونيو 1985", Trouble.IMPOSSIBLE),
    ],
)  # fmt: skip
def test_what_is_no_date_says_why(typed: str, trouble: Trouble) -> None:
    assert read(typed, today=TODAY).trouble is trouble


@pytest.mark.parametrize(
    ("typed", "rest"),
    [
        ("leila haddad 15 شباط 1985", "leila haddad ,"), ("15.2.1985 leila", ", leila"),
        ("leila 15 Feb 1985 3312 3456", "leila , 3312 3456"),
    ],
)  # fmt: skip
def test_a_date_is_taken_out_of_a_search(typed: str, rest: str) -> None:
    left, dates = take(typed, today=TODAY)
    assert left.split() == rest.split()
    assert dates == [(date(1985, 2, 15),)]


@pytest.mark.parametrize("typed", ["33 12 34 56", "+974 33 12 34 56", "mohamed 33", "baby 1", "٪"])
def test_phone_numbers_and_names_are_no_dates(typed: str) -> None:
    assert take(typed, today=TODAY) == (typed, [])
