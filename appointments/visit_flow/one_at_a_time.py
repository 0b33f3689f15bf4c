"""A doctor is in consultation with one patient at a time, also if two are called in at once.

Who is with the doctor stands on the doctor's day. Every start writes it in the transaction that
starts, on the condition that it still is what was seen: of two starts in the same second the second
one fails. Nobody has to take it away: what names a visit that is over is simply replaced. It names
the visit's version as well, so that the same visit called in again is another value.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from appointments.scheduling.day import Day
from appointments.visits.care import doctors_of
from appointments.visits.models import Appointment
from appointments.visits.repository import Appointments, Days
from appointments.visits.status import Status
from medisecure.clock import from_utc_text, utc_text
from medisecure.dynamodb.calls.parallel import in_parallel
from medisecure.dynamodb.unit_of_work import UnitOfWork
from medisecure.errors import Conflict, gettext_noop
from medisecure.local_day import day_bounds

BUSY = gettext_noop(
    "The doctor is still in consultation with another patient. Close that consultation first."
)
Named = tuple[str, str, datetime]  # patient, visit, start: how one is read by its own key
_NAMED = re.compile(r"(?P<patient>[^/]+)/(?P<visit>[^/]+)/(?P<starts>[^/]+)/(?P<version>\d+)")


@dataclass(frozen=True, slots=True)
class Room:
    """The doctor's day as it was when nobody was with the doctor."""

    day: Day

    def enter(self, uow: UnitOfWork, visit: Appointment) -> None:
        """Inside the open transaction that starts the visit: it is the one with the doctor now."""
        name = f"{visit.patient_id}/{visit.appointment_id}/{utc_text(visit.starts_at)}"
        Days(uow).call_in(self.day, f"{name}/{visit.version + 1}")


def free_room(uow: UnitOfWork, visit: Appointment) -> Room:
    """Read whether whoever sees the patient has nobody with them; `Conflict` if they have.

    The index may lag behind a start or an end of a moment ago, so that whoever seems to be with the
    doctor is looked at by their own key.
    """
    doctors, bounds = doctors_of(visit), day_bounds(visit.local_date, visit.zone_name)
    sees = doctors[-1]
    day, *found = in_parallel(
        lambda: Days(uow).get(sees, visit.local_date),
        *(lambda who=who: Appointments(uow).of_provider(who, *bounds) for who in doctors),
    )
    listed = (each for visits in found for each in visits)
    inside = Appointments(uow).as_named(
        {*_named(day.in_consultation), *_seeming(listed)} - {_name(visit)}
    )
    uow.show_only({visit.patient_id})
    if any(
        each.status is Status.IN_CONSULTATION and doctors_of(each)[-1] == sees for each in inside
    ):
        raise Conflict(BUSY)
    return Room(day)


def _seeming(visits: Iterable[Appointment]) -> Iterable[Named]:
    return (_name(each) for each in visits if each.status is Status.IN_CONSULTATION)


def _name(visit: Appointment) -> Named:
    return visit.patient_id, visit.appointment_id, visit.starts_at


def _named(mark: str) -> set[Named]:
    """The visit a day's mark names; none for no mark."""
    found = _NAMED.fullmatch(mark)
    return {(found["patient"], found["visit"], from_utc_text(found["starts"]))} if found else set()
