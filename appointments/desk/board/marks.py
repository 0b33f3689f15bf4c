"""What a visit's cell is marked with: each mark an icon and the words it stands for."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from appointments.desk.board.sheet import Sheet
from appointments.scheduling.times import Reason
from appointments.visit_flow.progress import stands_beside
from appointments.visits.models import REMOTE, Appointment, Status
from medisecure.local_day import day_bounds
from medisecure.web.display.marks import look_of

LATE_AFTER = timedelta(minutes=10)  # from when on a patient who has not come is spoken of
UNSAID = (Status.SCHEDULED,)  # the usual state needs no icon
ICONS = (
    "clock", "check", "arrive", "door", "stethoscope", "check-double", "absent", "cross", "leave",
    "people", "warning", "pencil", "bell", "phone", "calendar", "plus", "up", "down", "video",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Mark:
    """An icon with its words; a loud one wants somebody to do something."""

    icon: str
    label: Any
    loud: bool = False


def marks_of(visit: Appointment, sheet: Sheet, *, alike: bool) -> list[Mark]:
    """What is to be seen of a visit at a glance: where it stands first, then what is amiss."""
    label, icon, _tone = look_of(visit.status)
    status = [] if visit.status in UNSAID else [Mark(icon, label)]
    return [*status, *_troubles(visit, sheet, alike=alike)]


def _troubles(visit: Appointment, sheet: Sheet, *, alike: bool) -> Iterator[Mark]:
    if is_late(visit, sheet):
        yield Mark("warning", _("has not come"), loud=True)
    if alike:
        yield Mark("people", _("name alert: someone else today has a like name"), loud=True)
    yield from _of_place(visit, sheet)
    if visit.scheduling_info.mode in REMOTE:
        remote = {"VIDEO": Mark("video", _("By video")), "PHONE": Mark("phone", _("By phone"))}
        yield remote[str(visit.scheduling_info.mode)]


def _of_place(visit: Appointment, sheet: Sheet) -> Iterator[Mark]:
    """Whether the rules have room for it; what has been seen to needs no such word."""
    block = sheet.block_at(visit.starts_at.astimezone(UTC))
    first, after = day_bounds(sheet.claimed.local_date, sheet.provider.zone_name)
    pending = visit.status.is_movable or visit.status.is_waiting
    if pending and block is not None and block.reason is Reason.TIME_OFF:
        yield Mark("leave", _("doctor away"), loud=True)
    elif pending and (block is not None or not first <= visit.starts_at < after):
        yield Mark("leave", _("outside hours"))
    if stands_beside(visit, sheet.visits):
        yield Mark("plus", _("overbooked"), loud=True)
    elif visit.overruled is not None and block is None:
        yield Mark("pencil", _("put in by the desk"))


def is_late(visit: Appointment, sheet: Sheet) -> bool:
    """Whether the patient should be here by now and is not; who is called at home need not come."""
    due = visit.starts_at + LATE_AFTER <= sheet.now < visit.ends_at
    return due and visit.status.is_reminded and visit.scheduling_info.mode not in REMOTE
