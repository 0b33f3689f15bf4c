"""How a value is written: never blank, never turned round, in the reader's language."""

import re
import unicodedata
from collections.abc import Iterable
from datetime import date, datetime, time
from decimal import Decimal
from html import escape
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.safestring import SafeData, SafeString
from django.utils.translation import gettext, ngettext

from medisecure.clock import now
from medisecure.web.display.times import moments
from medisecure.web.display.times.clocks import differ, on_own_clock, page_zone, zone_said
from medisecure.web.display.times.short_day import short_moment
from medisecure.web.display.words.currencies import currency_sign
from medisecure.written import phones

Number = int | float | Decimal
Moment = date | datetime | time

FORMATS = {
    "date": "DATE_FORMAT",
    "short_date": "SHORT_DATE_FORMAT",
    "day": "l j F Y",
    "time": "TIME_FORMAT",
    "datetime": "DATETIME_FORMAT",
}
SHORT = "short"  # a table has little room
# Tuples, and no unions made anew for every value of a page
LISTS, MOMENTS, NUMBERS = (list, tuple), (date, time), (int, float, Decimal)
SPECIAL = re.compile("[&<>\"']").search  # what is escaped; hardly any text has it
MAY_RUN_LEFT = re.compile("[^\x00-\u058f]").search  # no letter before Hebrew runs to the left
RIGHT_TO_LEFT = frozenset({"R", "AL"})
TODDLER_MONTHS = 24


def framed(before: str, content: object, after: str) -> SafeString:
    """`content` between two pieces of our own markup, escaped unless it is markup itself.

    What `format_html` makes, at a fifth of its cost: a chart has three hundred of them.
    """
    if content.__class__ is SafeString:
        return SafeString(before + content + after)
    text = content if content.__class__ is str else str(content)
    if SPECIAL(text) and not isinstance(text, SafeData):
        text = escape(text)
    return SafeString(before + text + after)


def isolated(text: str) -> SafeString:
    """`text` in a `<bdi>`; left-to-right unless it holds a right-to-left letter.

    Without the explicit direction "120/80", "-5" or "+974…" turn round in an Arabic page.
    """
    if not text.isascii() and MAY_RUN_LEFT(text) and any(map(_runs_right_to_left, text)):
        return framed("<bdi>", text, "</bdi>")
    return framed('<bdi dir="ltr">', text, "</bdi>")


def _runs_right_to_left(letter: str) -> bool:
    return unicodedata.bidirectional(letter) in RIGHT_TO_LEFT


def absent() -> SafeString:
    """An en dash for the eye, "not recorded" for the ear."""
    return framed(
        '<span class="value-absent"><span aria-hidden="true">&ndash;</span>'
        '<span class="visually-hidden">',
        gettext("not recorded"),
        "</span></span>",
    )


def written_number(number: Number, *, grouped: bool = False) -> str:
    """Digits with a full stop in every language; `grouped` writes thousands with commas."""
    if type(number) is int and not grouped:
        return str(number)
    exact = number if isinstance(number, Decimal) else Decimal(str(number))
    if grouped:
        return f"{exact:,.2f}" if exact % 1 else f"{exact:,.0f}"
    return f"{exact:f}"


def written_moment(content: Moment, kind: str, zone: ZoneInfo | None = None) -> SafeString:
    """A `<time>` in `zone` or the active zone, as its kind.

    `kind`: date, short_date, day, time, datetime, short (day and time in few letters).

    `ValueError` for a datetime without a zone: its hour would be a guess.
    """
    local: Moment = content
    if isinstance(content, datetime):
        if content.tzinfo is None:
            raise ValueError("a naive time names no hour of the page's clock")
        local = content.astimezone(zone or timezone.get_current_timezone())
        kind = kind if kind in FORMATS or kind == SHORT else "datetime"
    else:
        kind = kind if kind in {"day", "short_date"} else "date"
    if isinstance(local, datetime) and kind == SHORT:
        text = short_moment(local)
    else:
        text = moments.written(local, "TIME_FORMAT" if isinstance(local, time) else FORMATS[kind])
    return framed(f'<bdi><time datetime="{content.isoformat()}">', text, "</time></bdi>")


def written_text(text: str, kind: str) -> SafeString:
    """Words as their kind: phone (a link to call), id, code, text (keeps line breaks), or plain."""
    if kind == "phone":
        phone = phones.parts_of(text)
        dialled = "".join(sign for sign in phone.number if sign in "+0123456789")
        dialled += f";ext={phone.extension}" if phone.extension else ""  # RFC 3966
        shown = isolated(phones.grouped(text))
        return framed(framed('<a class="phone" href="tel:', dialled, '">'), shown, "</a>")
    if kind in {"id", "code"}:
        return framed(f'<bdi dir="ltr" class="value-{kind}">', text, "</bdi>")
    if kind == "text":
        return framed('<bdi dir="auto" class="value-text">', text, "</bdi>")
    return isolated(text)


def written(content: Any, unit: str, kind: str) -> SafeString:
    """One value that is neither absent nor a list."""
    if isinstance(content, bool):
        return isolated(gettext("Yes") if content else gettext("No"))
    if isinstance(content, MOMENTS):
        return written_moment(content, kind)
    if isinstance(content, NUMBERS):
        content = written_number(content, grouped=kind == "money")
    if kind == "money":
        unit = currency_sign(unit)
    text = f"{content}\N{NO-BREAK SPACE}{unit}" if unit else str(content)
    return written_text(text, kind)


def value(content: Any, unit: str = "", kind: str = "") -> SafeString:
    """Any value, isolated by `<bdi>`: `{% value vitals.weight unit="kg" %}`.

    `kind`: phone, id, code, money (unit = currency), text, and those of `written_moment`.
    """
    if type(content) is str and content and not content.isspace():  # most values
        text = f"{content}\N{NO-BREAK SPACE}{unit}" if unit else content
        return written_text(text, kind) if kind else isolated(text)
    if isinstance(content, LISTS):
        shown = [value(item, unit, kind) for item in content]
        return SafeString(gettext(", ").join(shown)) if shown else absent()
    if content is None or not str(content).strip():
        return absent()
    return written(content, unit, kind)


def parts(told: Iterable[tuple[str, str]] | None) -> SafeString:
    """(language, text) in a row: `{% parts medicine.how %}`.

    The language is empty for our own words; else the text is marked as it was written.
    """
    return SafeString(gettext(", ").join(_part(*each) for each in told or ()))


def _part(language: str, text: str) -> SafeString:
    marked = framed('<bdi lang="', language, '" class="as-written">') if language else "<bdi>"
    return framed(marked, text, "</bdi>")


def datetime_in_zone(
    content: datetime | None, zone: str = "", kind: str = "datetime"
) -> SafeString:
    """An instant by its own clock, which is named only where it is not the page's.

    The reader's own clock stands beside it where that shows something else.
    """
    if content is None:
        return absent()
    here = page_zone()
    clock = ZoneInfo(zone) if zone else here
    if clock is not here and differ(clock, here, content):
        told = named_moment(content, clock.key, kind)
    else:
        told = written_moment(content, kind, clock)
    return SafeString(told + on_own_clock(content))


def named_moment(content: datetime, zone: str, kind: str = "datetime") -> SafeString:
    """An instant with the clock it is told by: "15 June 2025, 17:00 (Qatar time, UTC+3)"."""
    clock = ZoneInfo(zone)
    told, said = written_moment(content, kind, clock), zone_said(clock, content)
    return SafeString(f'{told} <span class="zone">({said})</span>')


def age(born_on: date | None, on: date | None = None) -> SafeString:
    """Age at `on` (today): years; months below two years; days below one month."""
    today = on or timezone.localdate(now())
    if born_on is None or born_on > today:
        return absent()
    months = (today.year - born_on.year) * 12 + today.month - born_on.month
    months -= today.day < born_on.day
    days = (today - born_on).days
    if months >= TODDLER_MONTHS:
        text = ngettext("%(n)d year", "%(n)d years", months // 12) % {"n": months // 12}
    elif months:
        text = ngettext("%(n)d month", "%(n)d months", months) % {"n": months}
    else:
        text = ngettext("%(n)d day", "%(n)d days", days) % {"n": days}
    return isolated(text)
