"""What the pages of booking and moving show, out of what was read for them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext, ngettext

from appointments.portal.free_times import DAYS_SHOWN, Chosen, DayFreeTimes, FreeTime, why_of
from appointments.portal.online_rules import cut_off, is_request_only, shape_of
from appointments.scheduling.availability import WORDS
from appointments.scheduling.times import Reason, Slot, nearest
from appointments.visits.wording import MODES
from medisecure.clock import zone
from medisecure.errors import gettext_noop
from medisecure.web.display.times.short_day import day_and_month, short_day, short_weekday
from medisecure.web.display.words.wording import label_of
from patients.records.wording import VISIT_TYPES
from providers.directory.models import Provider
from providers.directory.rules import MAX_WINDOW_DAYS

NOON = 12
ALTERNATIVES = 6
FURTHEST = timedelta(days=MAX_WINDOW_DAYS)
CLOSED = gettext_noop("closed")
IN_SHORT = {
    Reason.BOOKED: gettext_noop("full"),
    Reason.HELD: gettext_noop("full"),
    Reason.TOO_SHORT: gettext_noop("full"),
    Reason.TIME_OFF: gettext_noop("away"),
    Reason.HOLIDAY: gettext_noop("holiday"),
    Reason.TOO_FAR: gettext_noop("not open yet"),
    Reason.TOO_SOON: gettext_noop("too soon"),
    Reason.PAST: gettext_noop("over"),
}


@dataclass(frozen=True, slots=True)
class Button:
    """A free time as it is offered: what it sends, the clock, and a second line."""

    value: str
    clock: str
    note: str = ""
    is_mine: bool = False


@dataclass(frozen=True, slots=True)
class Hint:
    """A word on the day; `calls`: beside it stands the clinic's number."""

    text: str
    calls: bool = False


def tiles_of(
    days: Sequence[DayFreeTimes], opened: date | None, link: Mapping[str, str]
) -> list[dict[str, Any]]:
    """The days as links, each with how many times are free or why none is."""
    same = urlencode(link)
    return [
        {
            "day": each.day,
            "weekday": short_weekday(each.day),
            "date": day_and_month(each.day),
            "url": f"?{same}&day={each.day.isoformat()}",
            "is_open": each.day == opened,
            "has_times": bool(each.offers),
            "says": ngettext("%(n)d time", "%(n)d times", len(each.offers))
            % {"n": len(each.offers)}
            if each.offers
            else short_why(each),
        }
        for each in days
    ]


def short_why(day: DayFreeTimes) -> str:
    """Why nothing is free on a day, in a word or two."""
    return gettext(IN_SHORT.get(day.reason, CLOSED)) if day.reason else ""


def opened_of(days: Sequence[DayFreeTimes], opened: date | None) -> dict[str, Any]:
    """The day whose times are shown, and why there are none or fewer.

    Its buttons by `halves` are made when a template asks: where doctors stand on cards, none does.
    """
    day = next((each for each in days if each.day == opened), None)
    if day is None:
        return {"day": opened, "halves": partial(halves_of, ()), "why": "", "hints": []}
    return {
        "day": day.day,
        "halves": partial(halves_of, day.offers),
        "why": " · ".join(filter(None, (gettext(why_of(day)), day.note))) if day.reason else "",
        "hints": hints_of(day),
    }


def halves_of(offers: Iterable[FreeTime]) -> list[tuple[str, list[Button]]]:
    """The times as buttons, by morning and afternoon."""
    morning, afternoon = list[Button](), list[Button]()
    for each in offers:
        local = each.slot.local
        (morning if local.hour < NOON else afternoon).append(_button(each, _clock(local)))
    halves = (gettext("Morning"), morning), (gettext("Afternoon"), afternoon)
    return [(name, half) for name, half in halves if half]


def button_of(offer: FreeTime, *, dated: bool = False) -> Button:
    """One time to press."""
    local = offer.slot.local
    clock = _clock(local)
    return _button(offer, f"{short_day(local)} {clock}" if dated else clock)


def _clock(local: datetime) -> str:
    return local.time().isoformat("minutes")  # "09:30", for a tenth of what a format costs


def _button(offer: FreeTime, clock: str) -> Button:
    held = bool(offer.slot.held_until)
    return Button(offer.value, clock, gettext("held for you") if held else "", is_mine=held)


def hints_of(day: DayFreeTimes) -> list[Hint]:
    """What may still change about a day, or who can help: no more than is of use."""
    hints = []
    if day.held_by_others:
        clocks = gettext(", ").join(sorted({f"{s.local:%H:%M}" for s in day.held_by_others}))
        said = gettext("Being booked by someone right now, and perhaps free again soon: %(times)s")
        hints.append(Hint(said % {"times": clocks}))
    if day.offers and day.some_too_soon:
        hints.append(Hint(gettext(WORDS[Reason.TOO_SOON]), calls=True))
    return hints


def around(days: Sequence[DayFreeTimes], today: date, link: Mapping[str, str]) -> dict[str, str]:
    """The links to the days before and after those shown."""
    if not days:
        return {"earlier_url": "", "later_url": ""}
    first = days[0].day
    earlier, later = max(today, first - timedelta(days=DAYS_SHOWN)), days[-1].day
    bare = {name: value for name, value in link.items() if name not in ("first", "day", "near")}
    return {
        "earlier_url": "?" + urlencode({**bare, "first": earlier.isoformat()})
        if first > today
        else "",
        "later_url": "?" + urlencode({**bare, "first": (later + timedelta(days=1)).isoformat()})
        if later < today + FURTHEST
        else "",
    }


def nearest_buttons(provider: Provider, slots: Iterable[Any], wanted: datetime) -> list[Button]:
    """The nearest free times as buttons, earliest first."""
    known = [each for each in slots if isinstance(each, Slot)]
    chosen = sorted(nearest(known, wanted, ALTERNATIVES), key=lambda slot: slot.starts_at)
    return [button_of(FreeTime(provider, slot), dated=True) for slot in chosen]


def facts_of(provider: Provider, chosen: Chosen, kind: str, minutes: int | None = None) -> Any:
    """What the patient is about to confirm."""
    terms, work = provider.availability, provider.professional_info
    length, mode = shape_of(provider, kind)
    return {
        "provider": provider,
        "specialty": (work and work.specialization) or "",
        "starts_at": chosen.starts_at,
        "zone": provider.zone_name,
        "local_day": chosen.starts_at.astimezone(zone(provider.zone_name)).date(),
        "minutes": minutes or length,
        "kind": kind_said(provider, kind),
        "place": provider.usual_place,
        "mode": label_of(MODES, mode),
        "fee": terms and terms.consultation_fee,
        "currency": (terms and terms.currency) or "QAR",
        "is_request": is_request_only(),
        "changes_until": chosen.starts_at - cut_off(),
    }


def kind_said(provider: Provider, kind: str) -> Any:
    """The kind of visit in words: the doctor's own, or what the code stands for."""
    own = provider.availability.visit_type(kind) if provider.availability else None
    return own.name if own else label_of(VISIT_TYPES, kind)


def confirm_url(name: str, args: Sequence[str] = (), **query: str) -> str:
    """The address of a last step, with what was chosen."""
    return f"{reverse(name, args=args)}?{urlencode(query)}"
