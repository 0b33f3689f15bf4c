"""What a visit's cell is marked with: each mark an icon and the words it stands for."""

from collections.abc import Mapping
from datetime import timedelta
from functools import cache

from django.utils.translation import gettext_lazy as _

from appointments.desk.board.sheet import Sheet
from appointments.scheduling.blocks import Block
from appointments.scheduling.times import Reason
from appointments.visits.models import REMOTE, DayVisit
from appointments.visits.status import Status
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
BY: Mapping[str | None, Mark] = {
    "VIDEO": Mark("video", _("By video")),
    "PHONE": Mark("phone", _("By phone")),
}


def marks_of(
    visit: DayVisit, sheet: Sheet, block: Block | None, *, alike: bool
) -> tuple[Mark, ...]:
    """What is to be seen of a visit at a glance: what is amiss first, for a cell may be narrow.

    `block` is what stands in the way of a visit at its time, other visits apart. Where the visit
    stands is told by the colour of its edge as well.
    """
    mode = visit.scheduling_info.mode
    return _marks(
        visit.status,
        LATE if is_late(visit, sheet) else None,
        ALIKE if alike else None,
        _of_hours(visit, sheet, block),
        _of_company(visit, sheet, block),
        BY[mode] if mode in REMOTE else None,
    )


@cache
def _marks(status: Status, *others: Mark | None) -> tuple[Mark, ...]:
    """The same for all visits that are marked alike; none of it says whose they are."""
    marks = [each for each in (_of_status(status), *others) if each is not None]
    return tuple(sorted(marks, key=lambda mark: not mark.loud))


def _of_status(status: Status) -> Mark | None:
    if status in UNSAID:
        return None
    label, icon, _tone = look_of(status)
    return Mark(icon, label)


def _of_hours(visit: DayVisit, sheet: Sheet, block: Block | None) -> Mark | None:
    """Whether the doctor is there for it; what has been seen to needs no such word."""
    if not (visit.status.is_movable or visit.status.is_waiting):
        return None
    if visit.stand_in_id is not None:
        return STAND_IN
    if block is not None:
        return AWAY if block.reason is Reason.TIME_OFF else OUTSIDE
    return None if sheet.day.midnight <= visit.starts_at < sheet.day.ends else OUTSIDE


def _of_company(visit: DayVisit, sheet: Sheet, block: Block | None) -> Mark | None:
    """Whether the desk put it beside another one, or where the rules have no room."""
    if visit.appointment_id in sheet.beside:
        return OVERBOOKED
    return ADDED if visit.overruled is not None and block is None else None


def is_late(visit: DayVisit, sheet: Sheet) -> bool:
    """Whether the patient should be here and is not, until somebody says how it ended.

    Who is called at home need not come.
    """
    due = visit.status.is_reminded and visit.starts_at <= sheet.now - LATE_AFTER
    return due and visit.scheduling_info.mode not in REMOTE
