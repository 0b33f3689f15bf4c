"""The cells of one doctor's day: visits, times that are held or free, and hours nobody is seen."""

from collections.abc import Collection, Container, Sequence
from datetime import datetime
from functools import partial
from typing import NamedTuple

from django.utils.translation import gettext

from appointments.booking.holding import HOLD
from appointments.desk.board.grid import QUARTER, Cell, Frame, clock, merged
from appointments.desk.board.marks import marks_of
from appointments.desk.board.sheet import BoardLinks, BoardPatients, Sheet
from appointments.scheduling.availability import WORDS, hold_of
from appointments.scheduling.blocks import Block
from appointments.scheduling.quarters import Quarters
from appointments.scheduling.times import Reason, cells
from appointments.visit_flow.waiting import waiting_of
from appointments.visits.models import DayVisit
from medisecure.clock import zone
from medisecure.local_day import day_bounds
from medisecure.web.display.marks import tone


class Place(NamedTuple):
    """Where a visit stands in its column, its time in words, and what keeps visits from there."""

    rows: range
    time: str
    block: Block | None


def visit_cell(
    visit: DayVisit, sheet: Sheet, frame: Frame, links: BoardLinks, names: BoardPatients
) -> Cell:
    """The visit's place and words; {} if none of it is on show."""
    info, status = visit.scheduling_info, visit.status
    where = (info.appointment_date, info.duration, info.time_zone, sheet.day)
    place = frame.once(where, _place_of, visit, sheet, frame)
    if not place.rows:
        return {}
    return {
        "kind": "visit",
        "row": place.rows[0],
        "span": len(place.rows),
        "time": place.time,
        "title": names.of(visit),
        "tone": tone(status),
        "url": links.visit(visit),
        "marks": marks_of(visit, sheet, place.block, alike=visit.patient_id in names.alike),
        "movable": status.is_movable,
        "sequence": visit.sequence,
        "minutes": info.duration,
        **(waiting_of(visit, sheet.now) if status.is_waiting else {}),
    }


def _place_of(visit: DayVisit, sheet: Sheet, frame: Frame) -> Place:
    starts_at = visit.starts_at
    rows = frame.rows_of(starts_at, visit.ends_at)
    return Place(rows, clock(visit.local_start), sheet.day.block_at(starts_at))


def held_rows(sheet: Sheet, frame: Frame, known: Container[str]) -> dict[int, str]:
    """Rows that are held, or taken by a visit the day's list does not show yet, and which it is."""
    day, provider, taken = sheet.claimed.local_date, sheet.provider, sheet.claimed.taken
    others = {owner for owner in set(sheet.claimed.taken.values()) if owner not in known}
    strange = {owner: why for owner in others if (why := _why_held(owner, sheet))}
    if not strange:
        return {}
    start, end = day_bounds(day, provider.zone_name)
    rows: dict[int, str] = {}
    for row in range(1, frame.rows + 1):
        at = frame.opens + (row - 1) * QUARTER
        if start <= at < end:
            names = cells(at, 15, provider.zone_name)[day]
            owners = (taken.get(name, "") for name in names)
            why = next((strange[owner] for owner in owners if owner in strange), "")
            rows |= {row: why} if why else {}
    return rows


def _why_held(owner: str, sheet: Sheet) -> str:
    """Whom a time is kept for: a form's hold lasts some minutes, one proposed to a patient a day.

    Empty for a hold that has lapsed.
    """
    kept = hold_of(owner)
    if kept is None:
        return gettext("Booked a moment ago")
    if not kept.is_live(sheet.now):
        return ""
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
    first = frame.row(sheet.day.midnight)
    after = 0  # the quarter hour that would go on with the gap
    for quarter in sheet.free():
        row = first + quarter
        if row in busy or not 1 <= row <= frame.rows:
            continue
        if gaps and quarter == after:
            gaps[-1]["span"] += 1
        else:
            zone_name = sheet.provider.zone_name
            local, text = frame.once((sheet.day, quarter, zone_name), _begins, sheet, quarter)
            gaps.append({
                "kind": "free",
                "row": row,
                "span": 1,
                "time": text,
                "url": links.free(sheet.provider.provider_id, local),
            })  # fmt: skip
        after = quarter + 1
    return gaps


def _begins(sheet: Sheet, quarter: int) -> tuple[datetime, str]:
    """When a quarter hour begins by the doctor's clock, and the same in words."""
    local = sheet.day.at(quarter).astimezone(zone(sheet.provider.zone_name))
    return local, clock(local)


def closed_cells(sheet: Sheet, frame: Frame, busy: Collection[int]) -> Sequence[Cell]:
    """The time in which the doctor sees nobody, and why; one list for those of the same hours."""
    works = sheet.day.worked(sheet.over) is not None
    key = "closed", sheet.day, works
    why = frame.once(key, partial(_closed, sheet.day, frame, works=works))
    if why.keys().isdisjoint(busy):
        return frame.once((*key, "cells"), lambda: list(merged("off", why)))
    return list(merged("off", {row: words for row, words in why.items() if row not in busy}))


def _closed(day: Quarters, frame: Frame, *, works: bool) -> dict[int, str]:
    """The same of a day on which nobody comes, in order: doctors of the same hours share it."""
    whole = frame.opens, frame.opens + frame.rows * QUARTER
    others = (
        Block(whole[0], day.midnight, Reason.CLOSED),
        Block(day.ends, whole[1], Reason.CLOSED),
    )
    why: dict[int, str] = {}
    for block in (*reversed(day.blocks), *others):  # the reason that is told first comes last
        if rows := frame.rows_from(block.starts_at, block.ends_at):
            why |= dict.fromkeys(rows, _why(block, works=works))
    return dict(sorted(why.items()))


def _why(block: Block, *, works: bool) -> str:
    """Why nobody is seen then, in words: time off with its kind, a holiday with its name."""
    if block.reason is Reason.CLOSED and not works and not block.note:
        return gettext("Not working today")
    words = gettext(WORDS[block.reason])
    return f"{words}: {gettext(block.note)}" if block.note else words
