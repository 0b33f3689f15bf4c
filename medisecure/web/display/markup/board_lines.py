"""The lines of the lists beside a board, written without the template engine: a day has a dozen.

A line: `url`, `title`, and what else it has of `time`, `phone`, `is_urgent`, `doctor` or `text`,
`status` with `waiting` (minutes) and `wait` (how loud), `presses` and `undo` (buttons of a visit's
steps). `visit_flow/_steps.html` and `_waiting.html` draw the same on other pages. See
docs/adr/0089-what-templates-repeat.md.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.formats import localize
from django.utils.html import conditional_escape as told
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext

from medisecure.web.display.marks import icon, status
from medisecure.web.display.values import value

Line = Mapping[str, Any]
MISTAKE = "ENTERED_IN_ERROR"  # what stands there was none


def board_lines(lines: Iterable[Line]) -> SafeString:
    """Each as an item of the list."""
    return SafeString("".join(map(_line, lines)))


def _line(line: Line) -> str:
    state, beside = line.get("status"), line.get("doctor") or line.get("text")
    head = _head(line)
    if state == MISTAKE:
        head = f"<s>{head}</s>"
    below = f'<div class="muted"><bdi>{told(beside)}</bdi></div>' if beside else ""
    stands = f"<div>{status(state)} {_waiting(line)}\n</div>" if state else ""
    return f"<li><div>{head}</div>{below}{stands}{_steps(line)}</li>"


def _head(line: Line) -> str:
    """Who it is, when, and at which number."""
    glance = " data-glance" if line.get("status") else ""
    head = f'<a href="{told(line["url"])}"{glance}>{value(line["title"])}</a>'
    if line.get("time"):
        head += f' <bdi dir="ltr">{told(line["time"])}</bdi>'
    if line.get("phone"):
        head += f" {value(line['phone'], kind='phone')}"
    if line.get("is_urgent"):
        said = gettext("Urgent")  # not inside the text below, where no extractor looks
        head += f' <span class="flag">{told(said)}</span>'
    return head


def _waiting(line: Line) -> str:
    minutes, wait = line.get("waiting"), line.get("wait")
    if minutes is None or not wait:
        return ""
    mark = icon("clock" if wait == "calm" else "warning")
    said = ngettext("waiting %(n)s min", "waiting %(n)s min", minutes) % {"n": localize(minutes)}
    return f'<span class="wait wait-{told(wait)}">{mark}<bdi>{said}</bdi></span>'


def _steps(line: Line) -> str:
    presses, undo = line.get("presses") or (), line.get("undo")
    if not presses and not undo:
        return ""
    title = line["title"]
    whose = f'<span class="visually-hidden">: <bdi>{told(title)}</bdi></span>' if title else ""
    buttons = "".join(
        _button(each, "btn-primary" if each.is_usual else "btn-outline-primary", whose)
        for each in presses
    )
    back = _button(undo, "btn-link", whose) if undo else ""
    return f'<div class="cluster">\n{buttons}\n{back}\n</div>'


def _button(press: Any, look: str, whose: str) -> str:
    return (
        f'<button class="btn btn-sm {look}" type="submit" form="steps" '
        f'formaction="{told(press.url)}" name="step" value="{told(press.value)}">'
        f"{icon(press.icon)}{told(press.label)}{whose}</button>"
    )
