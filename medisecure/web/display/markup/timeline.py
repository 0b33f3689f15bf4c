"""The lines of a timeline, written without the template engine: a chart's list has twenty-five.

See docs/adr/0089-what-templates-repeat.md and components/timeline_item.html, which draws the same.
"""

from dataclasses import dataclass

from django.utils.safestring import SafeString

from medisecure.web.display.marks import decoration


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelineLine:
    """One line. All but `icon` is markup already: whoever writes it has escaped it.

    `when` stands above the title, `below` under it; `struck` is a title that counts no longer.
    """

    icon: str
    when: SafeString
    title: SafeString
    below: SafeString
    struck: bool = False


def timeline_line(line: TimelineLine) -> str:
    """The line as an item of a list."""
    struck = " struck" if line.struck else ""
    return (
        f'<li class="timeline-item"><span class="timeline-mark">{decoration(line.icon)}</span>'
        f'<div class="timeline-body"><p class="timeline-when">{line.when}</p>'
        f'<p class="timeline-title{struck}">{line.title}</p>{line.below}</div></li>'
    )
