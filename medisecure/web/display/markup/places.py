"""The places of the navigation, written without the template engine: they stand on every page.

See docs/adr/0089-what-templates-repeat.md.
"""

from collections.abc import Iterable, Mapping
from html import escape
from typing import Any

from django.utils.formats import localize
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from medisecure.web.display.marks import decoration


def places(navigation: Iterable[Mapping[str, Any]]) -> SafeString:
    """Each as an item: `url`, `icon`, `label`, whether it is `active`, how many are `waiting`."""
    return SafeString("".join(map(_place, navigation)))


def _place(place: Mapping[str, Any]) -> str:
    here = ' aria-current="page"' if place["active"] else ""
    icon = decoration(place["icon"]) if place["icon"] else ""
    words = escape(str(place["label"]))
    waiting = _waiting(place.get("waiting", 0))
    return (
        f'\n        <li><a href="{escape(place["url"])}"{here}>{icon}'
        f"<span>{words}</span>{waiting}</a></li>\n        "
    )


def _waiting(count: int) -> str:
    if not count:
        return ""
    word = escape(gettext("waiting"))
    return (
        f'<span class="nav-count">{escape(str(localize(count)))}'
        f'<span class="visually-hidden"> {word}</span></span>'
    )
