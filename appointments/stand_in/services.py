"""Naming who stands in for a doctor on a day: those visits are then theirs to run, too.

The stand-in is written on the day, which every booking reads and claims: whatever comes onto it
later has them, too. On each visit they are written as well, so that the row-level rule sees it on
the visit itself, and each visit opens its patient's chart to them.
"""

from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date

from appointments.booking.requests import known_provider, sees_patients
from appointments.stand_in.models import StandIn
from appointments.stand_in.repository import StandIns
from appointments.visits.care import follow_care
from appointments.visits.models import Appointment
from appointments.visits.repository import Appointments, Days
from medisecure.audit.actions import Action
from medisecure.clock import zone
from medisecure.dynamodb.parallel import in_parallel
from medisecure.dynamodb.unit_of_work import UnitOfWork
from medisecure.errors import Conflict, gettext_noop
from medisecure.local_day import day_bounds
from providers.directory.models import Provider

TRIES = 4
BUSY = gettext_noop("This doctor's days are being changed just now. Try again in a moment.")
SAME = gettext_noop("Choose another doctor: nobody stands in for themselves.")
GONE = gettext_noop("This doctor no longer sees patients. Choose another one.")


@dataclass(frozen=True, slots=True, kw_only=True)
class DayOfVisits:
    """The visits of a doctor's day that have not begun, and how many have this stand-in."""

    provider: Provider
    visits: list[Appointment]

    def with_stand_in(self, stand_in_id: str) -> int:
        return sum(1 for each in self.visits if each.stand_in_id == stand_in_id)


def visits_of_day(uow: UnitOfWork, provider_id: str, day: date) -> DayOfVisits:
    """The doctor's visits that day as they stand now, as far as they are still to come."""
    provider = known_provider(uow, provider_id)
    bounds = day_bounds(day, zone(provider.zone_name))
    visits = Appointments(uow)
    found = visits.as_they_are(visits.of_provider(provider_id, *bounds))
    ahead = [each for each in found if each.status.is_movable]
    return DayOfVisits(provider=provider, visits=sorted(ahead, key=lambda each: each.starts_at))


def name_stand_in(uow: UnitOfWork, provider_id: str, day: date, stand_in_id: str) -> int:
    """Have that doctor run the day's visits, those to come as well; returns on how many they stand.

    A visit that was just booked may be missing in the list of the day for a moment: the same again
    covers it. Raises `Conflict` for the doctor themself, or one
    who no longer sees patients, and `NotFound` for who is no doctor.
    """
    if stand_in_id == provider_id:
        raise Conflict(SAME)
    _, other = in_parallel(
        lambda: known_provider(uow, provider_id), lambda: known_provider(uow, stand_in_id)
    )
    if not sees_patients(other):
        raise Conflict(GONE)
    named = StandIn(stand_in_id=stand_in_id, provider_id=provider_id, local_date=day,
                    by=uow.actor.user_id, created_at=uow.at)  # fmt: skip
    _write_on_day(uow, named)
    visits = visits_of_day(uow, provider_id, day).visits
    return sum(1 for visit in visits if _hand_over(uow, visit, stand_in_id))


def _write_on_day(uow: UnitOfWork, named: StandIn) -> None:
    """Write them on the doctor's day; `Conflict` if that is being changed again and again."""
    for _ in range(TRIES):
        day = Days(uow).get(named.provider_id, named.local_date)
        with suppress(Conflict):
            with uow:
                StandIns(uow).put(named)
                if day.stand_in_id != named.stand_in_id:
                    Days(uow).set_stand_in(day, named.stand_in_id)
                uow.record_change(Action.NAME_STAND_IN, named.provider_id)
            return
    raise Conflict(BUSY)


def _hand_over(uow: UnitOfWork, visit: Appointment, stand_in_id: str) -> bool:
    """Write the stand-in on one visit; False if it was changed meanwhile."""
    if visit.stand_in_id == stand_in_id:
        return True
    handed = replace(visit, stand_in_id=stand_in_id, updated_at=uow.at)
    with suppress(Conflict):
        with uow:
            Appointments(uow).save(handed, Action.NAME_STAND_IN)
            follow_care(uow, closed=[visit], opened=[handed])
        return True
    return False
