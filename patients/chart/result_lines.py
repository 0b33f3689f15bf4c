"""Laboratory results of a chart, written without the template engine.

See docs/adr/0089-what-templates-repeat.md.
"""

from collections.abc import Iterable

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from medisecure.web.display.markup.addresses import address
from medisecure.web.display.markup.panels import link
from medisecure.web.display.values import framed, value
from patients.results.views import Row


def result_lines(rows: Iterable[Row]) -> SafeString:
    """Each with what it says, its state and its day, and the way to it."""
    nothing = _("No results yet.")
    return SafeString("".join(map(_result, rows)) or f'<li class="muted">{nothing}</li>')


def _result(row: Row) -> str:
    result = row.result
    where = address("patients:result", result.patient_id, result.result_id)
    day = value(result.taken_at, kind="date")
    test = link(where, framed("", row.test, ""))
    return f"<li>{test} {row.said} {row.state} <small>{day}</small></li>"
