"""A visit as a board shows it, read by hand: docs/adr/0138-a-board-reads-its-visits-by-hand.md."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from appointments.visits.models import DayVisit, SchedulingInfo, Step
from appointments.visits.status import Status
from medisecure.clock import from_utc_text
from medisecure.dynamodb.sealing.wire_readers import wire_reader_of
from medisecure.fields import FROM_KEY

STATUSES: Mapping[str, Status] = {each.value: each for each in Status}


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardVisit(DayVisit):
    """A visit of a day as a board shows it: by hundreds, so it is read by hand and only as far.

    Of its place and type nothing is read, and the steps only where it is off the day, for there the
    board takes the last one back.
    """

    appointment_id: str = field(metadata=FROM_KEY)
    patient_id: str = field(metadata=FROM_KEY)

    @staticmethod
    def from_wire(item: Mapping[str, Any]) -> dict[str, Any]:
        """The fields by name but for the secret one, out of the item as the wire has it.

        Visit, patient and start are those of its key.
        """
        _, visit_id, starts_at = item["SK"]["S"].split("#")
        info = item["schedulingInfo"]["M"]
        found: dict[str, Any] = {
            "appointment_id": visit_id,
            "patient_id": item["PK"]["S"].partition("#")[2],
            "provider_id": item["providerId"]["S"],
            "scheduling_info": _booked(
                starts_at,
                info["duration"]["N"],
                info["mode"]["S"] if "mode" in info else None,
                info["timeZone"]["S"] if "timeZone" in info else None,
            ),
            "updated_at": from_utc_text(item["updatedAt"]["S"]),
        }
        if "status" in item:
            found["status"] = status = STATUSES[item["status"]["S"]]
            if "steps" in item and status.is_off:
                found["steps"] = _STEPS(item["steps"])
        if "version" in item:
            found["version"] = int(item["version"]["N"])
        if "sequence" in item:
            found["sequence"] = int(item["sequence"]["N"])
        if "standInId" in item:
            found["stand_in_id"] = item["standInId"]["S"]
        if "arrivedAt" in item:
            found["arrived_at"] = from_utc_text(item["arrivedAt"]["S"])
        return found


_STEPS = wire_reader_of(list[Step])


@lru_cache(4_096)  # a day's visits begin at the same times; it says nothing of whose they are
def _booked(
    starts_at: str, minutes: str, mode: str | None, time_zone: str | None
) -> SchedulingInfo:
    """When and how a visit is, of what the store has of it."""
    return SchedulingInfo(
        appointment_date=from_utc_text(starts_at),
        duration=int(minutes),
        mode=mode,
        time_zone=time_zone,
    )
