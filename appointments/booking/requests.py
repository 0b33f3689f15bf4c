"""What a time is asked for, what the clinic answers, and the words it refuses with."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property

from appointments.scheduling.availability import Beside, day_times
from appointments.scheduling.blocks import Audience
from appointments.scheduling.day import Day
from appointments.scheduling.day_times import DayTimes
from appointments.scheduling.times import Reason, Slot, nearest
from appointments.visits.day_cells import Where
from appointments.visits.repository import Days
from medisecure import clock
from medisecure.dynamodb.calls.parallel import in_parallel
from medisecure.dynamodb.unit_of_work import UnitOfWork
from medisecure.errors import NotFound, gettext_noop
from medisecure.identity.person import UserType
from medisecure.local_day import ONE_DAY, day_bounds
from providers.directory.models import Provider
from providers.directory.repository import Providers

DAYS_OFFERED = 8  # the day before (another zone may be there already), the day and six more
ALTERNATIVES = 6
TAKEN = gettext_noop("This time was taken a moment ago. The nearest free times are below.")
BOOKED = gettext_noop("This time is taken. The nearest free times are below.")
CLOSED = gettext_noop("The doctor does not work at this time. The nearest free times are below.")
PAST = gettext_noop("This time has already passed. The nearest free times are below.")
TOO_SHORT = gettext_noop(
    "The visit does not fit here: the free time is too short. The nearest free times are below."
)
AWAY = gettext_noop("The doctor is away at this time. The nearest free times are below.")
TOO_SOON = gettext_noop("This time is too soon to book online. Call us, or take a later one below.")
TOO_FAR = gettext_noop("This time is too far ahead to book yet. The nearest free times are below.")
HELD = gettext_noop(
    "Someone else is booking this time right now. The nearest free times are below."
)
GONE = gettext_noop("This doctor no longer sees patients. Choose another one.")
REFUSALS = {
    Reason.BOOKED: BOOKED,
    Reason.HELD: HELD,
    Reason.PAST: PAST,
    Reason.TOO_SHORT: TOO_SHORT,
    Reason.TOO_SOON: TOO_SOON,
    Reason.TOO_FAR: TOO_FAR,
    Reason.TIME_OFF: AWAY,
    Reason.HOLIDAY: AWAY,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class BookingRequest:
    """A visit somebody wants: `appointment_id` was made with the form, so a repeat is the same.

    `overrule` is a member of staff's reason to put it where the rules have no room, `beyond` their
    reason to give the patient more than one may have at once. A `requested` visit holds its time
    like any other, until the clinic confirms it.
    """

    appointment_id: str
    patient_id: str
    provider_id: str
    starts_at: datetime
    minutes: int
    visit_type: str = ""
    mode: str = ""
    reason: str = ""
    overrule: str = ""
    beyond: str = ""
    location: str = ""  # where, if not where the doctor usually is
    series_id: str = ""
    requested: bool = False


@dataclass(frozen=True, kw_only=True)
class FreeDay:
    """One provider's local day: every time a visit might start, and why not where not.

    None at all (`times`) for a provider without hours, or retired.
    """

    provider: Provider
    day: date
    times: DayTimes | None = None

    @cached_property
    def slots(self) -> list[Slot]:
        """Every time, in order."""
        return self.times.slots if self.times else []

    @cached_property
    def free(self) -> list[Slot]:
        """The times that can be booked."""
        return self.times.free if self.times else []


def audience_of(uow: UnitOfWork) -> Audience:
    """Whose rules hold: notice and booking window bind patients only."""
    return "patient" if uow.actor.is_for_a_patient else "staff"


def free_day(
    uow: UnitOfWork, provider_id: str, day: date, minutes: int, *, own_ids: Sequence[str] = ()
) -> FreeDay:
    """The day's times for a visit of that length, in one round trip of two reads side by side."""
    days = [(provider_id, day), (provider_id, day + ONE_DAY)]
    provider, read = in_parallel(
        lambda: known_provider(uow, provider_id), lambda: Days(uow).several(days)
    )
    claimed, after = (read[each] for each in days)
    audience = audience_of(uow)
    return free_on(
        provider, claimed, minutes, uow.at, audience=audience, own_ids=own_ids, beside=[after]
    )


def free_on(
    provider: Provider,
    claimed: Day,
    minutes: int,
    now: datetime,
    *,
    audience: Audience = "staff",
    own_ids: Sequence[str] = (),
    visit_type: str = "",
    beside: Iterable[Day] = (),
) -> FreeDay:
    """The times of a day that has been read; none for a provider without hours or retired.

    `own_ids` are the visits whose own cells and holds do not stand in the way. A visit crosses
    midnight only where the next day is known: it is one of those `beside`.
    """
    terms, day = provider.availability, claimed.local_date
    if terms is None or not sees_patients(provider):
        return FreeDay(provider=provider, day=day)
    times = day_times(
        terms,
        day,
        provider.zone_name,
        claimed.taken,
        minutes=minutes,
        visit_type=terms.visit_type(visit_type) if visit_type else None,
        now=now,
        own_ids=frozenset(own_ids),
        audience=audience,
        time_off=claimed.time_off,
        neighbours={
            each.local_date: Beside(each.taken, each.time_off)
            for each in beside
            if abs((each.local_date - day).days) == 1 and each.provider_id == claimed.provider_id
        },
    )
    return FreeDay(provider=provider, day=day, times=times)


def days_from(
    uow: UnitOfWork, provider_id: str, first: date, count: int = DAYS_OFFERED
) -> list[Day]:
    """What is taken of a provider's days around and after `first`, in one round trip."""
    return list(Days(uow).several(days_around(provider_id, first, count)).values())


def days_around(provider_id: str, first: date, count: int = DAYS_OFFERED) -> list[Where]:
    """The provider's days that are asked for a time on `first`: the one before it, and on."""
    return [(provider_id, first + timedelta(days=n)) for n in range(-1, count - 1)]


def known_provider(uow: UnitOfWork, provider_id: str) -> Provider:
    """The doctor; `NotFound` also for the id of somebody who is none."""
    return doctor_in([Providers(uow).get(provider_id)])


def doctor_in(found: Sequence[Provider]) -> Provider:
    """The doctor who was found under an id; `NotFound` for nobody's and for a patient's."""
    if not found or found[0].user_type is not UserType.PROVIDER:
        raise NotFound
    return found[0]


def sees_patients(provider: Provider) -> bool:
    """Whether visits to this doctor may still be booked."""
    return provider.status == "ACTIVE"


@dataclass(frozen=True, slots=True, kw_only=True)
class WantedTime:
    """A time that is wanted with a doctor, for a visit of that length, and the days around it.

    `own_ids` are the visits whose own cells and holds do not stand in the way.
    """

    uow: UnitOfWork
    provider: Provider
    days: Sequence[Day]
    at: datetime
    minutes: int
    visit_type: str = ""
    own_ids: Sequence[str] = ()
    _worked_out: dict[tuple[date, datetime], FreeDay] = field(default_factory=dict)

    def slot(self, now: datetime | None = None) -> Slot | None:
        """The time of the doctor's day at this instant: whether it is free stands there.

        None where no visit starts. `now` is the instant by which a time has passed, if it is
        another than that of the request.
        """
        own = self.at.astimezone(clock.zone(self.provider.zone_name)).date()
        day = next((each for each in self.days if each.local_date == own), None)
        times = self._on(day, now or self.uow.at).times if day else None
        return times.at(self.at) if times else None

    def why_not(self, now: datetime | None = None) -> Reason | None:
        """Why a visit cannot start at this instant; None if it can."""
        slot = self.slot(now)
        return slot.reason if slot else Reason.CLOSED

    def nearest_free(self) -> tuple[Slot, ...]:
        """The free slots nearest to it, nearest first; a day too far away is not worked out."""
        found = list[Slot]()
        for day in sorted(self.days, key=self._away):
            if len(found) == ALTERNATIVES and self._away(day) > abs(found[-1].starts_at - self.at):
                break
            found = nearest([*found, *self._on(day, self.uow.at).free], self.at, ALTERNATIVES)
        return tuple(found)

    def _away(self, day: Day) -> timedelta:
        begins, ends = day_bounds(day.local_date, self.provider.zone_name)
        return max(begins - self.at, self.at - ends, timedelta())

    def _on(self, day: Day, now: datetime) -> FreeDay:
        """The day's times, worked out once: its own day is also the nearest to it."""
        asked = day.local_date, now
        if asked not in self._worked_out:
            self._worked_out[asked] = free_on(
                self.provider,
                day,
                self.minutes,
                now,
                audience=audience_of(self.uow),
                own_ids=self.own_ids,
                visit_type=self.visit_type,
                beside=self.days,
            )
        return self._worked_out[asked]


def why_not(slots: Iterable[Slot], starts_at: datetime) -> Reason | None:
    """Why a visit cannot start then; None if it can."""
    wanted = next((slot for slot in slots if slot.starts_at == starts_at), None)
    return wanted.reason if wanted else Reason.CLOSED
