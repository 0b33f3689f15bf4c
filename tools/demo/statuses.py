"""How far each visit has come at 10:30: past ones are over, coming ones are not yet."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from appointments.visits.status import Status
from tools.demo.clinic_time import local_date
from tools.demo.doctors import DOCTORS
from tools.demo.schedule import Visit

_PAST = ((0.88, Status.COMPLETED), (0.95, Status.CANCELLED), (1.0, Status.NO_SHOW))
_COMING = ((0.45, Status.CONFIRMED), (0.93, Status.SCHEDULED), (1.0, Status.CANCELLED))
_MISSED_EVERY, _MISSED_PLACE = 5, 2
_CANCELLED_EVERY, _CANCELLED_PLACE = 8, 4
_IN_ROOM_BEFORE = timedelta(minutes=30)
_ARRIVED_BEFORE = timedelta(minutes=60)
_WAITING_AT_MOST = 2


def with_status(visits: list[Visit], now: datetime) -> Iterator[tuple[Visit, Status]]:
    """One doctor's visits of one day, in order, each with its status at `now`."""
    today = local_date(now)
    ended = coming = 0
    for visit in visits:
        if visit.day != today:
            table = _PAST if visit.day < today else _COMING
            yield visit, next(word for limit, word in table if visit.fate < limit)
        elif visit.ends_at <= now:
            yield visit, _ended(visit, ended)
            ended += 1
        elif visit.starts_at <= now:
            yield visit, Status.IN_CONSULTATION
        else:
            yield visit, _coming(visit, coming, now)
            coming += 1


def _ended(visit: Visit, place: int) -> Status:
    if place % _MISSED_EVERY != _MISSED_PLACE or visit.standing:
        return Status.COMPLETED
    return Status.CANCELLED if DOCTORS.index(visit.doctor) % 2 else Status.NO_SHOW


def _coming(visit: Visit, place: int, now: datetime) -> Status:
    wait = visit.starts_at - now
    if place == 0 and wait <= _IN_ROOM_BEFORE:
        return Status.IN_ROOM
    if place <= _WAITING_AT_MOST and wait <= _ARRIVED_BEFORE:
        return Status.ARRIVED
    if place % _CANCELLED_EVERY == _CANCELLED_PLACE and not visit.standing:
        return Status.CANCELLED
    return Status.SCHEDULED if place % 2 else Status.CONFIRMED
