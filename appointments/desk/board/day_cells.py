"""The cells of one doctor's day: visits, times that are held or free, and hours nobody is seen."""

from collections.abc import Callable, Container, Iterator
from datetime import UTC
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from appointments.desk.board.grid import QUARTER, Cell, Frame
from appointments.desk.board.sheet import SHUT, Links, Sheet
from appointments.scheduling.availability import WORDS, hold_of
from appointments.scheduling.blocks import Block
from appointments.scheduling.times import Reason, cells
from appointments.visit_flow.waiting import waiting_of
from appointments.visits.models import Appointment
from medisecure.local_day import day_bounds
from medisecure.web.display.wording import said
from patients.records.wording import VISIT_TYPES


def visit_cell(
    visit: Appointment, sheet: Sheet, frame: Frame, links: Links,
    names: Callable[[Appointment], str],
) -> Cell:  # fmt: skip
    """The visit's place and words; {} if none of it is on this day."""
    rows = frame.rows_of(visit.starts_at, visit.ends_at)
    if not rows:
        return {}
    flags = list(_flags(visit, sheet))
    local, ends = visit.local_start, visit.ends_at.astimezone(visit.local_start.tzinfo)
    return {
        "kind": "visit",
        "row": rows[0],
        "span": len(rows),
        "time": f"{local:%H:%M}",
        "until": f"{ends:%H:%M}",
        "title": names(visit),
        "text": said(VISIT_TYPES, visit.scheduling_info.type),
        "status": visit.status.value,
        "url": links.visit(visit),
        "flags": flags if len(rows) > 1 else [],  # one row has no room; its surroundings tell
        "notes": flags,
        "patient_id": visit.patient_id,
        "visit_id": visit.appointment_id,
        "sequence": visit.sequence,
        "minutes": visit.minutes,
        "move_url": links.move(visit) if visit.status.is_movable else "",
        "presses": links.presses(visit),
        **waiting_of(visit, sheet.now),
    }


def _flags(visit: Appointment, sheet: Sheet) -> Iterator[Any]:
    block = sheet.block_at(visit.starts_at.astimezone(UTC))
    first, after = day_bounds(sheet.claimed.local_date, sheet.provider.zone_name)
    if block is not None and block.reason is Reason.TIME_OFF:
        yield _("doctor away")
    elif block is not None or not first <= visit.starts_at < after:
        yield _("outside hours")
    if any(visit.overlaps(other) for other in sheet.visits if other is not visit):
        yield _("overbooked")
    elif visit.overruled is not None and block is None:
        yield _("put in by the desk")


def held_rows(sheet: Sheet, frame: Frame, known: Container[str]) -> dict[int, str]:
    """Rows that are held, or taken by a visit the day's list does not show yet, and which it is."""
    day, provider = sheet.claimed.local_date, sheet.provider
    strange: dict[str, str] = {}
    for name, owner in sheet.claimed.taken.items():
        kept = hold_of(owner)
        if kept and kept.is_live(sheet.now):
            strange[name] = (
                gettext("Offered to the waitlist")
                if kept.is_offer
                else gettext("Being booked just now")
            )
        elif kept is None and owner not in known:
            strange[name] = gettext("Booked a moment ago")
    if not strange:
        return {}
    start, end = day_bounds(day, provider.zone_name)
    rows: dict[int, str] = {}
    for row in range(1, frame.rows + 1):
        at = frame.opens + (row - 1) * QUARTER
        if start <= at < end:
            names = cells(at, 15, provider.zone_name)[day]
            why = next((strange[name] for name in names if name in strange), "")
            rows |= {row: why} if why else {}
    return rows


def free_cells(sheet: Sheet, frame: Frame, links: Links, busy: Container[int]) -> Iterator[Cell]:
    for slot in sheet.slots:
        row = frame.row(slot.starts_at)
        if slot.is_free and row not in busy:
            yield {
                "kind": "free",
                "row": row,
                "span": 1,
                "time": f"{slot.local:%H:%M}",
                "url": links.free(sheet.provider.provider_id, slot.local),
                "id": f"free-{sheet.provider.provider_id}-{slot.local:%m%dT%H%M}",
            }


def closed_rows(sheet: Sheet, frame: Frame, busy: Container[int]) -> dict[int, str]:
    """Rows in which the doctor sees nobody, and why."""
    first, after = day_bounds(sheet.claimed.local_date, sheet.provider.zone_name)
    works = any(slot.reason not in SHUT for slot in sheet.slots)
    closed: dict[int, str] = {}
    for row in range(1, frame.rows + 1):
        at = frame.opens + (row - 1) * QUARTER
        block = sheet.block_at(at) if first <= at < after else Block(at, at, Reason.CLOSED)
        if block and row not in busy:
            closed[row] = _why(block, works=works)
    return closed


def _why(block: Block, *, works: bool) -> str:
    """Why nobody is seen then, in words: time off with its kind, a holiday with its name."""
    if block.reason is Reason.CLOSED and not works and not block.note:
        return gettext("Not working today")
    words = gettext(WORDS[block.reason])
    return f"{words}: {gettext(block.note)}" if block.note else words
