"""The one clock of a page, which is the clinic's, and the reader's own where that differs."""

from contextvars import ContextVar
from datetime import datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.formats import time_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from medisecure.clock import now
from medisecure.web.display.times.short_day import short_day

OWN: ContextVar[ZoneInfo | None] = ContextVar("own", default=None)  # the reader's own clock
PLACES = {"Asia/Qatar": _("Qatar")}


def page_zone() -> ZoneInfo:
    """The clock by which this page tells all times."""
    return ZoneInfo(timezone.get_current_timezone_name())


def differ(one: ZoneInfo, other: ZoneInfo, at: datetime) -> bool:
    """Whether two clocks show different times at that instant."""
    return at.astimezone(one).utcoffset() != at.astimezone(other).utcoffset()


def zone_said(clock: ZoneInfo, at: datetime) -> SafeString:
    """`Qatar time, UTC+3`: the name of a clock, as it goes at that instant."""
    return _zone_said(clock.key, f"{at.astimezone(clock):%z}", get_language())


@lru_cache(maxsize=256)
def _zone_said(name: str, offset: str, _language: str | None) -> SafeString:
    """The same of a clock's name and its offset: every page says it, of nobody."""
    place = PLACES.get(name) or name.rsplit("/", 1)[-1].replace("_", " ")
    minutes = "" if offset.endswith("00") else f":{offset[3:]}"
    return format_html(
        '{}{}<bdi dir="ltr">UTC{}{}</bdi>',
        gettext("%(place)s time") % {"place": place},
        gettext(", "),
        f"{int(offset[:3]):+d}",
        minutes,
    )


def page_clock() -> SafeString:
    """By which clock the page tells its times, said once; the reader's own where it differs."""
    own, here, at = OWN.get(), page_zone(), now()
    if own is None or not differ(own, here, at):
        return format_html("{} {}.", gettext("Times:"), zone_said(here, at))
    both = zone_said(here, at), gettext("your own clock:"), zone_said(own, at)
    return format_html("{} {}; {} {}.", gettext("Times:"), *both)


def on_own_clock(at: datetime) -> SafeString:
    """The same instant on the reader's clock, with its day if that is another; else nothing."""
    own = OWN.get()
    if own is None or not differ(own, page_zone(), at):
        return SafeString()
    there = at.astimezone(own)
    clock = time_format(there)
    if there.date() != at.astimezone(page_zone()).date():
        clock = f"{short_day(there)} {clock}"
    words = gettext("%(time)s on your clock") % {"time": clock}
    return format_html(' <span class="zone">({})</span>', words)
