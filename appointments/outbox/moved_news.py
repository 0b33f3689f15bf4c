"""What is still to be told of visits that moved, and moved again before their patient was told."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from appointments.outbox.models import MOVED, KnownVisit, ReminderDue
from appointments.visits.models import Appointment

Place = tuple[object, object, object]  # when, with which doctor, where


@dataclass(slots=True, kw_only=True)
class Untold:
    """What one move leaves to be told.

    `visits` are the moved ones with where their patient knows them, `rest` those of earlier news
    that goes with them, `gone` the earlier news that is told no more, `kept` what is left of news
    about others.
    """

    visits: list[KnownVisit] = field(default_factory=list)
    rest: list[KnownVisit] = field(default_factory=list)
    gone: list[ReminderDue] = field(default_factory=list)
    kept: list[ReminderDue] = field(default_factory=list)


def untold(
    before: Sequence[Appointment], now: Mapping[str, Appointment], unsent: Iterable[ReminderDue]
) -> Untold:
    """What to tell of visits that were at `before` and are `now` (by visit), after `unsent` news.

    A visit that is back where its patient knows it is no news; one of which other news waits (a
    booking, a change) is told wherever it is.
    """
    waiting, left = list(unsent), Untold()
    known = _take_over(waiting, {each.appointment_id: each.sequence for each in before}, left)
    is_only_moves = all(each.kind == MOVED for each in waiting)
    for visit in before:
        there = now[visit.appointment_id]
        was = known.get(visit.appointment_id) or _known_as(visit)
        if not is_only_moves:
            was = replace(was, known_with=None, known_place=None)
        elif _place_of(was) == _place_of(_known_as(there)):
            continue
        left.visits.append(replace(was, sequence=there.sequence))
    return left


def _take_over(
    waiting: Iterable[ReminderDue], moved: Mapping[str, int], left: Untold
) -> dict[str, KnownVisit]:
    """Where the patient knows each moved visit (id → its sequence before) by the news that waits.

    News of them ends, or goes on without them.
    """
    known: dict[str, KnownVisit] = {}
    for news in waiting:
        if news.kind != MOVED:
            continue
        told = [news.as_known, *(news.along or ())]
        taken = {
            each.appointment_id: each
            for each in told if moved.get(each.appointment_id) == each.sequence
        }  # fmt: skip
        others = [each for each in told if each.appointment_id not in moved]
        if not taken:
            continue
        known |= taken
        if news.appointment_id in moved:
            left.gone.append(news)
            left.rest += others
        else:
            left.kept.append(replace(news, along=others[1:]))
    return known


def _known_as(visit: Appointment) -> KnownVisit:
    """The visit as its patient knows it who was told of it."""
    return KnownVisit(
        appointment_id=visit.appointment_id,
        sequence=visit.sequence,
        was_at=visit.starts_at,
        known_with=visit.provider_id,
        known_place=visit.scheduling_info.location,
    )


def _place_of(known: KnownVisit) -> Place:
    return known.was_at, known.known_with, known.known_place
