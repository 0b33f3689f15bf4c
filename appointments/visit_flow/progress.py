"""How a doctor's day goes: who waits, since when, and how far behind it runs."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from operator import itemgetter

from appointments.visits.models import REMOTE, DayVisit
from appointments.visits.status import Status

MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """The figures above a day: `behind` in minutes, 0 if the day is on time."""

    waiting: int
    behind: int
    seen: int
    planned: int


def progress_of(visits: Sequence[DayVisit], at: datetime) -> Progress:
    """Where the day stands at an instant."""
    live = [each for each in visits if each.is_live]
    return Progress(
        waiting=sum(1 for each in live if each.status.is_waiting),
        behind=max((minutes_late(each, at) for each in live), default=0),
        seen=sum(1 for each in live if each.status is Status.COMPLETED),
        planned=len(live),
    )


def minutes_late(visit: DayVisit, at: datetime) -> int:
    """By how much the doctor is late for this visit: it overruns, or its patient is kept waiting.

    A patient who has not come, or came after their time, is late themselves and puts nobody
    behind; nor does one who is called or seen by video, who waits at home.
    """
    if visit.status.is_waiting and visit.scheduling_info.mode not in REMOTE:
        return minutes_waiting(visit, at) or 0
    if visit.status is Status.IN_CONSULTATION:
        return max(0, (at - visit.ends_at) // MINUTE)
    return 0


def minutes_waiting(visit: DayVisit, at: datetime) -> int | None:
    """How many minutes a patient waits; None if they do not, or nobody noted since when.

    It counts from the later of arrival and appointment: who comes early waits for their own time.
    """
    if not visit.status.is_waiting:
        return None
    came = visit.arrived_at or (visit.updated_at if visit.status is Status.ARRIVED else None)
    return None if came is None else max(0, (at - max(came, visit.starts_at)) // MINUTE)


def overbooked(visits: Iterable[DayVisit]) -> frozenset[str]:
    """The ids of visits put beside another one; of two, the one the desk put in, not the other."""
    times = ((each.starts_at, each.ends_at, each) for each in visits if each.is_live)
    live = sorted(times, key=itemgetter(0))
    if all(one[1] <= other[0] for one, other in pairwise(live)):
        return frozenset()
    beside: list[list[DayVisit]] = [[] for _ in live]
    for n, (_, ends, one) in enumerate(live):
        for m in range(n + 1, len(live)):
            if live[m][0] >= ends:
                break
            beside[n].append(live[m][2])
            beside[m].append(one)
    return frozenset(
        each.appointment_id
        for (_, _, each), others in zip(live, beside, strict=True)
        if others and (each.overruled or all(other.overruled is None for other in others))
    )


def with_the_doctor(visits: Sequence[DayVisit]) -> DayVisit | None:
    """The visit that is going on, if one is."""
    return next((each for each in visits if each.status is Status.IN_CONSULTATION), None)
