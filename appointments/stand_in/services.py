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
from medisecure.dynamodb.calls.parallel import in_parallel
from medisecure.dynamodb.unit_of_work import UnitOfWork
from medisecure.errors import Conflict, gettext_noop
from medisecure.local_day import day_bounds
from providers.directory.models import Provider

TRIES = 4
BUSY = gettext_noop("This doctor's schedule is being changed right now. Try again in a moment.")
SAME = gettext_noop("Choose another doctor: a doctor cannot stand in for themselves.")
GONE = gettext_noop("This doctor no longer sees patients. Choose another one.")


@dataclass(frozen=True, slots=True, kw_only=True)
class DayOfVisits:
    """The visits of a doctor's day that have not begun; who stands in on it, None for nobody."""

    provider: Provider
    visits: list[Appointment]
    stand_in_id: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedDay:
    """The same as an index lists it, which may lag; `visits` is what one asks by."""

    provider: Provider
    visits: list[Appointment]
    stand_in_id: str | None

    def as_it_is(self, uow: UnitOfWork) -> DayOfVisits:
        """The visits as they stand now, as far as they are still to come.

        A patient who is here already waits for whoever sees them: that visit has not begun either.
        """
        found = Appointments(uow).as_they_are(self.visits)
        ahead = [each for each in found if each.status.is_movable or each.status.is_waiting]
        return DayOfVisits(
            provider=self.provider,
            visits=sorted(ahead, key=lambda each: each.starts_at),
            stand_in_id=self.stand_in_id,
        )


def listed_day(uow: UnitOfWork, provider: Provider, day: date) -> ListedDay:
    """One round trip, for whoever has others to make beside the second one."""
    provider_id, bounds = provider.provider_id, day_bounds(day, zone(provider.zone_name))
    listed, on_day = in_parallel(
        lambda: Appointments(uow).of_provider(provider_id, *bounds),
        lambda: Days(uow).get(provider_id, day),
    )
    return ListedDay(provider=provider, visits=listed, stand_in_id=on_day.stand_in_id)


def visits_of_day(uow: UnitOfWork, provider: Provider, day: date) -> DayOfVisits:
    """The doctor's visits that day as they stand now, as far as they are still to come."""
    return listed_day(uow, provider, day).as_it_is(uow)


def name_stand_in(uow: UnitOfWork, provider_id: str, day: date, stand_in_id: str) -> int:
    """Have that doctor run the day's visits, those to come as well; returns on how many they stand.

    A visit that was just booked may be missing in the list of the day for a moment: the same again
    covers it. Raises `Conflict` for the doctor themself, or one
    who no longer sees patients, and `NotFound` for who is no doctor.
    """
    if stand_in_id == provider_id:
        raise Conflict(SAME)
    provider, other = in_parallel(
        lambda: known_provider(uow, provider_id), lambda: known_provider(uow, stand_in_id)
    )
    if not sees_patients(other):
        raise Conflict(GONE)
    named = StandIn(stand_in_id=stand_in_id, provider_id=provider_id, local_date=day,
                    by=uow.actor.user_id, created_at=uow.at)  # fmt: skip
    _write_on_day(uow, named)
    visits = visits_of_day(uow, provider, day).visits
    return sum(1 for visit in visits if _hand_over(uow, visit, stand_in_id))


def end_stand_in(uow: UnitOfWork, provider_id: str, day: date) -> int:
    """Give the day back to its doctor; returns how many visits were given back.

    What has not begun opens its patient's chart to the stand-in no longer, at once. A visit that
    they began or completed stays theirs. Raises `Conflict` if the day is changed again and again.
    """
    uow.require("desk:write")
    _erase_from_day(uow, provider_id, day)
    visits = visits_of_day(uow, known_provider(uow, provider_id), day).visits
    return sum(1 for visit in visits if visit.stand_in_id and _hand_over(uow, visit, None))


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


def _erase_from_day(uow: UnitOfWork, provider_id: str, local_date: date) -> None:
    """Nobody stands in on the doctor's day; `Conflict` as above."""
    for _ in range(TRIES):
        day = Days(uow).get(provider_id, local_date)
        if day.stand_in_id is None:
            return
        with suppress(Conflict):
            with uow:
                Days(uow).set_stand_in(day, None)
                uow.record_change(Action.END_STAND_IN, provider_id)
            return
    raise Conflict(BUSY)


def _hand_over(uow: UnitOfWork, visit: Appointment, stand_in_id: str | None) -> bool:
    """Write the stand-in, or that there is none, on one visit; False if it changed meanwhile."""
    if visit.stand_in_id == stand_in_id:
        return True
    handed = replace(visit, stand_in_id=stand_in_id, updated_at=uow.at)
    with suppress(Conflict):
        with uow:
            Appointments(uow).save(
                handed, Action.NAME_STAND_IN if stand_in_id else Action.END_STAND_IN
            )
            follow_care(uow, closed=[visit], opened=[handed])
        return True
    return False
