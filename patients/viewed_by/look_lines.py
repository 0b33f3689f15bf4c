"""Looks at a record as lines of a timeline, written without the template engine.

A page has a hundred. See docs/adr/0089-what-templates-repeat.md.
"""

from collections.abc import Iterable

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from medisecure.web.display.markup.timeline import TimelineLine, timeline_line
from medisecure.web.display.values import framed, written_moment
from patients.viewed_by.looks import Look


def look_lines(looks: Iterable[Look]) -> SafeString:
    """The items of the list; nothing where nobody looked."""
    return SafeString("\n".join(timeline_line(_drawn(each)) for each in looks))


def _drawn(look: Look) -> TimelineLine:
    return TimelineLine(
        icon="eye",
        when=written_moment(look.at, "datetime"),
        title=_who(look),
        below=SafeString(f"{_deed(look)}{_things(look)}"),
    )


def _who(look: Look) -> SafeString:
    name = framed("<bdi>", look.name, "</bdi>") if look.name else _("Name no longer known")
    role = framed(' <span class="muted fw-normal">· ', look.role, "</span>")
    return SafeString(f"{name}{role}")


def _deed(look: Look) -> SafeString:
    """What was done, why, and how often."""
    told = [look.deed, look.reason] if look.reason else [look.deed]
    if look.times > 1:
        told.append(ngettext("%(n)s time", "%(n)s times", look.times) % {"n": look.times})
    return framed('<p class="timeline-text">', _(", ").join(told), "</p>")


def _things(look: Look) -> str:
    """What it was at, as far as that has a name, and how many others there were."""
    if not look.things:
        return ""
    lines = [framed("<li>", each, "</li>") for each in look.things]
    if look.more:
        more = ngettext("and %(n)s more", "and %(n)s more", look.more) % {"n": look.more}
        lines.append(framed("<li>", more, "</li>"))
    return f'<ul class="timeline-text timeline-things">{"".join(lines)}</ul>'
