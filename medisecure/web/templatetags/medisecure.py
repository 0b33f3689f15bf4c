"""How a value reaches the page: never blank, never turned round, in the reader's language."""

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from functools import cache
from math import ceil, floor, log10
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from django import template
from django.forms import BaseForm, BoundField
from django.template.loader import get_template
from django.utils import timezone
from django.utils.formats import date_format, time_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from medisecure.clock import now
from medisecure.errors import MediSecureError

register = template.Library()

Number = int | float | Decimal
Moment = date | datetime | time
Mistake = tuple[str, Any, Any]
Point = tuple[Any, Number | None]

FORMATS = {
    "date": "DATE_FORMAT",
    "day": "l j F Y",
    "time": "TIME_FORMAT",
    "datetime": "DATETIME_FORMAT",
}
TODDLER_MONTHS = 24
PLACES = {"Asia/Qatar": _("Qatar")}
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
    "active": (_("Active"), "check", "done"),
    "disabled": (_("Disabled"), "lock", "off"),
    "draft": (_("Draft"), "pencil", "waiting"),
    "signed": (_("Signed"), "lock", "done"),
    "pending": (_("Pending"), "clock", "waiting"),
    "paid": (_("Paid"), "check", "done"),
    "success": (_("Allowed"), "check", "done"),
    "denied": (_("Refused"), "stop", "alarm"),
    "failure": (_("Failed"), "warning", "alarm"),
    "absent": (_("Not there"), "question", "off"),
    "conflict": (_("Conflict"), "warning", "waiting"),
}


# ── values ──────────────────────────────────────────────────────────────────


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
        dialled = "".join(sign for sign in text if sign in "+0123456789")
        return format_html('<a class="phone" href="tel:{}">{}</a>', dialled, isolated(text))
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


@register.simple_tag
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


@register.simple_tag
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


@register.simple_tag
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


# ── marks ───────────────────────────────────────────────────────────────────


@cache
def icon_shapes(name: str) -> SafeString:
    """The shapes of one icon; they are our own files, so they are safe as they are."""
    return mark_safe(get_template(f"components/icons/{name}.svg").render().strip())  # noqa: S308


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """An inline icon; decorative unless it has a `label`."""
    spoken = format_html('role="img" aria-label="{}"', label)
    return format_html(
        '<svg class="icon icon-{}" viewBox="0 0 24 24" width="20" height="20" fill="none" '
        'stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round" '
        'focusable="false" {}>{}</svg>',
        name,
        spoken if label else mark_safe('aria-hidden="true"'),
        icon_shapes(name),
    )


def look_of(word: str) -> tuple[Any, str, str]:
    """(words, icon, tone) of a status; an unknown one is shown as it was given."""
    key = str(word).replace("_", "-").replace(" ", "-").lower()
    unknown = (str(word).replace("_", " ").capitalize(), "dot", "off")
    return STATUSES.get(key, unknown)


@register.filter
def tone(word: str | None) -> str:
    """The tone of a status: planned, waiting, current, done, off or alarm."""
    return look_of(word)[2] if word else "off"


@register.simple_tag
def status(word: str | None) -> SafeString:
    """A badge with icon and words."""
    if not word:
        return absent()
    label, mark, colour = look_of(word)
    return format_html(
        '<span class="status status-{}">{}<span class="status-label">{}</span></span>',
        colour,
        icon(mark),
        label,
    )


@register.filter
def in_words(error: MediSecureError) -> str:
    """What an error of ours says, in the reader's language."""
    return gettext(error.message) % error.params


# ── forms and links ─────────────────────────────────────────────────────────


def target_of(field: BoundField) -> str:
    """The id to jump to: the field, or the first choice of a group."""
    return field.id_for_label or f"{field.auto_id}_0"


def mistakes(forms: Iterable[BaseForm]) -> Iterator[Mistake]:
    """(id of the field or "", its label, the message) for every error of bound forms."""
    for form in forms:
        yield from (("", "", message) for message in form.non_field_errors())
        for field in form:
            yield from ((target_of(field), field.label, message) for message in field.errors)


@register.inclusion_tag("components/error_summary.html")
def error_summary(*forms: BaseForm | None) -> dict[str, Any]:
    """What must be put right, on top of the form, each line a link to its field."""
    return {"mistakes": list(mistakes(form for form in forms if form is not None))}


@register.filter
def at(many: Sequence[Any], place: int) -> Any:
    """The one at `place`, counted from 0; used to find a cell's column."""
    return many[place]


@register.simple_tag(takes_context=True)
def query_with(context: template.Context, **changes: Any) -> str:
    """This page's query with some keys changed; a key set to None or "" is left out."""
    query = context["request"].GET.copy()
    for key, wanted in changes.items():
        query.pop(key, None)
        if wanted not in {None, ""}:
            query[key] = str(wanted)
    return f"?{query.urlencode()}"


# ── charts ──────────────────────────────────────────────────────────────────


WIDTH, HEIGHT, MOST_STEPS = 240, 60, 5


class Scale(NamedTuple):
    """From measured numbers, `start` to `end`, to a length on the drawing."""

    start: float
    end: float
    length: float

    def at(self, measured: float) -> str:
        """The place with a full stop: an SVG with decimal commas draws nothing."""
        if self.start == self.end:
            return f"{self.length / 2:.1f}"
        return f"{(measured - self.start) / (self.end - self.start) * self.length:.1f}"


def places_in_time(points: Sequence[Point]) -> list[float]:
    """Where each point stands from left to right: by time if told, else evenly."""
    moments = [when for when, _number in points]
    if all(isinstance(when, datetime) for when in moments):
        return [when.timestamp() for when in moments]
    if all(isinstance(when, date) for when in moments):
        return [float(when.toordinal()) for when in moments]
    return [float(place) for place in range(len(points))]


def step_of(spread: float) -> float:
    """A round step (1, 2 or 5 times a power of ten) that cuts `spread` into two to five parts."""
    power = 10.0 ** floor(log10(spread / MOST_STEPS))
    return next(times * power for times in (1, 2, 5, 10) if times * power * MOST_STEPS >= spread)


def ticks_of(numbers: Sequence[float]) -> list[Decimal]:
    """Round numbers from below the lowest to above the highest; never fewer than two."""
    low, high = min(numbers), max(numbers)
    step = step_of(high - low or abs(high) or 1.0)
    first, last = floor(low / step), ceil(high / step)
    exact = Decimal(f"{step:.6g}")
    return [exact * place for place in range(first, max(last, first + 1) + 1)]


def drawn(points: Sequence[Point], low: Number | None, high: Number | None) -> dict[str, Any]:
    """Path, dots, usual range and scale of a line chart; an absent number leaves a gap."""
    numbers = [float(number) for _when, number in points if number is not None]
    if not numbers:
        return {}
    usual = [] if low is None or high is None else [float(high), float(low)]
    places, ticks = places_in_time(points), ticks_of([*numbers, *usual])
    across = Scale(min(places), max(places), WIDTH)
    down = Scale(float(ticks[-1]), float(ticks[0]), HEIGHT)
    spots = [
        None if number is None else f"{across.at(place)} {down.at(float(number))}"
        for place, (_when, number) in zip(places, points, strict=True)
    ]
    dots = [f"M{spot}h0" for spot in spots if spot]
    pens = ["L" if before else "M" for before in [None, *spots]]
    return {
        "path": " ".join(f"{pen}{spot}" for pen, spot in zip(pens, spots, strict=False) if spot),
        "dots": " ".join(dots),
        "last_dot": dots[-1],
        "band_y": down.at(usual[0]) if usual else "",
        "band_height": down.at(down.start + usual[1] - usual[0]) if usual else "",
        "lines": [down.at(float(tick)) for tick in ticks],
        "ticks": ticks[::-1],
    }


def chart(points: Iterable[Point], unit: str, label: str, low: Any, high: Any) -> dict[str, Any]:
    """What the chart templates need; `points` are (when or label, number or None), oldest first."""
    told = list(points)
    latest = next(((when, number) for when, number in reversed(told) if number is not None), None)
    return {
        "points": told,
        "unit": unit,
        "label": label,
        "low": low,
        "high": high,
        "latest": latest,
        "first": told[0] if told else None,
        "last": told[-1] if told else None,
        **drawn(told, low, high),
    }


@register.inclusion_tag("components/sparkline.html")
def sparkline(
    points: Iterable[Point], unit: str = "", label: str = "", low: Any = None, high: Any = None
) -> dict[str, Any]:
    """A small line with the latest value and a table behind it; `low`/`high` draw a usual range."""
    return chart(points, unit, label, low, high)


@register.inclusion_tag("components/trend.html")
def trend(
    points: Iterable[Point], unit: str = "", label: str = "", low: Any = None, high: Any = None
) -> dict[str, Any]:
    """The same as `sparkline`, large, with its scale and dates."""
    return chart(points, unit, label, low, high)
