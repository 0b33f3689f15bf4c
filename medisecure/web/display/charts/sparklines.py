"""A small line with its latest value and a table behind it, written without the template engine.

A chart has seven of them. See docs/adr/0089-what-templates-repeat.md.
"""

from collections.abc import Iterable
from typing import Any

from django.utils.safestring import SafeString

from medisecure.web.display.charts.trend import (
    HEIGHT,
    WIDTH,
    Drawn,
    Point,
    latest_of,
    line_of,
    numbers_of,
    said_of,
)
from medisecure.web.display.markup.chart_tables import Days, chart_table
from medisecure.web.display.values import absent, framed, value

PEN = 'fill="none" vector-effect="non-scaling-stroke"/>'
DOT = 'fill="none" stroke-linecap="round" vector-effect="non-scaling-stroke"/>'


def sparkline(
    points: Iterable[Point],
    unit: str = "",
    label: Any = "",
    low: Any = None,
    high: Any = None,
    *,
    least: Any = (),
    beside: Iterable[Point] = (),
    days: Days | None = None,
) -> SafeString:
    """A small line with the latest value and a table behind it; `low`/`high` draw a usual range.

    `least` are two values the scale shows at least, so that noise does not look like a crisis.
    `beside` is a second line of the same moments (a lower blood pressure), told in one value.
    `days` is how the moments are written, where several lines have the same ones.
    """
    told, second = list(points), list(beside)
    said = said_of(told, second)
    latest = latest_of(said)
    last = framed("<strong>", value(latest[1], unit), "</strong>") if latest else absent()
    head = framed('<span class="sparkline-label">', label, "</span> ")
    line = line_of(told, low, high, [*least, *numbers_of(second)])
    other = line_of(second, low, high, [*least, *numbers_of(told)]) if second else None
    drawn = f"{_drawing(line, other)}{chart_table(said, unit, label, days)}" if line else ""
    return SafeString(
        f'<div class="sparkline"><p class="sparkline-head">{head}{last}</p>{drawn}</div>'
    )


def _drawing(line: Drawn, beside: Drawn | None) -> str:
    """The line on its scale; places are digits of ours."""
    band = ""
    if line.band_height:
        band = (
            f'<rect class="chart-band" x="0" y="{line.band_y}" width="{WIDTH}" '
            f'height="{line.band_height}"/>'
        )
    second = f"{_path('chart-line chart-beside', beside)}{_dot(beside)}" if beside else ""
    return (
        f'<svg class="line-chart" viewBox="0 0 {WIDTH} {HEIGHT}" preserveAspectRatio="none" '
        f'aria-hidden="true" focusable="false">{band}{_path("chart-line", line)}{second}'
        f"{_dot(line)}</svg>"
    )


def _path(look: str, line: Drawn) -> str:
    return f'<path class="{look}" d="{line.path}" {PEN}'


def _dot(line: Drawn) -> str:
    return f'<path class="chart-dot" d="{line.last_dot}" {DOT}'
