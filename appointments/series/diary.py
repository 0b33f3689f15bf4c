"""What a doctor's days say to several times at once: free, or why not and what is near."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from appointments.booking.requests import free_on, why_not
from appointments.scheduling.day import Day
from appointments.scheduling.times import Reason, Slot, nearest
from medisecure.clock import zone
from providers.directory.models import Provider

AROUND = 2  # days before and after, in which another time is looked for
SAME_DAY, OTHER_DAYS = 3, 2  # how many other times are offered


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestedTime:
    """A time that is asked for: of which visit of a series, when, how long, what for."""

    number: int
    starts_at: datetime
    minutes: int
    visit_type: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeCheck:
    """What the diary says to it: no reason if it is free, else other times near it."""

    number: int
    starts_at: datetime
    local: datetime
    reason: Reason | None = None
    note: str = ""
    offers: list[Slot] = field(default_factory=list)

    @property
    def is_free(self) -> bool:
        return self.reason is None


@dataclass(frozen=True, slots=True, kw_only=True)
class Diary:
    """One doctor's days as they were read; `mine` are visits whose own time is no obstacle."""

    provider: Provider
    days: Mapping[date, Day]
    now: datetime
    own_ids: tuple[str, ...] = ()

    def answers(self, wanted: Iterable[RequestedTime]) -> list[TimeCheck]:
        """Each time in order, with others near it where it is not free."""
        asked = list(wanted)
        planned = frozenset(self._local(each.starts_at).date() for each in asked)
        return [self._look(each, planned) for each in asked]

    def taken(self, wanted: Iterable[RequestedTime]) -> tuple[int, ...]:
        """The numbers of those that are not free."""
        return tuple(each.number for each in wanted if self._why_not(each) is not None)

    def _look(self, wanted: RequestedTime, planned: frozenset[date]) -> TimeCheck:
        slots = self._slots(wanted, self._local(wanted.starts_at).date())
        reason = why_not(slots, wanted.starts_at)
        look = TimeCheck(
            number=wanted.number,
            starts_at=wanted.starts_at,
            local=self._local(wanted.starts_at),
            reason=reason,
            note=next((s.note for s in slots if s.starts_at == wanted.starts_at), ""),
        )
        if reason is None:
            return look
        same_day = nearest(slots, wanted.starts_at, SAME_DAY)
        offers = [*same_day, *self._other_days(wanted, planned)]
        return replace(look, offers=sorted(offers, key=lambda slot: slot.starts_at))

    def _other_days(self, wanted: RequestedTime, planned: frozenset[date]) -> list[Slot]:
        """On the days near, not the series' own, the free time nearest to the same clock."""
        local, found = self._local(wanted.starts_at), []
        for distance in sorted((n for n in range(-AROUND, AROUND + 1) if n), key=abs):
            day = local.date() + timedelta(days=distance)
            if day in planned:
                continue
            same_clock = datetime.combine(day, local.time(), local.tzinfo)
            found += nearest(self._slots(wanted, day), same_clock, 1)
        return found[:OTHER_DAYS]

    def _why_not(self, wanted: RequestedTime) -> Reason | None:
        return why_not(self._slots(wanted, self._local(wanted.starts_at).date()), wanted.starts_at)

    def _slots(self, wanted: RequestedTime, day: date) -> list[Slot]:
        """The day's times; none for a day that was not read."""
        known = self.days.get(day)
        if known is None:
            return []
        found = free_on(
            self.provider, known, wanted.minutes, self.now,
            own_ids=self.own_ids, visit_type=wanted.visit_type, beside=self.days.values(),
        )  # fmt: skip
        return found.slots

    def _local(self, instant: datetime) -> datetime:
        return instant.astimezone(zone(self.provider.zone_name))


def days_around(provider: Provider, instants: Iterable[datetime], reach: int = AROUND) -> set[date]:
    """The doctor's local days of these instants and those around each, to be read at once."""
    tz = zone(provider.zone_name)
    return {
        each.astimezone(tz).date() + timedelta(days=n)
        for each in instants
        for n in range(-reach, reach + 1)
    }
