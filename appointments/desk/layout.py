"""How a day is laid out on the board: a column for each doctor, a cell for whatever is there.

Pure: it is given the day's facts and the links, and reads nothing.
"""

from collections.abc import Callable, Container, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _

from appointments.day import Day
from appointments.desk.grid import (
    MOST_ROWS,
    QUARTER,
    ROWS_AN_HOUR,
    Cell,
    Frame,
    in_lanes,
    merged_rows,
)
from appointments.models import Appointment, Status
from appointments.services import sees_patients
from appointments.times import Slot, cells, day_bounds, free_times
from medisecure.clock import zone
from patients.wording import VISIT_TYPES, said
from providers.models import Provider

USUAL_HOURS = (time(8), time(17))  # what an empty day shows


@dataclass(frozen=True, slots=True, kw_only=True)
class Links:
    """Where the board leads: a visit's page, and booking a doctor at a local time."""

    visit: Callable[[Appointment], str]
    free: Callable[[str, datetime], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One doctor's day; `visits` and `free` are the same day as lists, for a phone and paper."""

    name: str
    note: str
    cells: list[Cell]
    visits: list[Cell] = field(default_factory=list)
    free: list[Cell] = field(default_factory=list)
    continued: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One doctor's facts of the day."""

    provider: Provider
    claimed: Day
    visits: list[Appointment]
    slots: list[Slot]


def sheet_of(
    provider: Provider, claimed: Day, visits: Iterable[Appointment], now: datetime
) -> Sheet:
    """The doctor's quarter hours and visits; cancelled visits are no longer on the day."""
    terms = provider.availability
    slots = (
        free_times(
            terms, claimed.local_date, provider.zone_name, claimed.taken, 15, now=now, step=15
        )
        if terms and sees_patients(provider)
        else []
    )
    mine = [
        each
        for each in visits
        if each.provider_id == provider.provider_id and each.status is not Status.CANCELLED
    ]
    return Sheet(provider=provider, claimed=claimed, visits=mine, slots=slots)


def frame_of(day: date, zone_name: str, sheets: Iterable[Sheet]) -> Frame:
    """Whole hours from the first working hour or visit to the last, within the day."""
    tz = zone(zone_name)
    first, after = day_bounds(day, tz)
    spans = [span for sheet in sheets for span in _spans(sheet)]
    opens = min((start for start, _ in spans), default=_at(day, USUAL_HOURS[0], tz))
    closes = max((end for _, end in spans), default=_at(day, USUAL_HOURS[1], tz))
    hour = ROWS_AN_HOUR * QUARTER
    opens = first + (max(opens, first) - first) // hour * hour
    closes = min(first - (first - closes) // hour * hour, after)
    rows = max((closes - opens) // QUARTER, ROWS_AN_HOUR)
    return Frame(opens=opens, rows=min(rows, MOST_ROWS), tz=tz)


def columns_of(
    sheet: Sheet, frame: Frame, links: Links, names: Callable[[Appointment], str],
    known: Container[str],
) -> list[Column]:  # fmt: skip
    """The doctor's column, and another one for whatever does not fit side by side in it.

    `known` are the ids of all visits on the page: time held by any other is shown as just booked.
    """
    visits = [_visit_cell(each, sheet, frame, links, names) for each in sheet.visits]
    visits = [cell for cell in visits if cell]
    rest = in_lanes(visits)
    busy = {row for cell in visits for row in range(cell["row"], cell["row"] + cell["span"])}
    held = _held_rows(sheet, frame, known) - busy
    free = list(_free_cells(sheet, frame, links, busy | held))
    cells = [
        *(cell for cell in visits if cell not in rest),
        *merged_rows(sorted(held), "hold", _("Booked a moment ago")),
        *merged_rows(_closed_rows(sheet, frame, busy | held), "off", _closed_words(sheet)),
        *free,
    ]
    note = sheet.provider.department or ""
    name = sheet.provider.display_name
    ordered = sorted(cells, key=lambda cell: (cell["row"], cell.get("lane", 0)))
    columns = [Column(name=name, note=note, cells=ordered, visits=visits, free=free)]
    if rest:
        columns.append(Column(name=name, note=str(_("continued")), cells=rest, continued=True))
    return columns


def _spans(sheet: Sheet) -> Iterator[tuple[datetime, datetime]]:
    working = [slot for slot in sheet.slots if _works(slot)]
    if working:
        yield working[0].starts_at, working[-1].ends_at
    for visit in sheet.visits:
        yield visit.starts_at.astimezone(UTC), visit.ends_at


def _visit_cell(
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
    }


def _flags(visit: Appointment, sheet: Sheet) -> Iterator[Any]:
    inside = [
        slot
        for slot in sheet.slots
        if _works(slot) and slot.starts_at <= visit.starts_at < slot.ends_at
    ]
    if not inside:
        yield _("outside hours")
    if any(visit.overlaps(other) for other in sheet.visits if other is not visit):
        yield _("overbooked")


def _held_rows(sheet: Sheet, frame: Frame, known: Container[str]) -> set[int]:
    """Rows that are taken by a visit the day's list does not show yet."""
    day, provider = sheet.claimed.local_date, sheet.provider
    strange = {name for name, owner in sheet.claimed.taken.items() if owner not in known}
    if not strange:
        return set()
    start, end = day_bounds(day, provider.zone_name)
    return {
        row
        for row in range(1, frame.rows + 1)
        if start <= (at := frame.opens + (row - 1) * QUARTER) < end
        and strange.intersection(*cells(at, 15, provider.zone_name).values())
    }


def _free_cells(sheet: Sheet, frame: Frame, links: Links, busy: Container[int]) -> Iterator[Cell]:
    for slot in sheet.slots:
        row = frame.row(slot.starts_at)
        if slot.is_free and row not in busy:
            yield {
                "kind": "free",
                "row": row,
                "span": 1,
                "time": f"{slot.local:%H:%M}",
                "url": links.free(sheet.provider.provider_id, slot.local),
            }


# Reasons that lie in what else is on the day, not in when the doctor works.
_WITHIN_HOURS = frozenset({"PAST", "BOOKED", "HELD", "TOO_SHORT"})


def _works(slot: Slot) -> bool:
    return slot.reason is None or slot.reason in _WITHIN_HOURS


def _closed_rows(sheet: Sheet, frame: Frame, busy: Container[int]) -> list[int]:
    """Rows outside working hours; a doctor without hours is off all day."""
    closed = {frame.row(slot.starts_at) for slot in sheet.slots if _works(slot)}
    return [row for row in range(1, frame.rows + 1) if row not in closed and row not in busy]


def _closed_words(sheet: Sheet) -> Any:
    works = any(_works(slot) for slot in sheet.slots)
    return _("Outside working hours") if works else _("Not working today")


def _at(day: date, wall: time, tz: ZoneInfo) -> datetime:
    return datetime.combine(day, wall, tzinfo=tz).astimezone(UTC)
