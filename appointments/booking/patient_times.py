"""When a patient's visits are, and with whom: all that the rule about several of them needs.

It is a view of the visits without their secrets, with a noun of its own in the policy: a doctor may
not see a colleague's visit and must still not take a visit back onto it. Nobody is shown these, so
that they leave nothing in the trail.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import ClassVar

from appointments.visits.models import Appointment, SchedulingInfo
from appointments.visits.status import Status
from medisecure.clock import CLINIC_ZONE, zone
from medisecure.dynamodb import keys
from medisecure.dynamodb.item_type import ItemType, Trace
from medisecure.dynamodb.query import Query
from medisecure.dynamodb.repository import Repository
from medisecure.fields import QUIET

FAR_AHEAD = timedelta(days=3660)


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitTime:
    """The time one visit takes up."""

    entity_type: ClassVar[str] = "APPOINTMENT"

    appointment_id: str
    patient_id: str
    provider_id: str
    scheduling_info: SchedulingInfo
    status: Status = Status.SCHEDULED
    version: int = field(default=0, metadata=QUIET)

    @classmethod
    def of(cls, visit: Appointment) -> "VisitTime":
        """The time of a visit as it is planned."""
        return cls(
            appointment_id=visit.appointment_id,
            patient_id=visit.patient_id,
            provider_id=visit.provider_id,
            scheduling_info=visit.scheduling_info,
            status=visit.status,
            version=visit.version,
        )

    @property
    def resource_id(self) -> str:
        return self.appointment_id

    @property
    def starts_at(self) -> datetime:
        return self.scheduling_info.appointment_date

    @property
    def ends_at(self) -> datetime:
        return self.starts_at.astimezone(UTC) + timedelta(minutes=self.scheduling_info.duration)

    @property
    def local_date(self) -> date:
        """The day on the wall clock of the visit's zone."""
        return self.starts_at.astimezone(zone(self.scheduling_info.time_zone or CLINIC_ZONE)).date()

    @property
    def is_live(self) -> bool:
        return self.status.takes_time

    def overlaps(self, visit: Appointment) -> bool:
        """Whether both take up some of the same time; touching ends do not count."""
        return self.starts_at < visit.ends_at and visit.starts_at < self.ends_at


VISIT_TIME = ItemType(
    "visit_time",
    VisitTime,
    keys.APPOINTMENT,
    (keys.VISIT_TIMELINE,),
    "APPOINTMENT",
    Trace.NONE,
    whole=False,
)


class VisitTimes(Repository[VisitTime]):
    """When a patient's visits are."""

    item_type = VISIT_TIME

    def since(self, patient_id: str, since: datetime, limit: int) -> list[VisitTime]:
        """Those that start from an instant on, in order, by an index that may lag."""
        pattern = keys.VISIT_TIMELINE
        query = Query(
            pattern=pattern,
            start=pattern.key(patient_id=patient_id, starts_at=since),
            until=pattern.key(patient_id=patient_id, starts_at=since + FAR_AHEAD)["GSI4SK"],
            limit=limit,
            newest_first=False,
        )
        return self._page(query).items

    def at_keys(self, patient_id: str, wanted: Iterable[tuple[str, datetime]]) -> list[VisitTime]:
        """Those of visits by id and start, read by their own keys."""
        return self._many(
            {"patient_id": patient_id, "appointment_id": each, "starts_at": starts_at}
            for each, starts_at in wanted
        )
