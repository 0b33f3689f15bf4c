"""The dates of a series as the pages show them: free or why not, and what may be chosen."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from appointments.desk.series.forms import LEAVE, DatesForm, name_of
from appointments.scheduling.availability import WORDS
from appointments.series.diary import TimeCheck
from appointments.series.models import AffectedVisits, UnchangeableReason, number_of
from appointments.visits.models import Appointment
from medisecure.clock import utc_text
from medisecure.web.display.times.short_day import short_day

LEFT: Mapping[UnchangeableReason, Any] = {
    UnchangeableReason.PAST: _("has passed"),
    UnchangeableReason.BEGUN: _("has begun or is over"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One thing to choose for a date."""

    value: str
    label: Any
    is_checked: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One date: when, for a visit that moves from when, whether it is free, what may be chosen."""

    number: int
    name: str
    when: str
    before: str = ""
    why: str = ""
    is_stray: bool = False
    error: str = ""
    choices: list[Choice] = field(default_factory=list)


def rows_of(
    looks: Iterable[TimeCheck],
    form: DatesForm,
    *,
    take: Any,
    leave: Any,
    part: AffectedVisits | None = None,
) -> list[Row]:
    """A row a date. `take` and `leave` say what it means to choose the date, or none.

    Nothing is chosen beforehand where the date is not free; a visit that moved separately
    stays where it is.
    """
    moving = {number_of(each): each for each in part.open} if part else {}
    strays = part.strays if part else frozenset()
    return [
        _row(look, form, take=take, leave=leave, visit=moving.get(look.number),
             is_stray=look.number in strays)
        for look in looks
    ]  # fmt: skip


def _row(
    look: TimeCheck,
    form: DatesForm,
    *,
    take: Any,
    leave: Any,
    visit: Appointment | None,
    is_stray: bool,
) -> Row:
    name = name_of(look.number)
    usual = LEAVE if is_stray else utc_text(look.starts_at)
    chosen = str(form.data.get(name, "")) if form.is_bound else usual
    values: list[tuple[str, Any]] = [(utc_text(look.starts_at), take)] if look.is_free else []
    values += [(utc_text(each.starts_at), _offer(each.local, look)) for each in look.offers]
    values += [(LEAVE, leave)]
    errors = form.errors.get(name) if form.is_bound else None
    return Row(
        number=look.number,
        name=name,
        when=in_full(look.local),
        before=in_full(visit.local_start) if visit else "",
        why=why_of(look),
        is_stray=is_stray,
        error=str(errors[0]) if errors else "",
        choices=[
            Choice(value=value, label=label, is_checked=value == chosen) for value, label in values
        ],
    )


def why_of(look: TimeCheck) -> str:
    """Why a date is not free, in words; empty if it is."""
    if look.reason is None:
        return ""
    words = gettext(WORDS[look.reason])
    return f"{words} · {look.note}" if look.note else words


def in_full(local: datetime) -> str:
    """A date and time of a wall clock."""
    return f"{date_format(local, 'l j F Y')}{gettext(', ')}{local:%H:%M}"


def left_alone(part: AffectedVisits, visits: Iterable[Appointment]) -> list[dict[str, Any]]:
    """The visits nothing is done with, and why."""
    return [
        {"number": number_of(each), "when": in_full(each.local_start), "status": each.status,
         "why": LEFT[part.left[number_of(each)]]}
        for each in visits
        if number_of(each) in part.left
    ]  # fmt: skip


def dates_in_words(visits: Iterable[Appointment], numbers: Iterable[int]) -> str:
    """The dates of some visits, for a sentence."""
    wanted = set(numbers)
    dates = (each.local_start for each in visits if number_of(each) in wanted)
    return gettext(", ").join(date_format(each, "j F") for each in dates)


def _offer(local: datetime, look: TimeCheck) -> str:
    """Another time, with its day if that is another one."""
    clock = f"{local:%H:%M}"
    if local.date() == look.local.date():
        return clock
    return f"{short_day(local)}{gettext(', ')}{clock}"
