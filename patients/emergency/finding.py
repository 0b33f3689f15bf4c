"""Who is meant by what a doctor knows of a patient whose chart is closed to them.

More than the desk's search wants: what tells one person from all others. Nobody looks through the
clinic's people here by half a name.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from medisecure.dynamodb import keys
from medisecure.dynamodb.item_type import ItemType
from medisecure.dynamodb.unit_of_work import UnitOfWork
from medisecure.written.characters import plain
from patients.search.index_words import numbers_of
from patients.search.matching import fit_of
from patients.search.phone_digits import national
from patients.search.repository import FoundPatients, IndexMatch
from patients.search.services import candidates_of, record_search
from patients.search.typed import Interpretation, readings

MOST = 8  # a family on one phone, namesakes of one day
WHOLE_PHONE = 7  # digits, without the country's
SHORTEST_NUMBER = 5  # of an id, card or insurance
SOUGHT = ItemType("sought_in_emergency", IndexMatch, keys.SEARCH, (), "SEARCH")


class SoughtPatients(FoundPatients):
    """The index of blinded words, as an emergency asks it."""

    item_type = SOUGHT


@dataclass(frozen=True, slots=True, kw_only=True)
class Meant:
    """Those who fit all that was typed, by name; nobody if they are `too_many`.

    `too_little` was typed to tell one person from others, and nobody was looked for.
    """

    people: list[IndexMatch] = field(default_factory=list)
    too_many: bool = False
    too_little: bool = False


def who_is_meant(uow: UnitOfWork, typed: str) -> Meant:
    """The patients of this name and birth date, whole phone, e-mail or number; one round trip.

    The trail keeps the words that were looked for, and who was shown.
    """
    record_search(uow, typed)
    asked = [each for each in readings(typed, today=uow.today) if _is_enough(each)]
    if not asked:
        return Meant(too_little=True)
    found, _ = candidates_of(uow, asked, SoughtPatients(uow))
    sure = {id_of(each): each for each in found if _is_meant(each, asked)}
    if len(sure) > MOST:
        sure, too_many = {}, True
    else:
        too_many = False
    uow.patients_opened |= {each.patient_id for each in sure.values()}
    uow.show_only({each.patient_id for each in sure.values()})
    people = sorted(sure.values(), key=lambda each: each.personal_info.sort_name)
    return Meant(people=people, too_many=too_many)


def id_of(found: IndexMatch) -> str:
    """The id whose chart is opened: that of the record which answers, once it was joined."""
    return found.replaced_by or found.patient_id


def _is_enough(reading: Interpretation) -> bool:
    """Whether it may tell one person: a name with a date, an e-mail, digits of a whole number."""
    whole = any(len(re.sub(r"\D", "", each)) >= SHORTEST_NUMBER for each in reading.digits)
    return bool((reading.names and reading.days) or reading.numbers or reading.mails or whole)


def _is_meant(found: IndexMatch, asked: Iterable[Interpretation]) -> bool:
    return any(fit_of(found, [each]) and _tells_one(found, each) for each in asked)


def _tells_one(found: IndexMatch, reading: Interpretation) -> bool:
    """Whether what was typed, all of which fits, is more than a part of a name or a phone."""
    person = found.personal_info
    if (reading.names and reading.days) or reading.numbers:
        return True
    mails = {plain(each) for each in reading.mails}
    phone = national(person.phone_number or "")
    whole = {each for each in map(national, reading.digits) if len(each) >= WHOLE_PHONE}
    return (
        plain(person.email or "") in mails
        or phone in whole
        or not set(numbers_of(found)).isdisjoint(reading.digits)
    )
