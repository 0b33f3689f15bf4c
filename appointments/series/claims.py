"""How the cells of doctors' days change hands when several visits change at once."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from appointments.scheduling.availability import hold_of
from appointments.scheduling.day import Day
from appointments.visits.models import Appointment
from appointments.visits.repository import occupied
from medisecure.errors import Conflict, gettext_noop

TWICE = gettext_noop("Two of the chosen times overlap. Choose another one for one of them.")
Where = tuple[str, date]  # provider id, local day
Owners = Mapping[Where, Mapping[str, str]]  # of each day: cell → owner


def day_changes(
    days: Mapping[Where, Day],
    before: Iterable[Appointment],
    after: Iterable[Appointment],
    *,
    form: str = "",
) -> dict[Where, dict[str, Any]]:
    """One change a day for visits that go from `before` to `after`: (provider, day) → `Cells`.

    A cell one visit leaves and another one takes is handed over, and one that is kept is not
    touched. What was held for one of them, or by the `form` they come from, is used up or given
    back. Visits that were put where there was no room hold no time. Raises `Conflict` if two of
    `after` want the same cell.
    """
    before, after = list(before), list(after)
    old, new = _held_by(days, before), _wanted_by(after)
    names = {each.appointment_id for each in (*before, *after)} | {form}
    changes: dict[Where, dict[str, Any]] = {}
    for where in {*old, *new, *days}:
        day = days.get(where) or Day(provider_id=where[0], local_date=where[1])
        held = _holds_of(day, names)
        change = _change(day, {**held, **old.get(where, {})}, new.get(where, {}))
        if change:
            changes[where] = change
    return changes


def _change(day: Day, now: Mapping[str, str], then: Mapping[str, str]) -> dict[str, Any]:
    """The `Cells` of one day; empty if nothing changes. `now` are the owners that are our own."""
    new = {cell: owner for cell, owner in then.items() if now.get(cell) != owner}
    swap = {cell: (now[cell], owner) for cell, owner in new.items() if cell in now}
    take = {cell: owner for cell, owner in new.items() if cell not in now}
    give = {cell: owner for cell, owner in now.items() if cell not in then}
    if not (swap or take or give):
        return {}
    rules = day.rules_version if swap or take else None
    return {"take": take, "give": give, "swap": swap, "seen": day.taken, "rules_seen": rules}


def _held_by(days: Mapping[Where, Day], visits: list[Appointment]) -> Owners:
    """The cells that are the visits' own in the days as they were read."""
    names = {each.appointment_id for each in visits}
    return {
        where: {cell: owner for cell, owner in day.taken.items() if owner in names}
        for where, day in days.items()
    }


def _wanted_by(visits: Iterable[Appointment]) -> Owners:
    """The cells each visit needs."""
    wanted: dict[Where, dict[str, str]] = defaultdict(dict)
    for where, cell, owner in _cells(visits):
        if wanted[where].setdefault(cell, owner) != owner:
            raise Conflict(TWICE)
    return wanted


def _cells(visits: Iterable[Appointment]) -> Iterator[tuple[Where, str, str]]:
    for visit in visits:
        if visit.overruled is not None:
            continue
        for day, cells in occupied(visit).items():
            for cell in cells:
                yield (visit.provider_id, day), cell, visit.appointment_id


def _holds_of(day: Day, names: set[str]) -> dict[str, str]:
    """The cells that are held for one of these visits, with the holds' texts."""
    holds = {cell: hold_of(owner) for cell, owner in day.taken.items()}
    return {cell: day.taken[cell] for cell, each in holds.items()
            if each and each.holder_id in names}  # fmt: skip
