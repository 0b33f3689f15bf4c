"""The rows of a chart's table, written without the template engine: a day's page has eight tables.

See docs/adr/0089-what-templates-repeat.md.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.safestring import SafeString

from medisecure.web.display.values import value, written_moment


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
