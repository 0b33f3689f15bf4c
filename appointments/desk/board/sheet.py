"""One doctor's facts of a day, as the board lays them out, and where its cells lead."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import get_language

from appointments.booking.services import sees_patients
from appointments.scheduling.availability import day_slots
from appointments.scheduling.blocks import Block, blocks_on
from appointments.scheduling.day import Day
from appointments.scheduling.times import Reason, Slot
from appointments.visit_flow.progress import overbooked
from appointments.visits.models import DayVisit
from medisecure.clock import zone
from medisecure.local_day import day_bounds
from patients.profile.models import Demographics
from providers.directory.models import Provider

SHUT = frozenset({Reason.CLOSED, Reason.HOLIDAY})


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardLinks:
    """Where the board leads: a visit's page, and booking a doctor at a local time."""

    visit: Callable[[DayVisit], str]
    free: Callable[[str, datetime], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardPatients:
    """The patients of the visits on show, and which of them are easily taken for another one."""

    patients: Mapping[str, Demographics]
    alike: frozenset[str] = frozenset()

    def of(self, visit: DayVisit) -> str:
        """The patient's name, or the id of one who is not known."""
        patient = self.patients.get(visit.patient_id)
        return patient.display_name if patient else visit.patient_id


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One doctor's facts of the day."""

    provider: Provider
    claimed: Day
    visits: list[DayVisit]
    slots: list[Slot]
    blocks: Sequence[Block]
    now: datetime
    beside: frozenset[str]  # the visits that were put beside another one

    def block_at(self, instant: datetime) -> Block | None:
        """What stands in the way of a visit at an instant, apart from other visits."""
        return next((b for b in self.blocks if b.starts_at <= instant < b.ends_at), None)


def sheet_of(provider: Provider, claimed: Day, visits: Iterable[DayVisit], now: datetime) -> Sheet:
    """The doctor's quarter hours and visits; cancelled visits are no longer on the day."""
    terms, day = provider.availability, claimed.local_date
    first, after = day_bounds(day, provider.zone_name)
    slots: list[Slot] = []
    blocks: Sequence[Block] = (Block(first, after, Reason.CLOSED),)
    if terms and sees_patients(provider):
        tz, away = zone(provider.zone_name), claimed.time_off
        slots = day_slots(
            terms, day, tz, claimed.taken, minutes=15, now=now, audience="staff", time_off=away
        )
        blocks = blocks_on(
            terms, day, tz, now=first, audience="staff", time_off=away,
            language=get_language() or "en",
        )  # fmt: skip
    mine = [
        each
        for each in visits
        if each.provider_id == provider.provider_id and not each.status.is_off
    ]
    return Sheet(
        provider=provider, claimed=claimed, visits=mine, slots=slots, blocks=blocks, now=now,
        beside=overbooked(mine),
    )  # fmt: skip
