"""Icons, and the badges that say where a thing stands: never told by colour alone."""

from functools import cache, lru_cache
from typing import Any

import segno
from django.template.loader import get_template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from medisecure.web.display.values import absent

# status word → what it says, its icon, its tone: never told by colour alone
STATUSES = {
    "requested": (_("Requested"), "clock", "waiting"),
    "scheduled": (_("Scheduled"), "calendar", "planned"),
    "confirmed": (_("Confirmed"), "check", "planned"),
    "arrived": (_("Arrived"), "arrive", "waiting"),
    "in-room": (_("In room"), "door", "waiting"),
    "in-consultation": (_("In consultation"), "stethoscope", "current"),
    "completed": (_("Completed"), "check-double", "done"),
    "cancelled": (_("Cancelled"), "cross", "off"),
    "no-show": (_("No-show"), "absent", "alarm"),
    "left": (_("Left without being seen"), "leave", "alarm"),
    "entered-in-error": (_("Entered in error"), "warning", "off"),
    "active": (_("Active"), "check", "done"),
    "disabled": (_("Disabled"), "lock", "off"),
    "draft": (_("Draft"), "pencil", "waiting"),
    "signed": (_("Signed"), "lock", "done"),
    "pending": (_("Pending"), "clock", "waiting"),
    "paid": (_("Paid"), "check", "done"),
    "success": (_("Allowed"), "check", "done"),
    "denied": (_("Refused"), "stop", "alarm"),
    "failure": (_("Failed"), "warning", "alarm"),
    "absent": (_("Not found"), "question", "off"),
    "conflict": (_("Conflict"), "warning", "waiting"),
}


@cache
def icon_shapes(name: str) -> SafeString:
    """The shapes of one icon; they are our own files, so they are safe as they are."""
    return mark_safe(get_template(f"components/icons/{name}.svg").render().strip())  # noqa: S308


def qr(text: str) -> SafeString:
    """A QR code as inline squares; what it says must stand beside it in words."""
    made = segno.make_qr(text, error="m")
    drawn = made.svg_inline(border=2, omitsize=True, svgclass="code", lineclass=None)
    return mark_safe(drawn)  # noqa: S308 - squares of segno's: the text is not in them


@cache
def decoration(name: str) -> SafeString:
    """An icon that says nothing to the ear: the same wherever it stands."""
    return _drawn(name, mark_safe('aria-hidden="true"'))


def icon(name: str, label: str = "") -> SafeString:
    """An inline icon; decorative unless it has a `label`."""
    if not label:
        return decoration(name)
    return _drawn(name, format_html('role="img" aria-label="{}"', label))


def _drawn(name: str, spoken: SafeString) -> SafeString:
    return format_html(
        '<svg class="icon icon-{}" viewBox="0 0 24 24" width="20" height="20" fill="none" '
        'stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round" '
        'focusable="false" {}>{}</svg>',
        name,
        spoken,
        icon_shapes(name),
    )


@cache
def sprite(names: tuple[str, ...]) -> SafeString:
    """The shapes of these icons, once a page, for `mark` to point to; nothing of it is seen."""
    symbols = format_html_join(
        "",
        '<symbol id="i-{}" viewBox="0 0 24 24" fill="none" stroke="currentColor" '
        'stroke-width="2" stroke-linecap="round" stroke-linejoin="round">{}</symbol>',
        ((name, icon_shapes(name)) for name in names),
    )
    return format_html(
        '<svg class="sprite" width="0" height="0" aria-hidden="true">{}</svg>', symbols
    )


@lru_cache(maxsize=256)
def look_of(word: str) -> tuple[Any, str, str]:
    """(words, icon, tone) of a status; an unknown one is shown as it was given."""
    key = str(word).replace("_", "-").replace(" ", "-").lower()
    unknown = (str(word).replace("_", " ").capitalize(), "dot", "off")
    return STATUSES.get(key, unknown)


def tone(word: str | None) -> str:
    """The tone of a status: planned, waiting, current, done, off or alarm."""
    return look_of(word)[2] if word else "off"


def status(word: str | None) -> SafeString:
    """A badge with icon and words."""
    return _status(str(word), get_language()) if word else absent()


@lru_cache(maxsize=256)
def _status(word: str, _language: str | None) -> SafeString:
    """The same, kept for each word in each language: a page has many, and none is of anybody."""
    label, mark, colour = look_of(word)
    return format_html(
        '<span class="status status-{}">{}<span class="status-label">{}</span></span>',
        colour,
        icon(mark),
        label,
    )
