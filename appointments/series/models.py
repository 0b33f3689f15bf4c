"""A series of visits: on which dates it falls, how its visits are named, which of them go along."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum

from dateutil.rrule import MONTHLY, rrule, weekdays

from appointments.visits.models import Appointment
from medisecure.clock import zone
from medisecure.errors import Invalid, gettext_noop

FEWEST, MOST = 2, 12
DAYS_APART = (*range(1, 7), *range(7, 57, 7))  # each day to every six, each week to every eight
WEEK = 7
_DIGITS = 2


class Month(StrEnum):
    """How the dates of a series by the month follow from its first one."""

    DATE = "month-date"  # the same day of the month, or its last where it has no such day
    WEEKDAY = "month-weekday"  # the second Tuesday; of a fifth one, the last of each month


Every = int | Month
LAST_SURE = 28  # the last day each month has


def every_of(text: str) -> Every:
    """What a form sends; `ValueError` for anything else."""
    return Month(text) if text in set(Month) else int(text)


def nth_weekday(day: date) -> int:
    """Which of its weekday in its month a date is: 1 to 4, or -1 for the fifth, which is the last.

    >>> nth_weekday(date(2026, 3, 10)), nth_weekday(date(2026, 3, 31))
    (2, -1)
    """
    nth = (day.day - 1) // WEEK + 1
    return nth if nth <= LAST_SURE // WEEK else -1


def by_month(first: date, every: Month, count: int) -> list[date]:
    """So many dates by the month from the first on.

    >>> [f"{each:%d %b}" for each in by_month(date(2027, 1, 31), Month.DATE, 3)]
    ['31 Jan', '28 Feb', '31 Mar']
    """
    begins = datetime.combine(first, time())
    if every is Month.WEEKDAY:
        weekday = weekdays[first.weekday()](nth_weekday(first))
        rule = rrule(MONTHLY, begins, count=count, byweekday=weekday)
    else:
        # Of the days up to this one the last that the month has (RFC 5545, BYSETPOS).
        days = range(min(first.day, LAST_SURE), first.day + 1)
        rule = rrule(MONTHLY, begins, count=count, bymonthday=tuple(days), bysetpos=-1)
    return [each.date() for each in rule]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rhythm:
    """`count` dates, `every` so many days or by the month, at one time by the clock of one zone.

    Raises `Invalid` for a count or distance the clinic does not offer.
    """

    first: date
    clock: time
    zone_name: str
    every: Every
    count: int

    def __post_init__(self) -> None:
        if not isinstance(self.every, Month) and self.every not in DAYS_APART:
            raise Invalid({"every": gettext_noop("Choose one of the intervals in the list.")})
        if not FEWEST <= self.count <= MOST:
            raise Invalid({"count": gettext_noop("A series has two to twelve visits.")})

    @classmethod
    def of(cls, starts_at: datetime, zone_name: str, every: Every, count: int) -> "Rhythm":
        """The series whose first visit starts at that instant."""
        local = starts_at.astimezone(zone(zone_name))
        clock = local.time().replace(fold=0)
        return cls(first=local.date(), clock=clock, zone_name=zone_name, every=every, count=count)

    @property
    def days(self) -> list[date]:
        """Its local dates, in order."""
        if isinstance(self.every, Month):
            return by_month(self.first, self.every, self.count)
        return [self.first + timedelta(days=self.every * n) for n in range(self.count)]

    @property
    def instants(self) -> dict[int, datetime]:
        """When each visit starts in UTC, by its number from 1 on."""
        return {
            number: instant_of(day, self.clock, self.zone_name)
            for number, day in enumerate(self.days, start=1)
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Shift:
    """The same move for every visit: so many days on, to one time by the wall clock of a zone."""

    days: int
    clock: time
    zone_name: str

    @classmethod
    def of(cls, visit: Appointment, day: date, clock: time, zone_name: str) -> "Shift":
        """What takes this visit from its place in the series to that day and time."""
        return cls(days=(day - recurrence_day(visit)).days, clock=clock, zone_name=zone_name)

    def applied(self, visit: Appointment) -> datetime:
        """Where a visit of the series would start, in UTC."""
        day = recurrence_day(visit) + timedelta(days=self.days)
        return instant_of(day, self.clock, self.zone_name)


class Which(StrEnum):
    """How much of a series a change is for."""

    FOLLOWING = "following"
    ALL = "all"


class UnchangeableReason(StrEnum):
    """Why a visit stays as it is."""

    PAST = "PAST"
    BEGUN = "BEGUN"  # or over: completed, cancelled, missed


@dataclass(frozen=True, slots=True, kw_only=True)
class AffectedVisits:
    """The visits a change may take along, and those it leaves alone, with the reason.

    `strays` are the numbers of those with a time of their own, whoever gave it to them: they stay
    unless asked for.
    """

    open: list[Appointment]
    strays: frozenset[int] = frozenset()
    left: Mapping[int, UnchangeableReason] = field(default_factory=dict)


def affected_visits(
    visits: Iterable[Appointment], anchor: Appointment, which: Which, now: datetime
) -> AffectedVisits:
    """The part of a series that a change from `anchor` on, or of all that is coming, is for."""
    first = number_of(anchor) if which is Which.FOLLOWING else 1
    wanted = [each for each in visits if number_of(each) >= first]
    left = {number_of(each): why for each in wanted if (why := unchangeable_reason(each, now))}
    going = [each for each in wanted if number_of(each) not in left]
    usual = Counter(each.provider_id for each in going).most_common(1)  # none if nobody goes
    strays = {
        number_of(each) for each in going if each is not anchor and is_stray(each, usual[0][0])
    }
    return AffectedVisits(open=going, strays=frozenset(strays), left=left)


def unchangeable_reason(visit: Appointment, now: datetime) -> UnchangeableReason | None:
    """Why nothing of this visit can be changed any more; None if it can."""
    if not visit.status.is_movable:
        return UnchangeableReason.BEGUN
    return UnchangeableReason.PAST if visit.starts_at <= now else None


def is_stray(visit: Appointment, usual_doctor: str) -> bool:
    """Whether a visit has a time of its own: off its place in the series, or another doctor."""
    return visit.starts_at != recurrence_time(visit) or visit.provider_id != usual_doctor


def recurrence_time(visit: Appointment) -> datetime:
    """Where the visit belongs by the series' own rhythm (RFC 5545's RECURRENCE-ID)."""
    return visit.series_at or visit.starts_at


def recurrence_day(visit: Appointment) -> date:
    """The local day of that place."""
    return recurrence_time(visit).astimezone(zone(visit.zone_name)).date()


def instant_of(day: date, clock: time, zone_name: str) -> datetime:
    """The instant of a local time in UTC.

    Of a doubled time the first; a skipped one is as if the clock had not changed yet, an hour
    later on it (RFC 5545, 3.3.5).

    >>> instant_of(date(2025, 3, 30), time(1, 30), "Europe/London").isoformat()
    '2025-03-30T01:30:00+00:00'
    """
    return datetime.combine(day, clock, zone(zone_name)).astimezone(UTC)


def visit_id(series_id: str, number: int) -> str:
    """The id of a series' visit: beside those of its siblings, so that one question finds all.

    >>> visit_id("series_1", 3)
    'series_1-03'
    """
    return f"{series_id}-{number:0{_DIGITS}d}"


def series_of(appointment_id: str) -> str:
    """The series in the id of one of its visits; empty for any other id."""
    series_id, dash, number = appointment_id.rpartition("-")
    is_number = len(number) == _DIGITS and number.isascii() and number.isdigit()
    return series_id if dash and is_number and series_id.startswith("series_") else ""


def number_of(visit: Appointment) -> int:
    """Which visit of its series it is, from 1 on; 0 for one of none."""
    return number_in(visit.appointment_id)


def number_in(appointment_id: str) -> int:
    """The same by the visit's id."""
    return int(appointment_id[-_DIGITS:]) if series_of(appointment_id) else 0
