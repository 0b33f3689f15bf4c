"""Who lives together: families share a phone, an address and an insurer, as at any front desk."""

import random
from dataclasses import dataclass
from datetime import date, timedelta

from tools.demo.dice import dice
from tools.demo.schema_items import Item
from tools.demo.words.names import ARABIC, IN_DOHA, Name, People
from tools.demo.words.places import INSURERS, address

_PLACES = (
    *((0, "mother"), (0, "father"), (0, "child"), (0, "child")),
    *((1, "single"), (2, "single")),
    *((3, "father"), (3, "mother"), (3, "child")),
    (4, "single"),
)
"""Of ten patients in a row: who shares a household, and as what."""
_BORN = {
    "mother": (date(1976, 1, 1), date(1994, 12, 31)),
    "father": (date(1972, 1, 1), date(1992, 12, 31)),
    "child": (date(2011, 1, 1), date(2022, 6, 30)),
    "single": (date(1938, 1, 1), date(2003, 12, 31)),
}
_CALLED = {
    "mother": ("father", "Spouse"),
    "father": ("mother", "Spouse"),
    "child": ("mother", "Mother"),
}
_FIRST_FAMILY = (
    ("مريم=mariam", "الكواري=alkuwari", date(1988, 3, 14)),
    ("محمد=mohamed", "المناعي=almannai", date(1984, 11, 2)),
    ("حمد=hamad", "المناعي=almannai", date(2014, 6, 9)),
    ("نورة=noora", "المناعي=almannai", date(2018, 1, 27)),
)
"""The four people of the demo's Arabic sign-in, one phone for all of them."""
_FIRST_PHONE = "+97433445566"
_MOBILE = ("30", "31", "33", "50", "55", "59", "66", "70", "74", "77")


@dataclass(frozen=True, slots=True, kw_only=True)
class Household:
    """What people under one roof have in common."""

    people: People
    husband_name: Name
    wife_name: Name
    phone: str
    other_phone: str
    address: Item
    insurer: tuple[str, str] | None
    turn: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One person of a household: name on the card and in e-mails, sex (M or F), birth date."""

    first_name: Name
    last_name: Name
    gender: str
    born: date
    role: str


def household_of(seed: int, number: int) -> Household:
    """The household of patient `number` (counted from 1)."""
    block, place = divmod(number - 1, len(_PLACES))
    source = dice(seed, "household", block, _PLACES[place][0])
    people = source.choice(IN_DOHA)
    insurer = source.choice(INSURERS)
    husband_name, other_name = source.sample(people.families, 2)
    phone = mobile(source)
    if _is_first_family(number):
        people, phone = ARABIC, _FIRST_PHONE
        other_name, husband_name = _name(_FIRST_FAMILY[0][1]), _name(_FIRST_FAMILY[1][1])
    return Household(
        people=people,
        husband_name=husband_name,
        wife_name=other_name if people.wife_keeps_name else husband_name,
        phone=phone,
        other_phone=mobile(source),
        address=address(source.randrange(100), source.randint(2, 180)),
        insurer=insurer,
        turn=source.randrange(100),
    )


def member(seed: int, number: int, household: Household) -> Member:
    """Patient `number` as a person of that household."""
    source = dice(seed, "person", number)
    place = (number - 1) % len(_PLACES)
    role = _PLACES[place][1]
    gender = {"mother": "F", "father": "M"}.get(role) or source.choice("FM")
    if _is_first_family(number):
        first, last, born = _FIRST_FAMILY[number - 1]
        gender = "FMMF"[number - 1]
        return Member(
            first_name=_name(first), last_name=_name(last), gender=gender, born=born, role=role
        )
    given = household.people.women if gender == "F" else household.people.men
    return Member(
        first_name=given[(household.turn + place * 5) % len(given)],
        last_name=household.wife_name if role == "mother" else household.husband_name,
        gender=gender,
        born=_birth_date(source, role),
        role=role,
    )


def nearest_adult(seed: int, number: int, household: Household) -> tuple[str, str] | None:
    """Name and relationship of who is called in need, from the same household; or nobody."""
    place = (number - 1) % len(_PLACES)
    house, role = _PLACES[place]
    wanted, relationship = _CALLED.get(role, ("", ""))
    if (house, wanted) not in _PLACES:
        return None
    there = number - place + _PLACES.index((house, wanted))
    adult = member(seed, there, household)
    return f"{adult.first_name[0]} {adult.last_name[0]}", relationship


def mobile(source: random.Random) -> str:
    """A mobile number of a possible Qatari form."""
    return f"+974{source.choice(_MOBILE)}{source.randrange(10**6):06}"


def _birth_date(source: random.Random, role: str) -> date:
    first, last = _BORN[role]
    return first + timedelta(days=source.randrange((last - first).days))


def _is_first_family(number: int) -> bool:
    return number <= len(_FIRST_FAMILY)


def _name(pair: str) -> Name:
    card, _, mail = pair.partition("=")
    return card, mail
