"""Which visits of the plan the demo shows: all of today, less and less of days further away."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import groupby

from tools.demo.schedule import Register, Visit, day_plan

_SHARE_WITHIN_DAYS = (
    (range(0, 1), 1.0),
    (range(1, 8), 0.5),
    (range(8, 29), 0.2),
    (range(-7, 0), 0.36),
    (range(-60, -7), 0.11),
    (range(-365, -60), 0.029),
)
"""Days from today → the share of that day's plan that is shown."""
_SHARES = {distance: share for days, share in _SHARE_WITHIN_DAYS for distance in days}
_USUAL_PATIENTS = 400
_DAYS_BETWEEN_VISITS = 6
_STANDING_EVERY_WEEKS = 6
_WEEK = 7


def visits_around(register: Register, *, seed: int, today: date) -> list[Visit]:
    """The demo's visits by day, doctor and time; a day's visits are the same from any other day."""
    more = max(1.0, len(register.by_id) / _USUAL_PATIENTS)
    days_seen: dict[str, list[date]] = defaultdict(list)
    chosen: list[Visit] = []
    for distance in sorted(_SHARES, key=lambda days: (abs(days), days)):
        day = today + timedelta(days=distance)
        for visit in day_plan(day, seed=seed, register=register):
            if _is_shown(visit, distance, more, days_seen[visit.patient.patient_id]):
                days_seen[visit.patient.patient_id].append(day)
                chosen.append(visit)
    return sorted(chosen, key=lambda visit: visit.number)


def _is_shown(visit: Visit, distance: int, more: float, days_seen: list[date]) -> bool:
    if visit.extra and distance:
        return False
    if visit.standing:
        return _standing_is_shown(visit.day, distance)
    if visit.chance >= _SHARES[distance] * more:
        return False
    return all(abs((visit.day - other).days) >= _DAYS_BETWEEN_VISITS for other in days_seen)


def _standing_is_shown(day: date, distance: int) -> bool:
    """The next one, and of the past ones one in six weeks."""
    if distance > 0:
        return distance <= _WEEK
    return day.toordinal() // _WEEK % _STANDING_EVERY_WEEKS == 0


def by_doctor_and_day(visits: list[Visit]) -> Iterator[list[Visit]]:
    """The visits of one doctor on one day, in order of time; one list after the other."""
    for _, group in groupby(visits, key=lambda visit: (visit.day, visit.doctor.provider_id)):
        yield list(group)
