"""Two entries of one person are told by a score; a family and twins are not one person."""

import io
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from medisecure.clock import now
from medisecure.identity.person import Identifiers, PersonalInfo
from patients.duplicates.evaluation import evaluate, read_rows
from patients.duplicates.likeness import WARNS_AT, Traits, likeness
from patients.duplicates.services import are_alike
from patients.search.repository import IndexMatch
from tests.patients.duplicates import febrl_like

PEOPLE = Path(__file__).with_name("people.csv")
MARIAM = Traits(
    given="Mariam", family="Alkuwari", born="19900506", sex="F", phone="33123456", policy="QIC7"
)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (Traits(given="John", family="Doe", born="19850615"),
         Traits(given="John", family="Doe", born="19850616")),
        (Traits(given="John", family="Doe", born="19900605"),
         Traits(given="John", family="Doe", born="19900506")),
        (MARIAM,
         Traits(given="مريم", family="الكواري", born="19900506", sex="F", phone="33123456")),
        (Traits(given="Jo", family="DelaCruz", born="19900506"),
         Traits(given="Jo", family="Dela Cruz", born="19900506")),
        (MARIAM, Traits(given="Alkuwari", family="Mariam", born="19900506")),
        (MARIAM, Traits(given="Maryam", family="Al-Kuwari", phone="33123456")),
        (Traits(given="Mariam", family="Alkuwari", born="1960"),
         Traits(given="مريم", family="الكواري", born="19600712")),
        (Traits(given="Ann", family="Lee", numbers=("28563400104",)),
         Traits(given="Anna", family="Li", numbers=("28563400104",))),
    ],
)  # fmt: skip
def test_entries_that_may_be_one_person_are_warned_of(one: Traits, other: Traits) -> None:
    assert likeness(one, other) >= WARNS_AT
    assert likeness(other, one) == likeness(one, other)


@pytest.mark.parametrize(
    "other",
    [
        Traits(given="Sara", family="Alkuwari", born="19900506", sex="F", phone="33123456"),
        Traits(given="Mariam", family="Haddad", born="19550101"),
        Traits(given="Fatima", family="Alkuwari", born="20150101", phone="33123456"),
        Traits(family="Alkuwari", phone="33123456"),
        Traits(given="Omar", family="Alkuwari", born="20180101", policy="QIC7", phone="33123456"),
    ],
)
def test_a_twin_a_sister_a_child_and_a_namesake_are_somebody_else(other: Traits) -> None:
    assert likeness(MARIAM, other) < WARNS_AT


def test_addresses_of_mail_are_alike_as_the_names_in_them_are_and_prove_nothing() -> None:
    """Two namesakes, born on other days, with other phones."""
    names = {"given": "Duaa", "family": "Ben Ali", "sex": "F"}
    one = Traits(**names, born="19871020", phone="77957963", email="duaa.benali451@example.com")
    other = Traits(**names, born="19850819", phone="66713616", email="duaa.benali798@example.com")
    assert likeness(one, other) < WARNS_AT
    assert likeness(one, replace(other, email="duaa.benali45@example.com")) >= WARNS_AT


def test_the_town_of_the_clinic_makes_nobody_one_person() -> None:
    """Zones and streets of a town have numbers; namesakes of other homes and ages are two."""
    home = {"place": "doha", "phone": "33123456", "street": "street 343, zone 84"}
    other = {"place": "doha", "phone": "55123499", "street": "street 457, zone 82"}
    one = Traits(given="Reem", family="Alnaimi", born="20140114", sex="F", **home)
    assert (
        likeness(one, Traits(given="Reem", family="Alnaimi", born="20111208", sex="F", **other))
        < WARNS_AT
    )
    slip = {**home, "street": "street 344, zone 84"}
    assert (
        likeness(one, Traits(given="Rim", family="Alnaimi", born="20140114", sex="F", **slip))
        >= WARNS_AT
    )


EMMA = {"given": "Emma", "family": "Martínez", "sex": "F"}


@pytest.mark.parametrize("beside", [{}, {"place": "doha"}, {"place": "doha", "code": "24863"}])
def test_a_namesake_born_on_another_day_is_no_duplicate(beside: dict[str, str]) -> None:
    """A town is nobody's own: it speaks for one person only with a street."""
    one = Traits(**EMMA, **beside, born="19400212")
    assert likeness(one, Traits(**EMMA, **beside, born="19620711")) < WARNS_AT
    assert likeness(one, Traits(**EMMA, **beside, born="1962")) < WARNS_AT


@pytest.mark.parametrize("beside", [{"phone": "33123456"}, {"policy": "QIC7"},
                                    {"numbers": ("28563400104",)}])  # fmt: skip
def test_with_a_phone_or_number_in_common_the_birth_date_may_be_wrong(beside: Any) -> None:
    one = Traits(**EMMA, **beside, born="19400212")
    assert likeness(one, Traits(**EMMA, **beside, born="19620711")) >= WARNS_AT


def test_a_name_alone_is_warned_of_where_no_birth_date_speaks_against_it() -> None:
    """Of somebody whose birth date nobody knows, whoever is called so may be them."""
    assert likeness(Traits(**EMMA), Traits(**EMMA, born="19400212")) >= WARNS_AT
    apart = Traits(**EMMA, phone="33123456"), Traits(**EMMA, born="19400212", phone="55123499")
    assert likeness(*apart) < WARNS_AT


@pytest.mark.parametrize("born", ["1960", "19600712"])
def test_of_one_name_and_one_year_many_people_are(born: str) -> None:
    """A guessed year is no birth date: it proves hardly anything."""
    first = Traits(given="Mariam", family="Haddad", born="1960", phone="33123456")
    second = Traits(given="Mariam", family="Saleh", born=born, phone="55001122")
    assert likeness(first, second) < WARNS_AT
    exact = Traits(given="Mariam", family="Haddad", born="19900101")
    assert likeness(first, exact) < WARNS_AT


def test_babies_not_yet_named_stay_apart() -> None:
    first = Traits(given="Baby 1", family="Al-Kuwari", born="20261101", phone="33123456")
    second = Traits(given="Baby 2", family="Al-Kuwari", born="20261101", phone="33123456")
    assert likeness(first, second) < WARNS_AT


def test_the_file_of_five_thousand_people_is_the_one_its_maker_makes() -> None:
    made = io.StringIO()
    febrl_like.write(made)
    assert PEOPLE.read_text(encoding="utf-8") == made.getvalue()


@pytest.mark.thorough
@pytest.mark.parametrize("seed", [febrl_like.SEED, 7])
def test_nearly_all_duplicates_are_warned_of_and_nearly_nobody_else(seed: int) -> None:
    file = io.StringIO()
    febrl_like.write(file, seed=seed)
    outcome = evaluate(read_rows(file.getvalue().splitlines()))
    assert outcome.recall >= 0.97
    assert outcome.precision >= 0.99
    assert outcome.compared < 100_000  # a small part of the 21 million pairs


def test_the_command_prints_both_figures() -> None:
    out = io.StringIO()
    call_command("dedupe_eval", str(PEOPLE), stdout=out)
    assert "precision 0.99" in out.getvalue()
    assert "recall " in out.getvalue()


def test_a_file_that_cannot_be_used_is_explained(tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.csv"
    wrong.write_text("name\nx\n", encoding="utf-8")
    with pytest.raises(CommandError, match="columns missing: rec_id"):
        call_command("dedupe_eval", str(wrong))
    wrong.write_bytes(b"\xff\xfe")
    with pytest.raises(CommandError, match="UTF-8"):
        call_command("dedupe_eval", str(wrong))


@pytest.mark.parametrize(
    ("born", "shared", "is_marked"),
    [
        ("1959-11-27", {}, False),
        ("1960-01-01", {}, True),  # a date nobody knew says nothing of the year
        ("1985-06-17", {}, True),
        ("1959-11-27", {"identifiers": Identifiers(national_id="28563400104")}, True),
    ],
)
def test_of_two_who_are_registered_namesakes_a_generation_apart_are_not_marked(
    born: str, shared: dict[str, Any], *, is_marked: bool
) -> None:
    info = PersonalInfo(
        first_name="Mariam", last_name="Alkuwari", gender="F", phone_number="+97433123456",
        date_of_birth=date(1990, 5, 6), **shared,
    )  # fmt: skip
    mother = replace(info, date_of_birth=date.fromisoformat(born))
    one, other = (
        IndexMatch(token="t", patient_id=name, personal_info=each, created_at=now())
        for name, each in (("one", info), ("other", mother))
    )
    assert are_alike(one, other) is is_marked
