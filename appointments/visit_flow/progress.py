"""How a doctor's day goes: who waits, since when, and how far behind it runs."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from appointments.visits.models import REMOTE, Appointment, Status

MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """The figures above a day: `behind` in minutes, 0 if the day is on time."""

    waiting: int
    behind: int
    seen: int
    planned: int


def progress_of(visits: Sequence[Appointment], at: datetime) -> Progress:
    """Where the day stands at an instant."""
    live = [each for each in visits if each.is_live]
    return Progress(
        waiting=sum(1 for each in live if each.status.is_waiting),
        behind=max((minutes_late(each, at) for each in live), default=0),
        seen=sum(1 for each in live if each.status is Status.COMPLETED),
        planned=len(live),
    )


def minutes_late(visit: Appointment, at: datetime) -> int:
    """By how much the doctor is late for this visit: it overruns, or its patient is kept waiting.

    A patient who has not come, or came after their time, is late themselves and puts nobody
    behind; nor does one who is called or seen by video, who waits at home.
    """
    if visit.status.is_waiting and visit.scheduling_info.mode not in REMOTE:
        return minutes_waiting(visit, at) or 0
    if visit.status is Status.IN_CONSULTATION:
        return max(0, (at - visit.ends_at) // MINUTE)
    return 0


def minutes_waiting(visit: Appointment, at: datetime) -> int | None:
    """How many minutes a patient waits; None if they do not, or nobody noted since when.

    It counts from the later of arrival and appointment: who comes early waits for their own time.
    """
    if not visit.status.is_waiting:
        return None
    came = visit.arrived_at or (visit.updated_at if visit.status is Status.ARRIVED else None)
    return None if came is None else max(0, (at - max(came, visit.starts_at)) // MINUTE)


def overbooked(visits: Sequence[Appointment]) -> frozenset[str]:
    """The ids of visits that were put beside another one: see `stands_beside`."""
    return frozenset(each.appointment_id for each in visits if stands_beside(each, visits))


def stands_beside(visit: Appointment, visits: Sequence[Appointment]) -> bool:
    """Whether it was put beside another one; of two, the one the desk put in, not the other."""
    beside = [each for each in visits if each is not visit and visit.overlaps(each)]
    put_in = visit.overruled is not None
    return bool(beside) and (put_in or all(each.overruled is None for each in beside))


def with_the_doctor(visits: Sequence[Appointment]) -> Appointment | None:
    """The visit that is going on, if one is."""
    return next((each for each in visits if each.status is Status.IN_CONSULTATION), None)
