"""Time off: accepted at once, also over visits that are booked, and taken back as easily.

It is written into each day it touches, so that no free time is offered there from that moment on.
The visits it meets stay as they are until somebody moves them.
"""

from datetime import datetime, timedelta

from appointments.scheduling.day import Day
from appointments.visits.models import MAX_MINUTES, Appointment
from appointments.visits.repository import Appointments, Days
from medisecure.audit.actions import Action
from medisecure.clock import zone
from medisecure.dynamodb.calls.parallel import in_parallel
from medisecure.dynamodb.unit_of_work import UnitOfWork
from medisecure.errors import Conflict, Invalid, gettext_noop
from medisecure.local_day import day_bounds
from providers.directory.absences import Absence, Absences

MOST_DAYS = 62
TRIES = 4
WEEK = timedelta(days=7)
TOO_LONG = gettext_noop("Time off can be two months long at most. Add a longer one in parts.")
ALREADY = gettext_noop(
    "The doctor is already away then. Open that time off below, or remove it before you add "
    "another."
)
BUSY = gettext_noop("This doctor's schedule is being changed right now. Try again in a moment.")


def add(uow: UnitOfWork, absence: Absence) -> None:
    """Write the time off into all of its days and onto the list, together; twice is once.

    Raises `Invalid` if it touches too many days, `Conflict` if others keep changing them, or if
    nothing would be added: of two that say the same, taking one back would leave the doctor away.
    """
    for _ in range(TRIES):
        days = days_of(uow, absence)
        if all(absence.time_off_id in day.time_off_ids for day in days):
            return
        if set.intersection(*(_covering(day, absence) for day in days)):
            raise Conflict(ALREADY)
        try:
            with uow:
                for day in days:
                    bounds = day_bounds(day.local_date, absence.time_zone)
                    Days(uow).set_time_off(day, absence.time_off_id, absence.span(*bounds))
                Absences(uow).add(absence, Action.ADD_TIME_OFF)
        except Conflict:
            continue
        return
    raise Conflict(BUSY)


def _covering(day: Day, absence: Absence) -> set[str]:
    """The times off of the day that leave nothing of this one to add to it."""
    first, after = day_bounds(day.local_date, absence.time_zone)
    since, until = max(absence.starts_at, first), min(absence.ends_at, after)
    return {
        name
        for name, each in zip(day.time_off_ids, day.time_off, strict=True)
        if each.starts_at <= since and until <= each.ends_at
    }


def remove(uow: UnitOfWork, absence: Absence) -> None:
    """Take the time off out of its days and off the list, together; gone already is done."""
    for _ in range(TRIES):
        days = [day for day in days_of(uow, absence) if absence.time_off_id in day.time_off_ids]
        if not days:
            return
        try:
            with uow:
                for day in days:
                    Days(uow).set_time_off(day, absence.time_off_id, None)
                Absences(uow).remove(absence)
        except Conflict:
            continue
        return
    raise Conflict(BUSY)


def days_of(uow: UnitOfWork, absence: Absence) -> list[Day]:
    """The doctor's local days it touches, as they stand now, in one round trip."""
    tz = zone(absence.time_zone)
    day = absence.starts_at.astimezone(tz).date()
    wanted = []
    while day_bounds(day, tz)[0] < absence.ends_at:
        wanted.append((absence.provider_id, day))
        day += timedelta(days=1)
        if len(wanted) > MOST_DAYS:
            raise Invalid({"until": TOO_LONG})
    return list(Days(uow).several(wanted).values())


def visits_between(
    uow: UnitOfWork, provider_id: str, starts_at: datetime, ends_at: datetime
) -> list[Appointment]:
    """The doctor's visits that may take some of that time, a week at a time side by side."""
    weeks, since = [], starts_at - timedelta(minutes=MAX_MINUTES)
    while since < ends_at:
        weeks.append((since, min(since + WEEK, ends_at)))
        since += WEEK
    visits = Appointments(uow)
    found: list[list[Appointment]] = in_parallel(
        *(lambda week=week: visits.of_provider(provider_id, *week) for week in weeks)
    )
    return [each for part in found for each in part]


def affected_by(absence: Absence, visits: list[Appointment], at: datetime) -> list[Appointment]:
    """Those of the visits that cannot take place as booked: still ahead, and in that time.

    One that a stand-in sees takes place.
    """
    return [
        each
        for each in visits
        if each.status.is_movable
        and each.provider_id == absence.provider_id
        and each.stand_in_id is None
        and each.ends_at > at
        and each.starts_at < absence.ends_at
        and absence.starts_at < each.ends_at
    ]
