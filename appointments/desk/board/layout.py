"""How a day is laid out on the board: a column for each doctor, a cell for whatever is there.

Pure: it is given the day's facts and the links, and reads nothing.
"""

from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from operator import itemgetter
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _

from appointments.desk.board.day_column import closed_cells, free_gaps, held_rows, visit_cell
from appointments.desk.board.grid import (
    MOST_ROWS,
    QUARTER,
    ROWS_AN_HOUR,
    Cell,
    Frame,
    in_lanes,
    merged,
)
from appointments.desk.board.sheet import BoardLinks, BoardPatients, Sheet
from medisecure.clock import utc_text, zone
from medisecure.local_day import day_bounds

USUAL_HOURS = (time(8), time(17))  # what an empty day shows
STILL_SHOWN = timedelta(minutes=30)  # of the past, at least: what is going on began before now
HOUR = ROWS_AN_HOUR * QUARTER


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One doctor's day: its cells in order, and `visits`, those of them that are visits."""

    name: str
    note: str
    cells: list[Cell]
    provider_id: str = ""
    opens: str = ""  # the instant of its first row
    url: str = ""
    visits: list[Cell] = field(default_factory=list)
    continued: bool = False


def frame_of(day: date, zone_name: str, sheets: Iterable[Sheet]) -> Frame:
    """Whole hours from the first working hour or visit to the last, within the day."""
    tz = zone(zone_name)
    first, after = day_bounds(day, tz)
    spans = [span for sheet in sheets for span in _spans(sheet)]
    opens = min((start for start, _ in spans), default=_at(day, USUAL_HOURS[0], tz))
    closes = max((end for _, end in spans), default=_at(day, USUAL_HOURS[1], tz))
    opens = first + (max(opens, first) - first) // HOUR * HOUR
    closes = min(first - (first - closes) // HOUR * HOUR, after)
    rows = max((closes - opens) // QUARTER, ROWS_AN_HOUR)
    return Frame(opens=opens, rows=min(rows, MOST_ROWS), tz=tz)


def from_now_on(frame: Frame, now: datetime) -> Frame:
    """The frame from the hour that is going on; the whole of it before its time and near its end.

    >>> day = Frame(opens=datetime(2026, 3, 2, 8, tzinfo=UTC), rows=36, tz=zone("UTC"))
    >>> from_now_on(day, datetime(2026, 3, 2, 10, 20, tzinfo=UTC)).opens.hour
    9
    """
    past = (now - STILL_SHOWN - frame.opens) // HOUR * ROWS_AN_HOUR
    if past <= 0 or frame.rows - past < ROWS_AN_HOUR:
        return frame
    return replace(frame, opens=frame.opens + past * QUARTER, rows=frame.rows - past)


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
    sheet: Sheet, frame: Frame, links: BoardLinks, names: BoardPatients, known: Container[str]
) -> list[Column]:
    """The doctor's column, and another one for whatever does not fit side by side in it.

    `known` are the ids of all visits on the page: time held by any other is shown as just booked.
    """
    visits = [visit_cell(each, sheet, frame, links, names) for each in sheet.visits]
    visits = [cell for cell in visits if cell]
    rest = in_lanes(visits)
    busy = {row for cell in visits for row in range(cell["row"], cell["row"] + cell["span"])}
    held = held_rows(sheet, frame, known)
    held = {row: why for row, why in held.items() if row not in busy}
    busy.update(held)
    cells = [
        *(visits if not rest else [cell for cell in visits if cell not in rest]),
        *merged("hold", held),
        *closed_cells(sheet, frame, busy),
        *free_gaps(sheet, frame, links, busy),
    ]
    provider = sheet.provider
    column = Column(
        name=provider.display_name,
        note=provider.department or "",
        cells=sorted(cells, key=itemgetter("row")),  # of one row, lanes are in order already
        provider_id=provider.provider_id,
        opens=frame.once("opens", utc_text, frame.opens),
        url=links.doctor(provider.provider_id),
        visits=visits,
    )
    if not rest:
        return [column]
    more = replace(column, note=str(_("continued")), cells=rest, visits=[], continued=True)
    return [column, more]


def _spans(sheet: Sheet) -> Iterator[tuple[datetime, datetime]]:
    if worked := sheet.day.worked(sheet.over):
        yield sheet.day.at(worked[0]), sheet.day.at(worked[1])
    if sheet.visits:
        first = min(each.starts_at for each in sheet.visits)
        yield first.astimezone(UTC), max(each.ends_at for each in sheet.visits)


def _at(day: date, wall: time, tz: ZoneInfo) -> datetime:
    return datetime.combine(day, wall, tzinfo=tz).astimezone(UTC)
