"""Vital signs of a chart: small lines, and the latest as recorded; without the template engine.

See docs/adr/0089-what-templates-repeat.md.
"""

from collections.abc import Iterable, Sequence

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from medisecure.web.display.charts.sparklines import sparkline
from medisecure.web.display.markup.chart_tables import days_of_a_page
from medisecure.web.display.markup.panels import fact
from medisecure.web.display.values import framed, value
from patients.chart.trends import Series, VitalReading


def sparklines(series: Iterable[Series]) -> SafeString:
    """A small line for each vital sign that was measured, with its values in a table."""
    days = days_of_a_page()  # the same entries measure all of them
    lines = "".join(
        sparkline(
            each.points, each.unit, each.label, least=each.least, beside=each.beside, days=days
        )
        for each in series
    )
    if lines:
        return SafeString(f'<div class="sparklines">{lines}</div>')
    nothing = _("No vital signs are noted.")
    return SafeString(f'<p class="muted">{nothing}</p>')


def latest_signs(readings: Sequence[VitalReading]) -> SafeString:
    """The newest value of each vital sign as it was recorded; nothing where there is none."""
    if not readings:
        return SafeString()
    head, facts = _("Latest, as recorded"), "".join(map(_reading, readings))
    return SafeString(f'<h3 class="mt-4">{head}</h3><dl class="facts facts-compact">{facts}</dl>')


def _reading(reading: VitalReading) -> str:
    measured, doubt = reading.measured, ""
    if not measured.unit:
        doubt = " · " + _("unit not known")
    elif measured.is_inferred:
        doubt = " · " + _("unit worked out, not recorded")
    day = value(reading.at, kind="date")
    told = value(measured.value, unit=measured.symbol)
    name = framed("", reading.label, "")
    return fact(name, f'{told} <span class="muted">{day}{doubt}</span>')
