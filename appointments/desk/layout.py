"""How a day is laid out on the board: a column for each doctor, a cell for whatever is there.

Pure: it is given the day's facts and the links, and reads nothing.
"""

from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from appointments.availability import WORDS, day_slots, hold_of
from appointments.blocks import Block, blocks_on
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
from appointments.models import MOVABLE, Appointment, Status
from appointments.running.waiting import waiting_of
from appointments.services import sees_patients
from appointments.times import Reason, Slot, cells, day_bounds
from medisecure.clock import utc_text, zone
from patients.wording import VISIT_TYPES, said
from providers.models import Provider

USUAL_HOURS = (time(8), time(17))  # what an empty day shows


@dataclass(frozen=True, slots=True, kw_only=True)
class Links:
    """Where the board leads: a visit's page, and booking a doctor at a local time."""

    visit: Callable[[Appointment], str]
    free: Callable[[str, datetime], str]
    move: Callable[[Appointment], str] = lambda _: ""
    presses: Callable[[Appointment], Sequence[Any]] = lambda _: ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One doctor's day; `visits` and `free` are the same day as lists, for a phone and paper."""

    name: str
    note: str
    cells: list[Cell]
    provider_id: str = ""
    opens: str = ""  # the instant of its first row
    url: str = ""
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
    blocks: Sequence[Block]
    now: datetime

    def block_at(self, instant: datetime) -> Block | None:
        """What stands in the way of a visit at an instant, apart from other visits."""
        return next((b for b in self.blocks if b.starts_at <= instant < b.ends_at), None)


def sheet_of(
    provider: Provider, claimed: Day, visits: Iterable[Appointment], now: datetime
) -> Sheet:
    """The doctor's quarter hours and visits; cancelled visits are no longer on the day."""
    terms, day = provider.availability, claimed.local_date
    first, after = day_bounds(day, provider.zone_name)
    slots: list[Slot] = []
    blocks: Sequence[Block] = (Block(first, after, Reason.CLOSED),)
    if terms and sees_patients(provider):
        tz, away = zone(provider.zone_name), claimed.time_off
        slots = day_slots(
            terms, day, tz, claimed.taken, minutes=15, now=now, audience="staff", time_off=away
        )
        blocks = blocks_on(
            terms, day, tz, now=first, audience="staff", time_off=away,
            language=get_language() or "en",
        )  # fmt: skip
    mine = [
        each
        for each in visits
        if each.provider_id == provider.provider_id and each.status is not Status.CANCELLED
    ]
    return Sheet(
        provider=provider, claimed=claimed, visits=mine, slots=slots, blocks=blocks, now=now
    )


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


def same_hours(frames: Sequence[Frame], days: Sequence[date]) -> list[Frame]:
    """Frames of several days, widened so that a row is as long after midnight on each."""
    midnights = [day_bounds(day, each.tz)[0] for each, day in zip(frames, days, strict=True)]
    starts = [each.opens - midnight for each, midnight in zip(frames, midnights, strict=True)]
    opens = min(starts)
    rows = max((s - opens) // QUARTER + f.rows for s, f in zip(starts, frames, strict=True))
    rows = min(rows, MOST_ROWS)
    return [
        replace(each, opens=midnight + opens, rows=rows)
        for each, midnight in zip(frames, midnights, strict=True)
    ]


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
    held = _held_rows(sheet, frame, known)
    for row in busy:
        held.pop(row, None)
    free = list(_free_cells(sheet, frame, links, busy | held.keys()))
    cells = [
        *(cell for cell in visits if cell not in rest),
        *_merged("hold", held),
        *_merged("off", _closed_rows(sheet, frame, busy | held.keys())),
        *free,
    ]
    ordered = sorted(cells, key=lambda cell: (cell["row"], cell.get("lane", 0)))
    column = Column(
        name=sheet.provider.display_name,
        note=sheet.provider.department or "",
        cells=ordered,
        provider_id=sheet.provider.provider_id,
        opens=utc_text(frame.opens),
        visits=visits,
        free=free,
    )
    if not rest:
        return [column]
    more = replace(column, note=str(_("continued")), cells=rest, visits=[], free=[], continued=True)
    return [column, more]


def _merged(kind: str, rows: dict[int, str]) -> Iterator[Cell]:
    """Neighbouring rows that say the same, as cells."""
    for why, some in groupby(sorted(rows), key=lambda row: rows[row]):
        yield from merged_rows(some, kind, why)


def _spans(sheet: Sheet) -> Iterator[tuple[datetime, datetime]]:
    working = [slot for slot in sheet.slots if slot.reason not in _SHUT]
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
        "visit_id": visit.appointment_id,
        "sequence": visit.sequence,
        "minutes": visit.minutes,
        "move_url": links.move(visit) if visit.status in MOVABLE else "",
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


def _held_rows(sheet: Sheet, frame: Frame, known: Container[str]) -> dict[int, str]:
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
                "id": f"free-{sheet.provider.provider_id}-{slot.local:%m%dT%H%M}",
            }


_SHUT = frozenset({Reason.CLOSED, Reason.HOLIDAY})


def _closed_rows(sheet: Sheet, frame: Frame, busy: Container[int]) -> dict[int, str]:
    """Rows in which the doctor sees nobody, and why."""
    first, after = day_bounds(sheet.claimed.local_date, sheet.provider.zone_name)
    works = any(slot.reason not in _SHUT for slot in sheet.slots)
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


def _at(day: date, wall: time, tz: ZoneInfo) -> datetime:
    return datetime.combine(day, wall, tzinfo=tz).astimezone(UTC)
