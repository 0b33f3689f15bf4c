"""How likely two entries are one person: the scored comparison of Fellegi and Sunter (1969).

Each thing that can be compared adds log2(m/u): how often it comes out like this for one person's
two entries (m), over how often for two people taken at random (u). What either entry lacks adds
nothing. m was set from the kinds of slips people make (typing, hearing, reading, swapped fields;
P. Christen, "Data Matching", 2012, chapter 5) and u from the sizes of the value sets; neither was
fitted to a file. The two ceilings below were set when made families were taken for one person.

People of one household share family name, phone, e-mail, insurance and address: together these
prove a household, not a person, and count no more than `_HOUSEHOLD` in sum. Twins share the birth
date too: with another given name only a number that one person has can make two entries one.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from math import log2

from patients.duplicates import agreement
from patients.duplicates.agreement import DIFFERENT, NEARLY, SOMEWHAT, WHOLE
from patients.naming import sounds

WARNS_AT = 14.0
_HOUSEHOLD = 12.0
_SAME_TOWN = 1.0  # without the same street: most people of a clinic live in one town
_TWINS = 8.0


def _weight(m: float, u: float) -> float:
    return round(log2(m / u), 1)


# One row a thing: whole, nearly, somewhat, different.
_GIVEN = (_weight(0.75, 0.008), _weight(0.15, 0.003), _weight(0.04, 0.02), _weight(0.06, 0.97))
_FAMILY = (_weight(0.75, 0.004), _weight(0.15, 0.002), _weight(0.04, 0.02), _weight(0.06, 0.97))
_BORN = (
    _weight(0.80, 1 / 25_000),
    _weight(0.15, 1 / 700),
    _weight(0.02, 1 / 80),
    _weight(0.03, 0.98),
)
_NUMBER = (_weight(0.85, 1 / 1_000_000), _weight(0.12, 1 / 30_000), 0.0, _weight(0.05, 1.0))
_PHONE = (_weight(0.50, 1 / 20_000), _weight(0.10, 1 / 3_000), 0.0, _weight(0.40, 1.0))
_POLICY = (_weight(0.70, 1 / 5_000), 0.0, 0.0, _weight(0.30, 1.0))
_EMAIL = (_weight(0.50, 1 / 20_000), _weight(0.10, 1 / 5_000), 0.0, _weight(0.40, 1.0))
_STREET = (
    _weight(0.65, 1 / 2_000),
    _weight(0.17, 1 / 800),
    _weight(0.05, 1 / 30),
    _weight(0.15, 0.97),
)
_HOUSE = (_weight(0.65, 1 / 80), _weight(0.15, 1 / 20), 0.0, _weight(0.20, 0.95))
_PLACE = (
    _weight(0.65, 1 / 300),
    _weight(0.15, 1 / 150),
    _weight(0.05, 1 / 30),
    _weight(0.15, 0.98),
)
_CODE = (_weight(0.70, 1 / 200), _weight(0.15, 1 / 60), 0.0, _weight(0.15, 0.99))
_STATE = (_weight(0.85, 0.25), 0.0, 0.0, _weight(0.15, 0.75))
_SEX = (_weight(0.98, 0.5), 0.0, 0.0, _weight(0.02, 0.5))
# How often the commonest given names are borne, by their sound: shares among 77,000 people of
# Arab countries in Wikidata (2026), rounded.
_COMMON = {
    "mhmd": 0.113, "ahmd": 0.05, "al": 0.033, "hsn": 0.022, "abdl": 0.019,
    "sd": 0.019, "kml": 0.015, "amr": 0.015, "kld": 0.015, "abrhm": 0.014,
    "amn": 0.012, "hmd": 0.012, "mstf": 0.011, "sl": 0.01, "fd": 0.01,
    "ysf": 0.009, "slm": 0.009, "sm": 0.008, "asm": 0.008, "hsm": 0.008,
    "rd": 0.007, "smr": 0.007,
}  # fmt: skip
Row = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Traits:
    """What of a person is compared, as plain texts; "" is not known.

    `born` is yyyymmdd, even if no such day exists; `phone` the digits; `numbers` are identifiers
    that one person has and no other: national id, passport; a `policy` may insure a family.
    """

    given: str = ""
    family: str = ""
    born: str = ""
    sex: str = ""
    phone: str = ""
    email: str = ""
    numbers: tuple[str, ...] = ()
    policy: str = ""
    house: str = ""
    street: str = ""
    place: str = ""
    code: str = ""
    state: str = ""


def likeness(one: Traits, other: Traits) -> float:
    """How much speaks for one person (in bits); from `WARNS_AT` on it is worth a warning.

    >>> a = Traits(given="Mariam", family="Alkuwari", born="19900506", sex="F")
    >>> b = Traits(given="مريم", family="الكواري", born="19900605", sex="F")
    >>> likeness(a, b) > WARNS_AT, likeness(a, Traits(given="Mariam", family="Haddad")) > WARNS_AT
    (True, False)
    """
    given, family, other_given = _names(one, other)
    household = (
        family
        + _of(_PHONE, agreement.of_digits(one.phone, other.phone))
        + _of(_EMAIL, agreement.of_emails(one.email, other.email))
        + _of(_POLICY, agreement.of_choices(one.policy, other.policy))
        + _address(one, other)
    )
    person = (
        given + min(household, _HOUSEHOLD) + _of(_BORN, agreement.of_dates(one.born, other.born))
    )
    if other_given:
        person = min(person, _TWINS)
    numbers = _of(_NUMBER, agreement.of_numbers(one.numbers, other.numbers))
    return person + numbers + _of(_SEX, agreement.of_choices(one.sex, other.sex))


def _names(one: Traits, other: Traits) -> tuple[float, float, bool]:
    """What the given and the family name say, and whether the given name is another one."""
    if one.given and other.given and _all_words(one) == _all_words(other):
        return _given_weight(one), _FAMILY[0], False
    given = agreement.of_names(one.given, other.given)
    family = agreement.of_names(one.family, other.family)
    crossed = (
        agreement.of_names(one.given, other.family),
        agreement.of_names(one.family, other.given),
    )
    if _is_swapped(*crossed) and not _is_swapped(given, family):
        return _of(_GIVEN, crossed[0]) - 1, _of(_FAMILY, crossed[1]), False
    weight = _given_weight(one) if given == WHOLE else _of(_GIVEN, given)
    return weight, _of(_FAMILY, family), given in (SOMEWHAT, DIFFERENT)  # twins rhyme


def _is_swapped(given: int | None, family: int | None) -> bool:
    levels = {given, family} - {None}
    return bool(levels) and levels <= {WHOLE, NEARLY}


def _given_weight(who: Traits) -> float:
    """What the same given name says: little if every tenth person is called so."""
    shares = (_COMMON.get(_sound_key(word), 0.0) for word in agreement.words_of(who.given))
    common = max(shares, default=0.0)
    return _weight(0.75, common) if common else _GIVEN[0]


def _all_words(who: Traits) -> list[str]:
    return sorted((*agreement.words_of(who.given), *agreement.words_of(who.family)))


def _address(one: Traits, other: Traits) -> float:
    """The lines of one address stand and fall together, so that together they count half."""
    street = agreement.of_streets(one.street, other.street)
    home = (_of(_STREET, street), _of(_HOUSE, agreement.of_digits(one.house, other.house)))
    around = (
        _of(_PLACE, agreement.of_texts(one.place, other.place)),
        _of(_CODE, agreement.of_digits(one.code, other.code)),
        _of(_STATE, agreement.of_choices(one.state, other.state)),
    )
    same_town = sum(around)
    if street in (None, DIFFERENT):
        same_town = min(same_town, _SAME_TOWN)
    return (sum(home) + same_town) / 2


def _of(row: Row, level: int | None) -> float:
    return 0.0 if level is None else row[level]


def blocks(who: Traits) -> Iterable[str]:
    """The texts under which to look for entries that may be the same person.

    Two entries of one person nearly always share one: a whole date; a number or phone, a slip
    apart at most; the sound of both names; the sound of one name with the birth year or the place.
    """
    given, family = (_sound_key(name) for name in (who.given, who.family))
    if who.born:
        yield f"born {who.born}"
        yield f"born {who.born[:4]}{who.born[6:]}{who.born[4:6]}" if who.born[6:] <= "12" else ""
    for digits in filter(None, (*who.numbers, who.phone)):
        yield from (f"digits {each}" for each in _a_slip_from(digits))
    yield f"names {' '.join(sorted((given, family)))}" if given and family else ""
    for name in filter(None, (given, family)):
        for detail in (who.born[:4], who.born[4:], who.code, who.place, who.street):
            yield f"name {name} {detail}" if detail else ""
    yield f"home {who.house} {who.street}" if who.house and who.street else ""
    yield f"street {who.street} {who.code}" if who.street and who.code else ""


def _a_slip_from(digits: str) -> Iterable[str]:
    """The number, and with each of its digits left out: a slip apart, two numbers share one."""
    return {digits, *(digits[:n] + digits[n + 1 :] for n in range(len(digits)))}


@lru_cache(maxsize=50_000)
def _sound_key(name: str) -> str:
    joined = "".join(agreement.words_of(name))
    keys = sounds.index_keys(joined)
    return keys[0] if keys else re.sub(r"\W", "", joined)
