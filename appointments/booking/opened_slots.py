"""Times that came free because a visit was cancelled or moved, until somebody offered them.

The note is stored in the transaction that gives the time back: whatever happens to the process
afterwards, the time is still offered to those who wait for one.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import ClassVar

from appointments.scheduling.availability import claimed_cells
from appointments.visits.models import Appointment
from medisecure.audit.actions import Action
from medisecure.clock import CLINIC_ZONE, zone
from medisecure.dynamodb import keys
from medisecure.dynamodb.item_type import ItemType, Trace
from medisecure.dynamodb.repository import Repository
from medisecure.fields import QUIET

SOONEST = timedelta(hours=1)  # nobody can answer and come in less
DUE = "DUE"


@dataclass(frozen=True, slots=True, kw_only=True)
class DoctorTime:
    """A time of a doctor: the instant, minutes, and the minutes kept clear around it."""

    provider_id: str
    starts_at: datetime
    minutes: int
    buffer_before: int | None = None
    buffer_after: int | None = None
    time_zone: str | None = None

    @classmethod
    def of(cls, visit: Appointment) -> "DoctorTime":
        """The time a visit takes up."""
        info = visit.scheduling_info
        return cls(
            provider_id=visit.provider_id,
            starts_at=visit.starts_at,
            minutes=visit.minutes,
            buffer_before=info.buffer_before,
            buffer_after=info.buffer_after,
            time_zone=info.time_zone,
        )

    @property
    def zone_name(self) -> str:
        """The IANA name of the zone whose wall clock it is kept by."""
        return self.time_zone or CLINIC_ZONE

    @property
    def local_start(self) -> datetime:
        """The start on that wall clock."""
        return self.starts_at.astimezone(zone(self.zone_name))

    @property
    def cells(self) -> dict[date, list[str]]:
        """The cells of the doctor's days it is made of."""
        before, after = self.buffer_before or 0, self.buffer_after or 0
        return claimed_cells(self.starts_at, self.minutes, self.zone_name, before, after)


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenedSlot:
    """A time that came free at some instant."""

    entity_type: ClassVar[str] = "FREED"

    span: DoctorTime
    freed_at: datetime
    left_by: str | None = None  # the patient who gave it back
    version: int = field(default=0, metadata=QUIET)

    @property
    def provider_id(self) -> str:
        return self.span.provider_id

    @property
    def starts_at(self) -> datetime:
        return self.span.starts_at

    @property
    def resource_id(self) -> str:
        """The doctor's id: a time has no other name."""
        return self.span.provider_id

    @property
    def due(self) -> str:
        """The place in the index of those still to be offered: all that are stored."""
        return DUE


OPENED_SLOT = ItemType(
    "freed", OpenedSlot, keys.OPENED_SLOT, (keys.OPENED_SLOT_DUE,), "FREED", Trace.NONE
)


def can_be_offered(visit: Appointment, at: datetime) -> bool:
    """Whether the visit gave back a time that somebody else might still come at."""
    return not visit.is_live and visit.overruled is None and visit.starts_at - at >= SOONEST


class OpenedSlots(Repository[OpenedSlot]):
    """What came free and was not offered yet."""

    item_type = OPENED_SLOT

    def note(self, visit: Appointment) -> None:
        """Stage the note that this visit gives its time back, if it is worth offering."""
        if visit.overruled is None and visit.starts_at - self._uow.at >= SOONEST:
            left_by = visit.patient_id
            self.put(OpenedSlot(span=DoctorTime.of(visit), freed_at=self._uow.at, left_by=left_by))

    def put(self, freed: OpenedSlot) -> None:
        """Stage a time to be offered, and announce it to whoever offers times."""
        self._uow.put(self.item_type, freed)
        self._uow.publish(freed)

    def still_there(self, freed: OpenedSlot) -> list[OpenedSlot]:
        """The same note as it stands now; empty once somebody has dealt with it."""
        return self._many([{"provider_id": freed.provider_id, "starts_at": freed.starts_at}])

    def done(self, freed: OpenedSlot) -> None:
        """Stage its end; `Conflict` if somebody else has dealt with it."""
        self._uow.remove(self.item_type, freed, Action.CLOSE_FREED_TIME)

    def due(self) -> list[OpenedSlot]:
        """Those to be offered, the soonest first."""
        return self._in_order(keys.OPENED_SLOT_DUE, due=DUE)
