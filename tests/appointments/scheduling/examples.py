"""A doctor's day of three hours in Doha, and what is free of it."""

from datetime import UTC, date, datetime
from typing import Any

from appointments.scheduling.availability import (
    day_slots,
)
from appointments.scheduling.times import Reason, Slot, cells
from providers.directory.models import WEEKDAYS, Availability, Hours, WorkingHours
from providers.directory.rules import (
    VisitType,
)

DOHA = "Asia/Qatar"
SUNDAY = date(2025, 6, 15)
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
LATER = datetime(2100, 1, 1, tzinfo=UTC)
NINE = datetime(2025, 6, 15, 6, tzinfo=UTC)  # in Doha
SCAN = VisitType(code="SCAN", name="Scan", minutes=30, buffer_before=10, buffer_after=15)


def every_day(start: str = "08:00", end: str = "11:00", **more: Any) -> Availability:
    hours = Hours(start=start, end=end)
    return Availability(working_hours=WorkingHours(**dict.fromkeys(WEEKDAYS, hours)), **more)


def taken_by(owner: str, start: datetime, minutes: int, zone: str = DOHA) -> dict[str, str]:
    [names] = cells(start, minutes, zone).values()
    return dict.fromkeys(names, owner)


def slots_of(rules: Availability, *, day: date = SUNDAY, **more: Any) -> dict[str, Slot]:
    asked = {"taken": {}, "minutes": 30, "now": LONG_AGO, "zone": DOHA} | more
    slots = day_slots(rules, day, asked.pop("zone"), asked.pop("taken"), **asked)
    return {slot.local.strftime("%H:%M"): slot for slot in slots}


def reasons(rules: Availability, **more: Any) -> dict[str, Reason | None]:
    return {wall: slot.reason for wall, slot in slots_of(rules, **more).items()}


def free(rules: Availability, **more: Any) -> list[str]:
    return [wall for wall, slot in slots_of(rules, **more).items() if slot.is_free]
