"""A small line with its latest value and a table behind it, written without the template engine.

A chart has seven of them. See docs/adr/0089-what-templates-repeat.md.
"""

from collections.abc import Iterable
from typing import Any

from django.utils.safestring import SafeString

from medisecure.web.display.charts.trend import HEIGHT, WIDTH, Point, chart
from medisecure.web.display.markup.chart_tables import chart_table
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
) -> SafeString:
    """A small line with the latest value and a table behind it; `low`/`high` draw a usual range.

    `least` are two values the scale shows at least, so that noise does not look like a crisis.
    `beside` is a second line of the same moments (a lower blood pressure), told in one value.
    """
    told = chart(points, unit, label, low, high, least=least, beside=beside)
    latest = told["latest"]
    said = framed("<strong>", value(latest[1], unit), "</strong>") if latest else absent()
    head = framed('<span class="sparkline-label">', label, "</span> ")
    line = f"{_drawing(told)}{chart_table(told['points'], unit, label)}" if "path" in told else ""
    return SafeString(
        f'<div class="sparkline"><p class="sparkline-head">{head}{said}</p>{line}</div>'
    )


def _drawing(told: dict[str, Any]) -> str:
    """The line on its scale; places are digits of ours."""
    band, beside = "", told["beside"]
    if told["band_height"]:
        band = (
            f'<rect class="chart-band" x="0" y="{told["band_y"]}" width="{WIDTH}" '
            f'height="{told["band_height"]}"/>'
        )
    second = f"{_path('chart-line chart-beside', beside)}{_dot(beside)}" if beside else ""
    return (
        f'<svg class="line-chart" viewBox="0 0 {WIDTH} {HEIGHT}" preserveAspectRatio="none" '
        f'aria-hidden="true" focusable="false">{band}{_path("chart-line", told)}{second}'
        f"{_dot(told)}</svg>"
    )


def _path(look: str, line: dict[str, Any]) -> str:
    return f'<path class="{look}" d="{line["path"]}" {PEN}'


def _dot(line: dict[str, Any]) -> str:
    return f'<path class="chart-dot" d="{line["last_dot"]}" {DOT}'
