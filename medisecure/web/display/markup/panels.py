"""The panels of a full page, written without the template engine: home has six, a chart nine.

What is told to these functions is markup already, but for what they say they escape. See
docs/adr/0089-what-templates-repeat.md.
"""

from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from medisecure.web.display.marks import decoration
from medisecure.web.display.markup.addresses import address
from medisecure.web.display.values import framed


def panel(
    title_id: str,
    icon: str,
    title: str,
    inside: str,
    *,
    links: str = "",
    name: str = "",
    look: str = "",
) -> SafeString:
    """A section under its title, with `links` beside that; `name` is its own id, if it has one."""
    named = f' id="{name}"' if name else ""
    return SafeString(
        f'<section class="panel{look}"{named} aria-labelledby="{title_id}"><div class="panel-head">'
        f'<h2 class="panel-title" id="{title_id}">{decoration(icon)}{title}</h2>{links}</div>'
        f"{inside}</section>"
    )


def link(where: str, words: str, look: str = "") -> SafeString:
    """A link to an address, which is escaped."""
    looks = f'<a class="{look}" href="' if look else '<a href="'
    return SafeString(f'{framed(looks, where, "")}">{words}</a>')


def panel_link(words: str, page: str, *ids: str) -> SafeString:
    """The way on from a panel, beside its title: to the page of that name."""
    return link(address(page, *ids), words, "panel-action")


def fact(name: str, said: str) -> str:
    """A name and what is said of it, for a list of facts."""
    return f"<div><dt>{name}</dt><dd>{said}</dd></div>"


def empty_state(sentence: str, icon: str, **action: Any) -> SafeString:
    """What a panel says that has nothing to show: components/empty_state.html, escaped there."""
    told = {"sentence": sentence, "icon": icon, **action}
    return render_to_string("components/empty_state.html", told)
