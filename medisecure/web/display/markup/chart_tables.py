"""The table beside a chart, written without the template engine: a day's page has eight of them.

See docs/adr/0089-what-templates-repeat.md.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from medisecure.web.display.values import framed, value, written_moment


def chart_table(points: Sequence[tuple[Any, Any]], unit: str, label: Any) -> SafeString:
    """All values of a chart behind one word, for whoever cannot read the line."""
    name, head, values = framed("", label, ""), _("Date"), _("Values")
    measured = framed(' (<bdi dir="ltr">', unit, "</bdi>)") if unit else ""
    return SafeString(
        f'<details class="chart-table"><summary>{values}<span class="visually-hidden">: {name}'
        '</span></summary><table class="table table-sm">'
        f'<caption class="visually-hidden">{name}</caption>'
        f'<thead><tr><th scope="col">{head}</th>'
        f'<th scope="col" class="number">{name}{measured}</th></tr></thead>'
        f"<tbody>{chart_rows(points)}</tbody></table></details>"
    )


def chart_rows(points: Sequence[tuple[Any, Any]]) -> SafeString:
    """A row for each (when or label, number or None), the newest of those in order first."""
    here = timezone.get_current_timezone()  # once a table
    return SafeString(
        "".join(
            f'<tr><th scope="row">{_when(when, here)}</th>'
            f'<td class="number">{value(number)}</td></tr>'
            for when, number in reversed(points)
        )
    )


def _when(when: Any, here: Any) -> SafeString:
    return written_moment(when, "date", here) if type(when) is datetime else value(when, "", "date")
