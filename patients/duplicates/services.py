"""Whom a new entry might be: registered patients, compared and scored before anything is stored."""

from collections.abc import Collection, Iterator, Sequence
from datetime import date
from itertools import product

from medisecure.dynamodb.unit_of_work import UnitOfWork
from medisecure.identity.person import Identifiers, PersonalInfo
from medisecure.written.characters import plain
from medisecure.written.numbers import compact
from patients.duplicates.agreement import is_generation_apart
from patients.duplicates.likeness import WARNS_AT, Traits, likeness
from patients.naming.names import full_keys, joined, words
from patients.search.index_words import mail_word, pair_word
from patients.search.phone_digits import national
from patients.search.repository import FoundPatients, IndexMatch
from patients.search.services import answering_for, look_up

MOST_WARNED_OF = 10
MOST_LOOKED_UP = 30
_PHONE_DIGITS = 8


def look_alikes(
    uow: UnitOfWork,
    new: PersonalInfo,
    insurance: str | None = None,
    *,
    besides: Collection[str] = (),
) -> list[IndexMatch]:
    """Registered patients who may be the same person, likeliest first, in one round trip.

    `besides` are ids that are left out: the one this form is about to make, or those of a patient
    whom others are compared with.
    """
    wanted = list(dict.fromkeys(where_to_look(new, insurance)))[:MOST_LOOKED_UP]
    if not wanted:
        return []
    pages = look_up(uow, wanted, FoundPatients(uow))
    mine = traits_of(new, insurance)
    known = {each.patient_id: each for page in pages.values() for each in page.items}
    for each in besides:
        known.pop(each, None)
    scored = [
        (likeness(mine, traits_of(each.personal_info, each.insurance_number)), each)
        for each in known.values()
    ]
    alike = sorted((pair for pair in scored if pair[0] >= WARNS_AT), key=lambda pair: -pair[0])
    answering = answering_for(uow, (each for _, each in alike[:MOST_WARNED_OF]))
    shown = list({each.patient_id: each for each in answering.values()}.values())
    uow.patients_opened |= {each.patient_id for each in shown}
    uow.show_only({each.patient_id for each in shown})  # the others were compared and not seen
    uow.begin_audit()
    return shown


def where_to_look(new: PersonalInfo, insurance: str | None) -> Iterator[str]:
    """The words of the index under which whoever is the same person stands."""
    policy = [compact(insurance)] if insurance else []
    yield from (f"number:{number}" for number in (*_numbers(new), *policy))
    if new.email:
        yield mail_word(new.email)
    digits = national(new.phone_number or "")
    if len(digits) >= _PHONE_DIGITS:
        yield f"phone:{digits[:_PHONE_DIGITS]}"
    elif digits:
        yield f"end:{digits[-4:]}"
    born = new.date_of_birth if not new.birth_date_estimated else None
    if born:
        yield f"born:{born.isoformat()}"
        yield from _swapped(born)
    yield from _by_name(new)


def _swapped(born: date) -> Iterator[str]:
    try:
        yield f"born:{born.replace(day=born.month, month=born.day).isoformat()}"
    except ValueError:
        return


def _by_name(new: PersonalInfo) -> Iterator[str]:
    """Both names together, and each with the year: joined ones too, as they may be apart there."""
    first, last = (words(name) for name in (new.first_name, new.last_name))
    given = [*first[:1], joined(first)] if first else []
    family = [*last[-1:], joined(last)] if last else []
    for one, other in product(dict.fromkeys(given), dict.fromkeys(family)):
        yield from (pair_word("pair", a, b) for a, b in product(full_keys(one), full_keys(other)))
    for name in dict.fromkeys((*family, *given)):
        for key in full_keys(name):
            yield f"year:{key}+{new.date_of_birth.year}" if new.date_of_birth else f"name:{key}"


def _numbers(info: PersonalInfo) -> list[str]:
    ids = info.identifiers or Identifiers()
    return [compact(each) for each in (ids.national_id, ids.passport_number) if each]


def traits_of(info: PersonalInfo, insurance: str | None) -> Traits:
    """What is compared of a person."""
    born, home = info.date_of_birth, info.address
    estimated = info.birth_date_estimated
    return Traits(
        given=info.first_name,
        family=info.last_name,
        born=(f"{born:%Y}" if estimated else f"{born:%Y%m%d}") if born else "",
        sex=info.gender if info.gender in ("F", "M") else "",
        phone=national(info.phone_number or ""),
        email=plain(info.email or ""),
        numbers=tuple(_numbers(info)),
        policy=compact(insurance or ""),
        street=plain(home.street or "") if home else "",
        place=plain(home.city or "") if home else "",
        code=(home.postal_code or "") if home else "",
    )


def are_alike(one: IndexMatch, other: IndexMatch) -> bool:
    """Whether two who are registered may be the same person.

    Whoever registers somebody is warned of a namesake with the same phone, whatever the birth
    dates say: one may be wrong. Here both are known, and a generation apart they are two.
    """
    mine, theirs = (traits_of(each.personal_info, each.insurance_number) for each in (one, other))
    if is_generation_apart(mine.born, theirs.born) and not set(mine.numbers) & set(theirs.numbers):
        return False
    return likeness(mine, theirs) >= WARNS_AT


def pairs_of(found: Sequence[IndexMatch]) -> list[tuple[IndexMatch, IndexMatch | None]]:
    """Each of those found, and the first other one of them who may be the same person."""
    return [(each, next(_like(each, found), None)) for each in found]


def _like(one: IndexMatch, found: Sequence[IndexMatch]) -> Iterator[IndexMatch]:
    others = (each for each in found if each.patient_id != one.patient_id)
    yield from (each for each in others if are_alike(one, each))
