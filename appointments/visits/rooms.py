"""Rooms a visit may be in, and whether somebody else has one: told, never a reason to refuse."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Self

from appointments.visits.models import Appointment, VisitPlace
from appointments.visits.repository import Places
from medisecure.clinic_rules import RULES
from medisecure.clock import zone
from medisecure.dynamodb.unit_of_work import UnitOfWork
from providers.directory.models import PLACE, Provider

IN_PERSON = (None, "", "IN_PERSON")  # who calls or is called needs no room


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomWanted:
    """Where and when a visit is to be, and whose it is."""

    appointment_id: str
    provider_id: str
    location: str | None
    mode: str | None
    starts_at: datetime
    minutes: int

    @classmethod
    def of(cls, visit: Appointment, location: str | None, mode: str | None) -> Self:
        """For a visit at its own time, in that place."""
        return cls(
            appointment_id=visit.appointment_id,
            provider_id=visit.stand_in_id or visit.provider_id,
            location=location,
            mode=mode,
            starts_at=visit.starts_at,
            minutes=visit.minutes,
        )

    @property
    def ends_at(self) -> datetime:
        """The instant the room is free again."""
        return self.starts_at + timedelta(minutes=self.minutes)


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomTaken:
    """Which room somebody else has, from when to when by the wall clock, and who."""

    room: str
    starts: str
    ends: str
    doctor: str


def places_of(provider: Provider) -> list[str]:
    """Every place a visit to the doctor may be, without doubles: their rooms, then the clinic's."""
    return [provider.place_in(each) for each in dict.fromkeys([*provider.rooms, *RULES.rooms])]


def room_taken(
    uow: UnitOfWork, request: RoomWanted, providers: Sequence[Provider]
) -> RoomTaken | None:
    """The first visit of another doctor in that room at that time; None if there is none.

    A hospital alone is no room, and by video or phone nobody needs one.
    """
    known = {each.provider_id: each for each in providers}
    room = _said_alike(request.location)
    no_rooms = {_said_alike(each.place_in("")) for each in providers}
    doctor = known.get(request.provider_id)
    if not room or room in no_rooms or request.mode not in IN_PERSON or doctor is None:
        return None
    local = request.starts_at.astimezone(zone(doctor.zone_name))
    there = (each for each in Places(uow).on(local.date()) if _meets(each, request, room))
    first = next(there, None)
    if first is None:
        return None
    whose = known.get(first.stand_in_id or first.provider_id)
    starts = first.starts_at.astimezone(zone(doctor.zone_name))
    ends = starts + timedelta(minutes=first.scheduling_info.duration)
    return RoomTaken(
        room=(first.scheduling_info.location or "").rpartition(PLACE)[2],
        starts=f"{starts:%H:%M}",
        ends=f"{ends:%H:%M}",
        doctor=whose.display_name if whose else first.provider_id,
    )


def _meets(other: VisitPlace, request: RoomWanted, room: str) -> bool:
    """Whether that visit is a colleague's, in that room, at that time."""
    info = other.scheduling_info
    ends = other.starts_at + timedelta(minutes=info.duration)
    return (
        other.appointment_id != request.appointment_id
        and (other.stand_in_id or other.provider_id) != request.provider_id
        and not other.status.has_ended
        and info.mode in IN_PERSON
        and _said_alike(info.location) == room
        and other.starts_at < request.ends_at
        and request.starts_at < ends
    )


def _said_alike(place: str | None) -> str:
    return " ".join((place or "").split()).casefold()
