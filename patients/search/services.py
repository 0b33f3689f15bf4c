"""Finding patients by what the front desk typed."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from medisecure.audit.actions import Action
from medisecure.dynamodb.parallel import in_parallel
from medisecure.dynamodb.unit_of_work import UnitOfWork
from medisecure.identity.person import UserType
from patients.profile.models import Demographics
from patients.profile.repository import DemographicsOf
from patients.search.repository import Found, FoundPatients
from patients.search.words import matches, most_selective, query_words

MOST_SHOWN = 20


PAGES_LOOKED_THROUGH = 5


_ID = re.compile(r"[A-Za-z0-9]+_[A-Za-z0-9_-]{1,60}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """The patients that match what was typed; `more` if there are others beyond these."""

    patients: list[Found] = field(default_factory=list)
    more: bool = False
    too_short: bool = False


def find(uow: UnitOfWork, typed: str) -> Findings:
    """Patients whose names, phone, birth date, e-mail or numbers match every word typed.

    One look-up under the most telling word, then the rest are checked against what it found; the
    index holds no readable name. A whole e-mail or id is looked up by its own key beside that.
    """
    for word in query_words(typed):  # what was asked is told even if nobody is found
        uow.record(Action.SEARCH_PATIENTS, uow.blind(word))
    by_words, exact = in_parallel(lambda: _by_words(uow, typed), lambda: _exact(uow, typed))
    found: Findings = by_words
    known = {each.patient_id for each in exact}
    others = [each for each in found.patients if each.patient_id not in known]
    patients = [*exact, *others]
    uow.show_only({each.patient_id for each in patients})
    if not patients:
        return found
    return Findings(patients=patients, more=found.more)


def _by_words(uow: UnitOfWork, typed: str) -> Findings:
    words = query_words(typed)
    token = most_selective(words)
    if token is None:
        return Findings(too_short=bool(typed.strip()))
    found: list[Found] = []
    cursor = ""
    for _ in range(PAGES_LOOKED_THROUGH):
        page = FoundPatients(uow).under(uow.blind(token), cursor)
        found += [each for each in page.items if matches(each, words)]
        cursor = page.next_cursor
        if not cursor or len(found) > MOST_SHOWN:
            break
    shown = sorted(found, key=lambda each: each.personal_info.sort_name)[:MOST_SHOWN]
    return Findings(patients=shown, more=bool(cursor) or len(found) > MOST_SHOWN)


def _exact(uow: UnitOfWork, typed: str) -> list[Found]:
    """Whoever has exactly this e-mail or id, looked up by its key and not in the index of words."""
    word = typed.strip()
    people: Iterable[Demographics] = ()
    if _ID.fullmatch(word):
        people = DemographicsOf(uow).by_id({word, word.lower(), _with_ulid(word)}).values()
    elif "@" in word and "#" not in word and not re.search(r"\s", word):
        people = DemographicsOf(uow).by_email(word)
    return [
        Found(
            token="",
            patient_id=each.patient_id,
            personal_info=each.personal_info,
            created_at=each.created_at,
        )
        for each in people
        if each.user_type is UserType.PATIENT
    ]


def _with_ulid(word: str) -> str:
    """The id as we write it: small prefix, large ULID."""
    prefix, _, number = word.partition("_")
    return f"{prefix.lower()}_{number.upper()}"
