"""How a value is written: never blank, never turned round, in the reader's language."""

import unicodedata
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.formats import date_format, time_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from medisecure.clock import now
from medisecure.written import phones

Number = int | float | Decimal
Moment = date | datetime | time

FORMATS = {
    "date": "DATE_FORMAT",
    "day": "l j F Y",
    "time": "TIME_FORMAT",
    "datetime": "DATETIME_FORMAT",
}
TODDLER_MONTHS = 24
PLACES = {"Asia/Qatar": _("Qatar")}


def isolated(text: str) -> SafeString:
    """`text` in a `<bdi>`; left-to-right unless it holds a right-to-left letter.

    Without the explicit direction "120/80", "-5" or "+974…" turn round in an Arabic page.
    """
    if any(unicodedata.bidirectional(letter) in {"R", "AL"} for letter in text):
        return format_html("<bdi>{}</bdi>", text)
    return format_html('<bdi dir="ltr">{}</bdi>', text)


def absent() -> SafeString:
    """An en dash for the eye, "not recorded" for the ear."""
    return format_html(
        '<span class="value-absent"><span aria-hidden="true">&ndash;</span>'
        '<span class="visually-hidden">{}</span></span>',
        _("not recorded"),
    )


def written_number(number: Number, *, grouped: bool = False) -> str:
    """Digits with a full stop in every language; `grouped` writes thousands with commas."""
    exact = Decimal(str(number))
    if grouped:
        return f"{exact:,.2f}" if exact % 1 else f"{exact:,.0f}"
    return f"{exact:f}"


def written_moment(content: Moment, kind: str, zone: ZoneInfo | None = None) -> SafeString:
    """A `<time>` as its kind (date, day, time, datetime) in `zone` or the active zone.

    `ValueError` for a datetime without a zone: its hour would be a guess.
    """
    local = timezone.localtime(content, zone) if isinstance(content, datetime) else content
    if isinstance(content, datetime):
        kind = kind if kind in FORMATS else "datetime"
    else:
        kind = "day" if kind == "day" else "date"
    text = time_format(local) if isinstance(local, time) else date_format(local, FORMATS[kind])
    return format_html('<bdi><time datetime="{}">{}</time></bdi>', content.isoformat(), text)


def written_text(text: str, kind: str) -> SafeString:
    """Words as their kind: phone (a link to call), id, code, text (keeps line breaks), or plain."""
    if kind == "phone":
        phone = phones.parts_of(text)
        dialled = "".join(sign for sign in phone.number if sign in "+0123456789")
        shown = isolated(f"{phone.number} ext. {phone.extension}" if phone.extension else text)
        dialled += f";ext={phone.extension}" if phone.extension else ""  # RFC 3966
        return format_html('<a class="phone" href="tel:{}">{}</a>', dialled, shown)
    if kind in {"id", "code"}:
        return format_html('<bdi dir="ltr" class="value-{}">{}</bdi>', kind, text)
    if kind == "text":
        return format_html('<bdi dir="auto" class="value-text">{}</bdi>', text)
    return isolated(text)


def written(content: Any, unit: str, kind: str) -> SafeString:
    """One value that is neither absent nor a list."""
    if isinstance(content, bool):
        return isolated(gettext("Yes") if content else gettext("No"))
    if isinstance(content, date | time):
        return written_moment(content, kind)
    if isinstance(content, int | float | Decimal):
        content = written_number(content, grouped=kind == "money")
    text = f"{content}\N{NO-BREAK SPACE}{unit}" if unit else str(content)
    return written_text(text, kind)


def value(content: Any, unit: str = "", kind: str = "") -> SafeString:
    """Any value, isolated by `<bdi>`: `{% value vitals.weight unit="kg" %}`.

    `kind`: phone, id, code, money (unit = currency), date, day, time, datetime, text.
    """
    if isinstance(content, list | tuple):
        shown = [(value(item, unit, kind),) for item in content]
        return format_html_join(gettext(", "), "{}", shown) if shown else absent()
    if content is None or not str(content).strip():
        return absent()
    return written(content, unit, kind)


def datetime_in_zone(
    content: datetime | None, zone: str = "", kind: str = "datetime"
) -> SafeString:
    """An instant with the clock it is told by: "15 June 2025, 17:00 (Qatar time, UTC+3)"."""
    if content is None:
        return absent()
    clock = ZoneInfo(zone) if zone else ZoneInfo(timezone.get_current_timezone_name())
    place = PLACES.get(clock.key) or clock.key.rsplit("/", 1)[-1].replace("_", " ")
    offset = f"{timezone.localtime(content, clock):%z}"
    minutes = "" if offset.endswith("00") else f":{offset[3:]}"
    return format_html(
        '{} <span class="zone">({}{}<bdi dir="ltr">UTC{}{}</bdi>)</span>',
        written_moment(content, kind, clock),
        gettext("%(place)s time") % {"place": place},
        gettext(", "),
        f"{int(offset[:3]):+d}",
        minutes,
    )


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
