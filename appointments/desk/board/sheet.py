"""One doctor's facts of a day, as the board lays them out, and where its cells lead."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.utils.translation import get_language

from appointments.booking.services import sees_patients
from appointments.scheduling.day import Day
from appointments.scheduling.quarters import Quarters, closed_all_day, quarters_of, taken_quarters
from appointments.visit_flow.progress import overbooked
from appointments.visits.models import DayVisit
from medisecure.clock import zone
from patients.profile.models import Demographics, NamedPatient
from providers.directory.models import Provider


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardLinks:
    """Where the board leads: a visit's page, and booking a doctor at a local time."""

    visit: Callable[[DayVisit], str]
    free: Callable[[str, datetime], str]
    doctor: Callable[[str], str] = lambda _: ""  # of a column's head, where it leads anywhere


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardPatients:
    """The patients of the visits on show, and which of them are easily taken for another one."""

    patients: Mapping[str, Demographics | NamedPatient]
    alike: frozenset[str] = frozenset()
    _spoken: dict[str, str] = field(default_factory=dict, init=False, repr=False, compare=False)

    def of(self, visit: DayVisit) -> str:
        """The patient's name, or the id of one who is not known."""
        whose = visit.patient_id
        found = self._spoken.get(whose)
        if found is None:
            patient = self.patients.get(whose)
            found = self._spoken[whose] = patient.display_name if patient else whose
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One doctor's facts of the day; `over` is how many of its quarter hours have begun by now."""

    provider: Provider
    claimed: Day
    visits: list[DayVisit]
    day: Quarters
    over: int
    now: datetime
    beside: frozenset[str]  # the visits that were put beside another one

    def free(self) -> list[int]:
        """The quarter hours that may still be booked."""
        return self.day.free(taken_quarters(self.claimed.taken, self.now), self.over)


def sheet_of(provider: Provider, claimed: Day, visits: Iterable[DayVisit], now: datetime) -> Sheet:
    """The doctor's quarter hours and visits; cancelled visits are no longer on the day."""
    terms, when, tz = provider.availability, claimed.local_date, zone(provider.zone_name)
    if terms and sees_patients(provider):
        away, language = claimed.time_off, get_language() or "en"
        day = quarters_of(terms, when, tz, time_off=away, language=language)
    else:
        day = closed_all_day(when, tz)
    mine = [
        each
        for each in visits
        if each.provider_id == provider.provider_id and not each.status.is_off
    ]
    return Sheet(
        provider=provider, claimed=claimed, visits=mine, day=day, over=day.over_at(now), now=now,
        beside=overbooked(mine),
    )  # fmt: skip
