"""All patients of a doctor at once: sorted as a whole, found by what is typed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from medisecure.access.care import Care, Ground
from medisecure.written.characters import plain, western_digits
from patients.profile.models import Demographics

MOST = 1_000
A_PAGE = 50
LEAST = 3  # signs of a number: fewer stand in everybody's


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterEntry:
    """One patient in care: since when and until when, and the visits around now."""

    patient: Demographics
    care: Care
    ground: Ground
    last_visit: datetime | None
    next_visit: datetime | None


def entries_of(
    relations: Iterable[Care], people: dict[str, Demographics], at: datetime
) -> list[RosterEntry]:
    """Everyone whose chart is open at that instant, by name."""
    found = [
        RosterEntry(
            patient=people[care.patient_id],
            care=care,
            ground=ground,
            last_visit=care.visited_before(at),
            next_visit=care.visits_after(at),
        )
        for care in relations
        if care.patient_id in people and (ground := care.ground_at(at))
    ]
    return sorted(found, key=lambda each: each.patient.personal_info.sort_name.casefold())


def found_by(entries: Iterable[RosterEntry], typed: str) -> list[RosterEntry]:
    """Those of whom every typed word begins a word of the name, or stands in a number."""
    wanted = plain(western_digits(typed)).split()
    return [each for each in entries if all(_has(each, word) for word in wanted)]


def page_of(entries: Sequence[RosterEntry], number: int) -> tuple[list[RosterEntry], bool]:
    """The entries of a page counted from 1, and whether more follow."""
    start = (number - 1) * A_PAGE
    return list(entries[start : start + A_PAGE]), len(entries) > start + A_PAGE


def _has(entry: RosterEntry, word: str) -> bool:
    info = entry.patient.personal_info
    names = plain(info.display_name).split()
    numbers = (
        info.phone_number,
        info.identifiers.record_number if info.identifiers else None,
        entry.patient.patient_id,
    )
    if any(name.startswith(word) for name in names):
        return True
    return len(_bare(word)) >= LEAST and any(_bare(word) in _bare(each) for each in numbers if each)


def _bare(text: str) -> str:
    return "".join(sign for sign in plain(text) if sign.isalnum())
