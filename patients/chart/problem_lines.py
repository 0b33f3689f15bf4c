"""The problems of a chart, written without the template engine: an item of a list for each.

See docs/adr/0089-what-templates-repeat.md.
"""

from collections.abc import Iterable

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from medisecure.web.display.values import framed, value
from patients.chart.current_lists import Problem


def problem_lines(problems: Iterable[Problem]) -> SafeString:
    """Each with its plain words, since when it is known, and when it was last written down."""
    nothing = _("No diagnosis is noted.")
    return SafeString("\n".join(map(_line, problems)) or f'<li class="muted">{nothing}</li>')


def _line(problem: Problem) -> str:
    told, plain = problem.diagnosis, problem.plain
    code = f"{value(told.code, kind='code')} " if told.code else ""
    words = framed(" <small><bdi>", plain, "</bdi></small>") if plain else ""
    since, noted = "", _("last noted")
    if problem.onset_on:
        since = _("since") + " " + value(problem.onset_on, kind="date") + " · "
    last = value(problem.last_on, kind="date")
    return f"<li>{code}{value(told.description)}{words} <small>{since}{noted} {last}</small></li>"
