"""The free times a patient is offered: of one doctor, a specialty, or whoever is free next."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import NamedTuple, overload

from appointments.booking.patient_limits import PatientSchedule
from appointments.booking.services import free_on, sees_patients
from appointments.portal.online_rules import kind_for, shape_of
from appointments.scheduling.availability import WORDS
from appointments.scheduling.day import Day
from appointments.scheduling.day_times import DayTimes
from appointments.scheduling.times import STEP_MINUTES, Reason, Slot
from appointments.visits.repository import Days
from medisecure.clock import from_utc_text, utc_text
from medisecure.dynamodb.unit_of_work import UnitOfWork
from medisecure.local_day import MIDNIGHT_ENDS, ONE_DAY, day_bounds, span_on
from medisecure.web.input.ids import is_id
from providers.directory.choosing import general, ids_of, sees_age
from providers.directory.models import MIDNIGHT, Provider

DAYS_SHOWN = 14
BEFORE_WANTED = 6  # of the days shown, how many come before a day that is wanted
ANY, DEPARTMENT, SPECIALTY = "any", "department:", "specialty:"
STEP = timedelta(minutes=STEP_MINUTES)
# Of the reasons met on a day without free times, the first of these tells most.
TELLING = (
    Reason.BOOKED, Reason.HELD, Reason.TOO_SHORT, Reason.TIME_OFF, Reason.HOLIDAY, Reason.TOO_FAR,
    Reason.TOO_SOON, Reason.PAST, Reason.BREAK, Reason.CLOSED,
)  # fmt: skip


class FreeTime(NamedTuple):
    """One time with one doctor; a tuple, for a fortnight has hundreds of them."""

    provider: Provider
    slot: Slot

    @property
    def value(self) -> str:
        """The offer as a button sends it."""
        return f"{self.provider.provider_id}@{utc_text(self.slot.starts_at)}"


class OwnFreeTimes(Sequence[FreeTime]):
    """The times of one doctor on a day, made when somebody looks at them.

    Of a fortnight's days one is open; of the others a page says how many times are free.
    """

    __slots__ = ("_made", "_provider", "_steps", "_times")

    def __init__(self, provider: Provider, times: DayTimes) -> None:
        self._provider, self._times, self._steps = provider, times, times.free_steps
        self._made: list[FreeTime] | None = None

    def __len__(self) -> int:
        return len(self._steps)

    @overload
    def __getitem__(self, place: int) -> FreeTime: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[FreeTime]: ...
    def __getitem__(self, place: int | slice) -> FreeTime | Sequence[FreeTime]:
        if self._made is None:
            slots = self._times.made(self._steps)
            self._made = [FreeTime(self._provider, slot) for slot in slots]
        return self._made[place]


@dataclass(frozen=True, slots=True, kw_only=True)
class DayFreeTimes:
    """One day: the times that are free, in order, or the reason why none is."""

    day: date
    offers: Sequence[FreeTime] = ()
    reason: Reason | None = None
    note: str = ""
    held_by_others: list[Slot] = field(default_factory=list)
    some_too_soon: bool = False


@dataclass(frozen=True, slots=True)
class Chosen:
    """The doctor and the instant a button stands for."""

    provider_id: str
    starts_at: datetime

    @property
    def value(self) -> str:
        return f"{self.provider_id}@{utc_text(self.starts_at)}"


def chosen_of(text: str) -> Chosen | None:
    """What a button or an address says was chosen; None for anything we did not write."""
    provider_id, _at, instant = text.partition("@")
    try:
        starts_at = from_utc_text(instant)
    except ValueError:
        return None
    return Chosen(provider_id, starts_at) if is_id(provider_id) else None


def group_of(
    providers: Iterable[Provider], whom: str, kind: str, *, mode: str = "", age: int | None = None
) -> list[Provider]:
    """The doctors meant by `any`, `department:…`, `specialty:…` or an id, for that kind and mode.

    Only those who see somebody of that age (in years).
    """
    return [
        each
        for each in _meant_by(whom, list(providers), age)
        if sees_patients(each) and sees_age(each, age) and kind_for(each, kind, mode)
    ]


def _meant_by(whom: str, providers: list[Provider], age: int | None) -> list[Provider]:
    """Those who are asked for, whatever they do; one is nearly always asked for by name."""
    name = whom.partition(":")[2]
    if whom == ANY:
        meant = ids_of(general(providers, age))
        return [each for each in providers if each.provider_id in meant]
    if whom.startswith(DEPARTMENT):
        return [each for each in providers if each.department == name]
    if whom.startswith(SPECIALTY):
        return [each for each in providers if specialty_of(each) == name]
    return [each for each in providers if each.provider_id == whom]


def specialty_of(provider: Provider) -> str:
    work = provider.professional_info
    return (work and work.specialization) or ""


def days_of(
    uow: UnitOfWork, provider_ids: Iterable[str], first: date
) -> Mapping[tuple[str, date], Day]:
    """What is taken of the shown days of these doctors, in one round trip."""
    wanted = shown_days(provider_ids, first)
    return Days(uow).several(wanted) if wanted else {}


def shown_days(provider_ids: Iterable[str], first: date) -> list[tuple[str, date]]:
    """The days that are shown of each of these doctors."""
    span = [first + timedelta(days=n) for n in range(DAYS_SHOWN)]
    return [(each, day) for each in provider_ids for day in span]


def offers_of(
    providers: Sequence[Provider],
    days: Mapping[tuple[str, date], Day],
    kind: str,
    at: datetime,
    *,
    mine: Sequence[str] = (),
    minutes: int | None = None,
    mode: str = "",
    but_not: datetime | None = None,
    schedule: PatientSchedule | None = None,
) -> list[DayFreeTimes]:
    """Each day's offers; of several doctors free at one time, the one with the emptier day.

    `mine` are ids of visits whose cells count as free; `minutes` is the length where the doctor
    does not set it; `but_not` is a time that is not offered, the one a visit has now. With the
    patient's `schedule`, times at which they have another visit are not offered either.
    """
    by_day: dict[date, list[tuple[Provider, Day]]] = {}
    known = {each.provider_id: each for each in providers}
    for (provider_id, day), read in sorted(days.items(), key=lambda each: each[0][1]):
        if provider_id in known:
            by_day.setdefault(day, []).append((known[provider_id], read))

    taken = schedule.taken if schedule else []
    kinds = {
        each.provider_id: kind if minutes else kind_for(each, kind, mode) for each in providers
    }
    lengths = {
        each.provider_id: minutes or shape_of(each, kinds[each.provider_id])[0]
        for each in providers
    }

    def times_of(provider: Provider, day: Day) -> DayTimes | None:
        own, length = kinds[provider.provider_id], lengths[provider.provider_id]
        after = days.get((provider.provider_id, day.local_date + ONE_DAY))
        found = free_on(
            provider, day, length, at, audience="patient", own_ids=mine, visit_type=own,
            beside=[after] if after else [],
        ).times  # fmt: skip
        return found.clear_of(taken) if found else None

    shortest = timedelta(minutes=min(lengths.values(), default=0))
    found = [_day_offer(day, pairs, times_of, shortest) for day, pairs in by_day.items()]
    return [_without(each, but_not) for each in found] if but_not else found


def _without(day: DayFreeTimes, instant: datetime) -> DayFreeTimes:
    left = [each for each in day.offers if each.slot.starts_at != instant]
    if len(left) == len(day.offers):
        return day
    return replace(day, offers=left, reason=None if left else Reason.BOOKED)


def _day_offer(
    day: date,
    pairs: list[tuple[Provider, Day]],
    times_of: Callable[[Provider, Day], DayTimes | None],
    shortest: timedelta,
) -> DayFreeTimes:
    if len(pairs) == 1:
        return _own_offer(day, pairs[0][0], times_of(*pairs[0]))
    first: dict[datetime, FreeTime] = {}
    met: dict[Reason, str] = {}
    for provider, read in sorted(pairs, key=lambda each: (len(each[1].taken), each[0].provider_id)):
        if first and adds_nothing(provider, day, first, shortest):
            continue
        times = times_of(provider, read)
        if times is None:
            continue
        for slot in times.free:
            first.setdefault(slot.starts_at, FreeTime(provider, slot))
        met |= times.reasons
    return _day_with(day, [first[each] for each in sorted(first)], met)


def _own_offer(day: date, provider: Provider, times: DayTimes | None) -> DayFreeTimes:
    """A day on which one doctor is asked for: also what others hold of it is told."""
    if times is None:
        return _day_with(day, (), {})
    found = _day_with(day, OwnFreeTimes(provider, times), met := times.reasons)
    return replace(found, held_by_others=times.why(Reason.HELD)) if Reason.HELD in met else found


def _day_with(day: date, offers: Sequence[FreeTime], met: Mapping[Reason, str]) -> DayFreeTimes:
    reason = None if offers else next((each for each in TELLING if each in met), Reason.CLOSED)
    return DayFreeTimes(
        day=day,
        offers=offers,
        reason=reason,
        note=met.get(reason, "") if reason else "",
        some_too_soon=Reason.TOO_SOON in met,
    )


def adds_nothing(
    provider: Provider, day: date, first: Mapping[datetime, FreeTime], length: timedelta
) -> bool:
    """Whether each time this doctor could ever see somebody for that long is on offer already.

    With many doctors this spares most of the work: their hours are much alike.
    """
    terms = provider.availability
    if terms is None:
        return True
    midnight = day_bounds(day, provider.zone_name)[0]
    night = span_on(day + ONE_DAY, MIDNIGHT, terms.night_end(day + ONE_DAY) or MIDNIGHT,
                    provider.zone_name)[1]  # fmt: skip
    for start, end in terms.spans_on(day):
        opens, closes = span_on(day, start, end, provider.zone_name)
        if end == MIDNIGHT_ENDS:
            closes = max(closes, night)
        instant = midnight + -((midnight - opens) // STEP) * STEP
        while instant + length <= closes:
            if instant not in first:
                return False
            instant += STEP
    return True


def why_of(day: DayFreeTimes) -> str:
    """Why nothing is free on that day, untranslated; empty if something is."""
    return WORDS[day.reason] if day.reason else ""


def day_to_open(days: Sequence[DayFreeTimes], wanted: date | None, *, exactly: bool) -> date | None:
    """The day whose times are shown: the wanted one, the nearest free one, or the first free."""
    if exactly and wanted is not None:
        return wanted
    free = [each.day for each in days if each.offers]
    if not free:
        return days[0].day if days else None
    if wanted is None:
        return free[0]
    return min(free, key=lambda day: (abs((day - wanted).days), day))
