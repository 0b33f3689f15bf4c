"""The words a patient is filed under: what the index blinds, and what a search looks up.

name:mhmd            the sound of one word of a name, or of two or three neighbours joined
start:mhm            how that sound begins (two and three consonants)
letters:mo           its first two letters
pair:kr+mhmd         two words of one name; begins:kr+mh how both begin
year:mhmd+1985       a word of the name and the birth year
born:1985-06-15      the birth date; born:1985 its year
phone:3312, end:3456 how the national number begins (2, 4, 6, 8) and ends (4, 6)
number:QIC123        an id, national id, passport, record or insurance number
mail:m.thani@        the mailbox of the e-mail
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations, product
from typing import Protocol

from medisecure.identity.person import Identifiers, PersonalInfo
from medisecure.written.characters import plain
from medisecure.written.numbers import compact
from patients.naming.names import full_keys, is_article, joined_forms, words
from patients.search.phone_digits import ENDS, national

STARTS = (2, 3)
LETTERS = 2
PHONE_STARTS = (2, 4, 6, 8)
NAME_WORDS = 6  # bounds what one patient costs in the index
MOST_WORDS = 70  # a transaction holds a hundred operations, the trail's entries among them


class Findable(Protocol):
    """What must be known of a patient to find them; an insurance number only if it is there."""

    @property
    def patient_id(self) -> str:
        """The patient's own id."""

    @property
    def personal_info(self) -> PersonalInfo:
        """Name, phone, birth date and e-mail."""


def search_words(patient: Findable) -> frozenset[str]:
    """The words to file the patient under: for most people 30 to 50, never more than 70.

    The telling ones come first, so that a name of ten words loses only what adds least.
    """
    person = patient.personal_info
    found = dict.fromkeys(_exact_words(patient))
    for first, last in names_of(person):
        found |= dict.fromkeys(_name_words(first, last, person))
    return frozenset(list(found)[:MOST_WORDS])


def names_of(person: PersonalInfo) -> list[tuple[str, str]]:
    """The names a person is found by: the present one first, then those they had before."""
    former = [(old, "") for old in person.previous_names or ()]
    return [(person.first_name, person.last_name), *former]


def numbers_of(patient: Findable) -> list[str]:
    """The numbers a person is known by, without spaces and marks."""
    # A patient keeps it in the medical part; what the index holds for the front desk, by itself.
    medical = getattr(patient, "medical_info", None) or patient
    insurance: str | None = getattr(medical, "insurance_number", None)
    ids = patient.personal_info.identifiers or Identifiers()
    known = (
        patient.patient_id, ids.record_number, ids.national_id, ids.passport_number, insurance,
    )  # fmt: skip
    return [compact(number) for number in known if number]


def _exact_words(patient: Findable) -> Iterator[str]:
    person = patient.personal_info
    yield from (f"number:{number}" for number in numbers_of(patient))
    if person.date_of_birth:
        yield f"born:{person.date_of_birth.isoformat()}"
        yield f"born:{person.date_of_birth.year}"
    if person.email:
        yield mail_word(person.email)
    digits = national(person.phone_number or "")
    yield from (f"phone:{digits[:size]}" for size in PHONE_STARTS if size <= len(digits))
    yield from (f"end:{digits[-size:]}" for size in ENDS if size <= len(digits))


def mail_word(email: str) -> str:
    """The word of an e-mail; its domain may still be half typed."""
    mailbox, at, _ = plain(email).partition("@")
    return f"mail:{mailbox}{at}"


def _name_words(first: str, last: str, person: PersonalInfo) -> Iterator[str]:
    written = words(f"{first} {last}")
    parts = _telling(written)
    singles = [full_keys(part) for part in parts]
    yield from (f"name:{key}" for keys in singles for key in keys)
    for part in parts:
        yield from starts_of(part)
    if person.date_of_birth:
        for keys in singles:
            yield from (f"year:{key}+{person.date_of_birth.year}" for key in keys)
    yield from pairs_of(singles)
    for part in joined_forms(written[:NAME_WORDS]):
        yield from (f"name:{key}" for key in full_keys(part))
    for part in joined_forms(written[:NAME_WORDS]):
        yield from starts_of(part)


def _telling(parts: Sequence[str]) -> list[str]:
    """At most `NAME_WORDS` words: the short ones (de, los, bin) go, never the family name.

    An article is no word of its own, unless it is all there is.
    """
    distinct = [part for part in dict.fromkeys(parts) if not is_article(part)] or list(parts)
    if len(distinct) <= NAME_WORDS:
        return distinct
    longest = sorted(distinct[:-1], key=len)[1 - NAME_WORDS :]
    return [*(part for part in distinct[:-1] if part in longest), distinct[-1]]


def starts_of(part: str) -> Iterator[str]:
    """How a word of a name may be typed so far."""
    for key in full_keys(part):
        yield from (f"start:{key[:size]}" for size in STARTS if size <= len(key))
    letters = plain(part)
    if len(letters) >= LETTERS:
        yield f"letters:{letters[:LETTERS]}"


def pairs_of(singles: Iterable[Sequence[str]]) -> Iterator[str]:
    """Every two words of a name, whole and as they begin."""
    for one, other in combinations(singles, 2):
        yield from (pair_word("pair", a, b) for a, b in product(one, other))
    for one, other in combinations(singles, 2):
        yield from (pair_word("begins", a[:2], b[:2]) for a, b in product(one, other))


def pair_word(kind: str, one: str, other: str) -> str:
    """The word of two keys, in whichever order they were said."""
    return f"{kind}:{'+'.join(sorted((one, other)))}"
