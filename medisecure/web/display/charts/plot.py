"""A chart over time as SVG: axes with units, usual ranges, a mark by shape for each kind of point.

Pure geometry; the template draws it. The scale never shrinks to the noise: a chart is told the
least span it must show, so that half a degree looks like half a degree. Text is plain HTML beside
the drawing, so it grows with the reader's letters, and time runs left to right in every language.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from medisecure.web.display.charts.trend import Scale, ticks_of

WIDTH, HEIGHT, MARGIN = 600, 220, 12
DATES = 4
Number = int | float | Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """One measured value; `kind` chooses its mark: usual, low, high or none, `word` says it."""

    at: datetime
    value: Number
    kind: str = "none"
    word: Any = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of a chart. `low` and `high` are the ends of its usual range, None without one."""

    label: Any
    points: Sequence[Point]
    low: Number | None = None
    high: Number | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Plot:
    """A chart: its lines, the unit of all of them, and the least it must show of its scale."""

    label: Any
    unit: str
    lines: Sequence[Line]
    least: tuple[Number, Number] | None = None
    source: Any = ""

    @property
    def points(self) -> list[Point]:
        """All points of all lines."""
        return [point for line in self.lines for point in line.points]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tick:
    """A grid line: where it lies and what it says."""

    place: str
    said: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """Where a point is drawn; `kind` is its shape: a dot, a triangle up or down."""

    x: str
    y: str
    path: str
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawnLine:
    """A line with its marks and the rectangle of its usual range."""

    label: Any
    path: str
    marks: list[Mark]
    band_y: str = ""
    band_height: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """The values of one moment, line by line; None where a line has none then."""

    at: datetime
    cells: list[Point | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """What the template draws; without a point there is nothing to draw.

    `values` are evenly spaced from the bottom to the top, `dates` from left to right.
    """

    plot: Plot
    lines: list[DrawnLine] = field(default_factory=list)
    values: list[Tick] = field(default_factory=list)
    dates: list[datetime] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    width: int = WIDTH
    height: int = HEIGHT

    @property
    def falling(self) -> list[Tick]:
        """The values of the scale from the top down."""
        return self.values[::-1]

    @property
    def latest(self) -> Row | None:
        """The newest moment."""
        return self.rows[0] if self.rows else None

    @property
    def kinds(self) -> set[str]:
        """The kinds of marks that are drawn, for the legend."""
        return {mark.kind for line in self.lines for mark in line.marks}


def drawn(plot: Plot) -> Drawing:
    """The chart's geometry, every number with a full stop in any language."""
    points = plot.points
    if not points:
        return Drawing(plot=plot)
    ticks = ticks_of(_shown_values(plot))
    moments = sorted(point.at.timestamp() for point in points)
    across = _Across(moments[0], moments[-1])
    down = Scale(float(ticks[-1]), float(ticks[0]), HEIGHT)
    return Drawing(
        plot=plot,
        lines=[_line(line, across, down) for line in plot.lines if line.points],
        values=[Tick(place=down.at(float(tick)), said=tick) for tick in ticks],
        dates=_dates(moments),
        rows=_rows(plot),
    )


def _shown_values(plot: Plot) -> list[float]:
    values = [float(point.value) for point in plot.points]
    ends = [end for line in plot.lines for end in (line.low, line.high) if end is not None]
    return [*values, *map(float, ends), *map(float, plot.least or ())]


@dataclass(frozen=True, slots=True)
class _Across:
    """From moments to places, with room at both ends for the marks; one moment is the middle."""

    start: float
    end: float

    def at(self, moment: float) -> str:
        if self.start == self.end:
            return f"{WIDTH / 2:.1f}"
        part = (moment - self.start) / (self.end - self.start)
        return f"{MARGIN + part * (WIDTH - 2 * MARGIN):.1f}"


def _line(line: Line, across: _Across, down: Scale) -> DrawnLine:
    places = [(across.at(p.at.timestamp()), down.at(float(p.value)), p.kind) for p in line.points]
    marks = [Mark(x=x, y=y, path=_shape(x, y, kind), kind=kind) for x, y, kind in places]
    path = " ".join(f"{'L' if n else 'M'}{x} {y}" for n, (x, y, _) in enumerate(places))
    if line.low is None or line.high is None:
        return DrawnLine(label=line.label, path=path, marks=marks)
    top, bottom = down.at(float(line.high)), down.at(float(line.low))
    height = f"{float(bottom) - float(top):.1f}"
    return DrawnLine(label=line.label, path=path, marks=marks, band_y=top, band_height=height)


def _shape(x: str, y: str, kind: str) -> str:
    """A triangle that points the way the value is off; a dot is drawn by the stroke itself."""
    if kind == "high":
        return f"M{x} {y}m-6 5l6 -11l6 11z"
    if kind == "low":
        return f"M{x} {y}m-6 -5l6 11l6 -11z"
    return f"M{x} {y}h0"


def _dates(moments: Sequence[float]) -> list[datetime]:
    """Moments evenly spread along the axis, the first and the last among them."""
    first, last = moments[0], moments[-1]
    spread = [first + (last - first) * n / (DATES - 1) for n in range(DATES)]
    return [datetime.fromtimestamp(at, UTC) for at in sorted(set(spread))]


def _rows(plot: Plot) -> list[Row]:
    """The table beside the drawing: a row a moment, the newest first, a cell a line."""
    moments = sorted({point.at for point in plot.points}, reverse=True)
    found = [{point.at: point for point in line.points} for line in plot.lines]
    return [Row(at=at, cells=[line.get(at) for line in found]) for at in moments]
