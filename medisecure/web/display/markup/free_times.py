"""Days to choose among and times to press, written without the template engine: there are many.

See docs/adr/0089-what-templates-repeat.md.
"""

from collections.abc import Iterable, Mapping
from html import escape
from typing import Any, Protocol

from django.utils.safestring import SafeString


class TimeButton(Protocol):
    """A time to press: what it sends, the clock, a second line, whether the reader holds it."""

    @property
    def value(self) -> str: ...
    @property
    def clock(self) -> str: ...
    @property
    def note(self) -> str: ...
    @property
    def is_mine(self) -> bool: ...


def time_buttons(buttons: Iterable[TimeButton], name: str) -> SafeString:
    """A button for each, whose value is sent under this name."""
    return SafeString("".join(_button(each, escape(name)) for each in buttons))


def _button(each: TimeButton, name: str) -> str:
    mine = " time-button-mine" if each.is_mine else ""
    note = f" <small><bdi>{escape(each.note)}</bdi></small>" if each.note else ""
    return (
        f'<button type="submit" class="time-button{mine}" name="{name}" '
        f'value="{escape(each.value)}" formnovalidate>'
        f"<bdi>{escape(each.clock)}</bdi>{note}</button>"
    )


def day_tiles(tiles: Iterable[Mapping[str, Any]]) -> SafeString:
    """A link for each day: its `weekday`, `date`, `url`, what it `says`, `is_open`, `has_times`."""
    return SafeString("".join(map(_tile, tiles)))


def _tile(tile: Mapping[str, Any]) -> str:
    opened, now = (" day-tile-open", ' aria-current="date"') if tile["is_open"] else ("", "")
    none = "" if tile["has_times"] else " day-tile-none"
    return (
        f'\n    <li><a class="day-tile{opened}{none}" href="{escape(tile["url"])}#times"{now}>'
        f"<span>{escape(tile['weekday'])}</span> "
        f"<strong><bdi>{escape(tile['date'])}</bdi></strong> "
        f"<small>{escape(tile['says'])}</small></a></li>\n    "
    )
