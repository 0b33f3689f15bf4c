"""The cells of one doctor's day: visits, times that are held or free, and hours nobody is seen."""

from collections.abc import Container
from datetime import UTC

from django.utils.translation import gettext

from appointments.booking.holding import HOLD
from appointments.desk.board.grid import QUARTER, Cell, Frame
from appointments.desk.board.marks import marks_of
from appointments.desk.board.sheet import SHUT, BoardLinks, BoardPatients, Sheet
from appointments.scheduling.availability import WORDS, Hold, hold_of
from appointments.scheduling.blocks import Block
from appointments.scheduling.times import Reason, cells
from appointments.visit_flow.waiting import waiting_of
from appointments.visits.models import DayVisit
from medisecure.local_day import day_bounds
from medisecure.web.display.marks import tone


def visit_cell(
    visit: DayVisit, sheet: Sheet, frame: Frame, links: BoardLinks, names: BoardPatients
) -> Cell:
    """The visit's place and words; {} if none of it is on show."""
    rows = frame.rows_of(visit.starts_at, visit.ends_at)
    if not rows:
        return {}
    return {
        "kind": "visit",
        "row": rows[0],
        "span": len(rows),
        "time": f"{visit.local_start:%H:%M}",
        "title": names.of(visit),
        "tone": tone(visit.status),
        "url": links.visit(visit),
        "marks": marks_of(visit, sheet, alike=visit.patient_id in names.alike),
        "movable": visit.status.is_movable,
        "sequence": visit.sequence,
        "minutes": visit.minutes,
        **waiting_of(visit, sheet.now),
    }


def held_rows(sheet: Sheet, frame: Frame, known: Container[str]) -> dict[int, str]:
    """Rows that are held, or taken by a visit the day's list does not show yet, and which it is."""
    day, provider = sheet.claimed.local_date, sheet.provider
    strange: dict[str, str] = {}
    for name, owner in sheet.claimed.taken.items():
        kept = hold_of(owner)
        if kept and kept.is_live(sheet.now):
            strange[name] = _kept_for(kept, sheet)
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


def _kept_for(kept: Hold, sheet: Sheet) -> str:
    """Whom a hold is for: a form's lasts some minutes, one proposed to a patient a day."""
    if kept.is_offer:
        return gettext("Offered to the waitlist")
    if kept.expires_at - sheet.now > HOLD:
        return gettext("Proposed to a patient whose doctor is away")
    return gettext("Being booked right now")


def free_gaps(sheet: Sheet, frame: Frame, links: BoardLinks, busy: Container[int]) -> list[Cell]:
    """The doctor's free time on show: one cell a gap, however many quarter hours it has.

    A quarter of an hour inside it is worked out from its first time by whoever points at it.
    """
    gaps: list[Cell] = []
    for slot in sheet.slots:
        row = frame.row(slot.starts_at)
        if not slot.is_free or row in busy or not 1 <= row <= frame.rows:
            continue
        last = gaps[-1] if gaps else None
        if last and last["row"] + last["span"] == row and last["ends"] == slot.starts_at:
            last["span"] += 1
            last["ends"] = slot.starts_at.astimezone(UTC) + QUARTER
        else:
            gaps.append({
                "kind": "free",
                "row": row,
                "span": 1,
                "time": f"{slot.local:%H:%M}",
                "url": links.free(sheet.provider.provider_id, slot.local),
                "ends": slot.starts_at.astimezone(UTC) + QUARTER,
            })  # fmt: skip
    return gaps


def closed_rows(sheet: Sheet, frame: Frame, busy: Container[int]) -> dict[int, str]:
    """Rows in which the doctor sees nobody, and why."""
    first, after = day_bounds(sheet.claimed.local_date, sheet.provider.zone_name)
    works = any(slot.reason not in SHUT for slot in sheet.slots)
    whole = frame.opens, frame.opens + frame.rows * QUARTER
    others = Block(whole[0], first, Reason.CLOSED), Block(after, whole[1], Reason.CLOSED)
    why: dict[int, str] = {}
    for block in (*reversed(sheet.blocks), *others):  # the reason that is told first comes last
        if rows := frame.rows_from(block.starts_at, block.ends_at):
            why |= dict.fromkeys(rows, _why(block, works=works))
    return {row: why[row] for row in sorted(why) if row not in busy}


def _why(block: Block, *, works: bool) -> str:
    """Why nobody is seen then, in words: time off with its kind, a holiday with its name."""
    if block.reason is Reason.CLOSED and not works and not block.note:
        return gettext("Not working today")
    words = gettext(WORDS[block.reason])
    return f"{words}: {gettext(block.note)}" if block.note else words
