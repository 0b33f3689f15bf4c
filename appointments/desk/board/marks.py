"""What a visit's cell is marked with: each mark an icon and the words it stands for."""

from collections.abc import Iterator
from datetime import UTC, timedelta

from django.utils.translation import gettext_lazy as _

from appointments.desk.board.sheet import Sheet
from appointments.scheduling.times import Reason
from appointments.visits.models import REMOTE, DayVisit, Status
from medisecure.web.display.marks import look_of
from medisecure.web.display.markup.board_cells import Mark

LATE_AFTER = timedelta(minutes=10)  # from when on a patient who has not come is spoken of
UNSAID = (Status.SCHEDULED,)  # the usual state needs no icon
ICONS = (
    "clock", "check", "arrive", "door", "stethoscope", "check-double", "absent", "cross", "leave",
    "people", "warning", "pencil", "bell", "phone", "calendar", "plus", "up", "down", "video",
)  # fmt: skip


def marks_of(visit: DayVisit, sheet: Sheet, *, alike: bool) -> list[Mark]:
    """What is to be seen of a visit at a glance: what is amiss first, for a cell may be narrow.

    Where the visit stands is told by the colour of its edge as well.
    """
    label, icon, _tone = look_of(visit.status)
    marks = [] if visit.status in UNSAID else [Mark(icon, label)]
    marks += _troubles(visit, sheet, alike=alike)
    return sorted(marks, key=lambda mark: not mark.loud) if len(marks) > 1 else marks


def _troubles(visit: DayVisit, sheet: Sheet, *, alike: bool) -> Iterator[Mark]:
    if is_late(visit, sheet):
        yield Mark("warning", _("not arrived"), loud=True)
    if alike:
        yield Mark("people", _("name alert: another patient today has a similar name"), loud=True)
    yield from _of_place(visit, sheet)
    if visit.scheduling_info.mode in REMOTE:
        remote = {"VIDEO": Mark("video", _("By video")), "PHONE": Mark("phone", _("By phone"))}
        yield remote[str(visit.scheduling_info.mode)]


def _of_place(visit: DayVisit, sheet: Sheet) -> Iterator[Mark]:
    """Whether the rules have room for it; what has been seen to needs no such word."""
    block = sheet.block_at(visit.starts_at.astimezone(UTC))
    first, after = sheet.day.midnight, sheet.day.ends
    pending = visit.status.is_movable or visit.status.is_waiting
    if pending and visit.stand_in_id is not None:
        yield Mark("leave", _("seen by a stand-in"))
    elif pending and block is not None and block.reason is Reason.TIME_OFF:
        yield Mark("leave", _("doctor away"), loud=True)
    elif pending and (block is not None or not first <= visit.starts_at < after):
        yield Mark("leave", _("outside hours"))
    if visit.appointment_id in sheet.beside:
        yield Mark("plus", _("overbooked"), loud=True)
    elif visit.overruled is not None and block is None:
        yield Mark("pencil", _("added by the desk"))


def is_late(visit: DayVisit, sheet: Sheet) -> bool:
    """Whether the patient should be here and is not, until somebody says how it ended.

    Who is called at home need not come.
    """
    due = visit.starts_at + LATE_AFTER <= sheet.now
    return due and visit.status.is_reminded and visit.scheduling_info.mode not in REMOTE
