"""What a visit's cell is marked with: each mark an icon and the words it stands for."""

from collections.abc import Iterator
from datetime import timedelta

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


LATE = Mark("warning", _("not arrived"), loud=True)
ALIKE = Mark("people", _("name alert: another patient today has a similar name"), loud=True)
STAND_IN = Mark("leave", _("seen by a stand-in"))
AWAY = Mark("leave", _("doctor away"), loud=True)
OUTSIDE = Mark("leave", _("outside hours"))
OVERBOOKED = Mark("plus", _("overbooked"), loud=True)
ADDED = Mark("pencil", _("added by the desk"))
BY = {"VIDEO": Mark("video", _("By video")), "PHONE": Mark("phone", _("By phone"))}


def marks_of(visit: DayVisit, sheet: Sheet, *, alike: bool) -> list[Mark]:
    """What is to be seen of a visit at a glance: what is amiss first, for a cell may be narrow.

    Where the visit stands is told by the colour of its edge as well.
    """
    marks: list[Mark] = []
    if visit.status not in UNSAID:
        label, icon, _tone = look_of(visit.status)
        marks.append(Mark(icon, label))
    if is_late(visit, sheet):
        marks.append(LATE)
    if alike:
        marks.append(ALIKE)
    marks += _of_place(visit, sheet)
    if visit.scheduling_info.mode in REMOTE:
        marks.append(BY[str(visit.scheduling_info.mode)])
    return sorted(marks, key=lambda mark: not mark.loud) if len(marks) > 1 else marks


def _of_place(visit: DayVisit, sheet: Sheet) -> Iterator[Mark]:
    """Whether the rules have room for it; what has been seen to needs no such word."""
    starts_at, status = visit.starts_at, visit.status
    block = sheet.day.block_at(starts_at)
    pending = status.is_movable or status.is_waiting
    if pending and visit.stand_in_id is not None:
        yield STAND_IN
    elif pending and block is not None and block.reason is Reason.TIME_OFF:
        yield AWAY
    elif pending and (block is not None or not sheet.day.midnight <= starts_at < sheet.day.ends):
        yield OUTSIDE
    if visit.appointment_id in sheet.beside:
        yield OVERBOOKED
    elif visit.overruled is not None and block is None:
        yield ADDED


def is_late(visit: DayVisit, sheet: Sheet) -> bool:
    """Whether the patient should be here and is not, until somebody says how it ended.

    Who is called at home need not come.
    """
    due = visit.status.is_reminded and visit.starts_at <= sheet.now - LATE_AFTER
    return due and visit.scheduling_info.mode not in REMOTE
