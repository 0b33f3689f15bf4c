"""How the cells of doctors' days change hands: whose they are now, whose they are to be. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from appointments.scheduling.availability import claimed_cells, hold_of
from appointments.scheduling.day import Day
from appointments.visits.models import Appointment
from medisecure.dynamodb.change import HOLD_PREFIX
from medisecure.errors import Conflict, gettext_noop

TWICE = gettext_noop("Two of the chosen times overlap. Choose another one for one of them.")
Where = tuple[str, date]  # provider id, local day
Owners = Mapping[Where, Mapping[str, str]]  # of each day: cell → owner
Changes = Mapping[Where, Mapping[str, Any]]  # of each day: what `change.Cells` takes


def occupied(visit: Appointment) -> dict[date, list[str]]:
    """The cells a visit takes, by local day, with the minutes its type keeps clear around it."""
    info = visit.scheduling_info
    return claimed_cells(
        visit.starts_at,
        visit.minutes,
        visit.zone_name,
        info.buffer_before or 0,
        info.buffer_after or 0,
    )


def held_cells(day: Day, *holder_ids: str) -> dict[str, str]:
    """The day's cells that are held, or were, for these visits to be, with the holds' texts."""
    return {
        cell: owner
        for cell, owner in day.taken.items()
        if owner.startswith(HOLD_PREFIX)  # nearly all are visits
        and (held := hold_of(owner))
        and held.holder_id in holder_ids
    }


def on_its_day(visit: Appointment, days: Mapping[Where, Day]) -> Appointment:
    """The visit with whoever stands in for its doctor that day, as the days were read."""
    day = days.get((visit.provider_id, visit.local_date))
    return replace(visit, stand_in_id=day.stand_in_id if day else None)


def is_without_doctor(visit: Appointment, days: Mapping[Where, Day]) -> bool:
    """Whether its doctor is away in the visit's time and nobody stands in, as days were read."""
    for local_date in occupied(visit):
        day = days.get((visit.provider_id, local_date))
        if day is None or day.stand_in_id is not None:
            continue
        if any(each.starts_at < visit.ends_at and visit.starts_at < each.ends_at
               for each in day.time_off):  # fmt: skip
            return True
    return False


def own_cells(day: Day, visit: Appointment) -> dict[str, str]:
    """Those cells of the day that are the visit's, with their owner."""
    wanted = occupied(visit).get(day.local_date, [])
    owner = visit.appointment_id
    return {cell: owner for cell in wanted if day.taken.get(cell) == owner}


def exchanged(
    days: Mapping[Where, Day],
    before: Iterable[Appointment],
    after: Iterable[Appointment],
    *,
    holders: Iterable[str] = (),
) -> Changes:
    """One change a day for visits that go from `before` to `after`, as `days` were read.

    A cell one visit leaves and another one takes is handed over, and one that is kept is not
    touched. What was held for one of them, or for one of `holders` (a form, an offer), is used up
    or given back. Visits that were put where there was no room hold no time. Raises `Conflict` if
    two of `after` want the same cell.
    """
    before, after = list(before), list(after)
    old, new = _owned_by(days, before), _wanted_by(after)
    names = {each.appointment_id for each in (*before, *after)} | set(holders)
    changes: dict[Where, Mapping[str, Any]] = {}
    for where in {*old, *new, *days}:
        now = old.get(where, {})
        if where in days:
            now = {**held_cells(days[where], *names), **now}
        change = _change(days.get(where), now, new.get(where, {}))
        if change:
            changes[where] = change
    return changes


def _change(day: Day | None, now: Mapping[str, str], then: Mapping[str, str]) -> dict[str, Any]:
    """The change of one day; empty if nothing changes. `now` are the owners that are our own."""
    new = {cell: owner for cell, owner in then.items() if now.get(cell) != owner}
    swap = {cell: (now[cell], owner) for cell, owner in new.items() if cell in now}
    take = {cell: owner for cell, owner in new.items() if cell not in now}
    give = {cell: owner for cell, owner in now.items() if cell not in then}
    if not (swap or take or give):
        return {}
    change: dict[str, Any] = {"take": take, "give": give, "swap": swap}
    if day is not None:
        rules = day.rules_version if swap or take else None
        change |= {"seen": day.taken, "rules_seen": rules, "claims_seen": day.claims}
    return change


def _owned_by(days: Mapping[Where, Day], visits: list[Appointment]) -> Owners:
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
