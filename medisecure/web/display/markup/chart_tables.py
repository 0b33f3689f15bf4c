"""The table beside a chart, written without the template engine: a day's page has eight of them.

See docs/adr/0089-what-templates-repeat.md.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import cache, partial
from typing import Any

from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from medisecure.web.display.values import framed, value, written_moment

Days = Callable[[datetime], SafeString]


def days_of_a_page() -> Days:
    """How instants are written as days here and now, each once: for tables of the same moments.

    The instants are of one clock, as those are that were read from the store. Kept by nobody but
    whoever asked.
    """
    return cache(partial(written_moment, kind="date", zone=timezone.get_current_timezone()))


def chart_table(
    points: Sequence[tuple[Any, Any]], unit: str, label: Any, days: Days | None = None
) -> SafeString:
    """All values of a chart behind one word, for whoever cannot read the line."""
    name, head, values = framed("", label, ""), _("Date"), _("Values")
    measured = framed(' (<bdi dir="ltr">', unit, "</bdi>)") if unit else ""
    return SafeString(
        f'<details class="chart-table"><summary>{values}<span class="visually-hidden">: {name}'
        '</span></summary><table class="table table-sm">'
        f'<caption class="visually-hidden">{name}</caption>'
        f'<thead><tr><th scope="col">{head}</th>'
        f'<th scope="col" class="number">{name}{measured}</th></tr></thead>'
        f"<tbody>{chart_rows(points, days)}</tbody></table></details>"
    )


def chart_rows(points: Sequence[tuple[Any, Any]], days: Days | None = None) -> SafeString:
    """A row for each (when or label, number or None), the newest of those in order first."""
    said = days or days_of_a_page()
    return SafeString(
        "".join(
            f'<tr><th scope="row">{_when(when, said)}</th>'
            f'<td class="number">{value(number)}</td></tr>'
            for when, number in reversed(points)
        )
    )


def _when(when: Any, said: Days) -> SafeString:
    return said(when) if type(when) is datetime else value(when, "", "date")
