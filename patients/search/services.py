"""Finding patients by what the front desk typed."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

from medisecure.audit.actions import Action
from medisecure.dynamodb.calls.parallel import in_parallel
from medisecure.dynamodb.unit_of_work import Page, UnitOfWork
from medisecure.identity.person import UserType
from medisecure.written.characters import plain
from patients.profile.models import Demographics
from patients.profile.repository import DemographicsOf
from patients.search.lookups import WITH_YEAR, Way, ways_of, words_in
from patients.search.matching import fit_of
from patients.search.repository import FoundPatients, IndexMatch
from patients.search.typed import Interpretation, readings

MOST_SHOWN = 20
MOST_WORDS = 20  # of a question, that the trail keeps
_ID = re.compile(r"[A-Za-z0-9]+_[A-Za-z0-9_-]{1,60}")


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchResults:
    """The patients that match what was typed, best first; `more` if there may be others.

    There may be others where a list under a common word was longer than what is read of it: then
    nobody found does not say that nobody is registered. A single letter or digit is `too_short`:
    not even whoever is called so is looked for, as everybody else whose name begins so is not.

    `fits` says by id how well each matches; whoever was found by their own key is not in it.
    """

    patients: list[IndexMatch] = field(default_factory=list)
    fits: Mapping[str, int] = field(default_factory=dict)
    more: bool = False
    too_short: bool = False


def find(uow: UnitOfWork, typed: str) -> SearchResults:
    """Patients whose names, phone, birth date, e-mail or numbers match every word typed.

    One round trip: the words of the index that tell most, side by side, and a whole e-mail or id
    by its own key. What they lead to is checked against all that was typed; the index itself
    holds no readable name.
    """
    record_search(uow, typed)
    by_words, exact = in_parallel(lambda: _by_words(uow, typed), lambda: _exact(uow, typed))
    found: SearchResults = by_words
    answering = answering_for(uow, found.patients)
    known = {each.patient_id for each in exact}
    others = [each for each in answering.values() if each.patient_id not in known]
    patients = list({each.patient_id: each for each in (*exact, *others)}.values())
    fits = {
        answering[who].patient_id: fit
        for who, fit in reversed(list(found.fits.items()))
        if who in answering
    }
    uow.patients_opened |= {each.patient_id for each in patients}
    uow.show_only({each.patient_id for each in patients})
    return replace(found, patients=patients, fits=fits)


def record_search(uow: UnitOfWork, typed: str) -> None:
    """Have the trail keep what was looked for, blinded: also if nobody is found."""
    for word in sorted(set(plain(typed).split()))[:MOST_WORDS]:
        uow.record(Action.SEARCH_PATIENTS, uow.blind(word))


def answering_for(uow: UnitOfWork, patients: Iterable[IndexMatch]) -> dict[str, IndexMatch]:
    """Under each id found, in order, the record that answers for it: another one once joined.

    One round trip more where there is such an id.
    """
    listed = list(patients)
    joined = {each.replaced_by for each in listed if each.replaced_by}
    people = DemographicsOf(uow).by_id(joined) if joined else {}
    by_id = {who: found_of(person) for who, person in people.items()}
    return {each.patient_id: by_id.get(each.replaced_by or "", each) for each in listed}


def _by_words(uow: UnitOfWork, typed: str) -> SearchResults:
    asked = readings(typed, today=uow.today)
    if all(each.tells_little for each in asked):
        return SearchResults(too_short=bool(typed.strip()))
    if not any(ways_of(each) for each in asked):
        return SearchResults(too_short=bool(typed.strip()))
    candidates, complete = candidates_of(uow, asked, FoundPatients(uow))
    ranked = best_first(candidates, asked)
    return SearchResults(
        patients=[each for _, each in ranked[:MOST_SHOWN]],
        fits={each.patient_id: score for score, each in ranked[:MOST_SHOWN]},
        more=len(ranked) > MOST_SHOWN or not complete,
    )


def candidates_of(
    uow: UnitOfWork, asked: Iterable[Interpretation], index: FoundPatients
) -> tuple[list[IndexMatch], bool]:
    """Who may be meant, by the words that tell most, and whether nobody is missing among them."""
    ways = [way for each in asked for way in ways_of(each)]
    if not ways:
        return [], True
    pages = look_up(uow, words_in(ways), index)
    found = {each.patient_id: each for page in pages.values() for each in page.items}
    return list(found.values()), all(_is_complete(way, pages) for way in ways)


def look_up(
    uow: UnitOfWork, query: Sequence[str], index: FoundPatients
) -> Mapping[str, Page[IndexMatch]]:
    """The first page of each word, side by side."""
    calls = [partial(index.under, uow.blind(word)) for word in query]
    return dict(zip(query, in_parallel(*calls), strict=True))


def best_first(
    patients: Iterable[IndexMatch], asked: list[Interpretation]
) -> list[tuple[int, IndexMatch]]:
    """Those who were meant, with how well they fit: who fits best, then by name."""
    scored = [(fit_of(each, asked), each) for each in patients]
    fitting = [(score, each) for score, each in scored if score]
    return sorted(fitting, key=lambda pair: (-pair[0], pair[1].personal_info.sort_name))


def _is_complete(way: Way, pages: Mapping[str, Page[IndexMatch]]) -> bool:
    """Whether one of its groups was read to the end, so that nobody is missing.

    With a year, whole words only are filed: that somebody is there says that this is one.
    """
    return any(
        all(not pages[word].next_cursor for word in group)
        and (not group[0].startswith(WITH_YEAR) or any(pages[word].items for word in group))
        for group in way
    )


def _exact(uow: UnitOfWork, typed: str) -> list[IndexMatch]:
    """Whoever has exactly this e-mail or id, looked up by its key and not in the index of words."""
    word = typed.strip()
    people: Iterable[Demographics] = ()
    if _ID.fullmatch(word):
        people = DemographicsOf(uow).by_id({word, word.lower(), _with_ulid(word)}).values()
    elif "@" in word and "#" not in word and not re.search(r"\s", word):
        people = DemographicsOf(uow).by_email(word)
    return [found_of(each) for each in people if each.user_type is UserType.PATIENT]


def found_of(person: Demographics) -> IndexMatch:
    """A patient read by their own key, as the index would give them."""
    return IndexMatch(
        token="",
        patient_id=person.patient_id,
        personal_info=person.personal_info,
        created_at=person.created_at,
    )


def _with_ulid(word: str) -> str:
    """The id as we write it: small prefix, large ULID."""
    prefix, _, number = word.partition("_")
    return f"{prefix.lower()}_{number.upper()}"
