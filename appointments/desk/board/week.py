"""A week of one doctor on the board: what stands on each of its days, as it is now."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from appointments.scheduling.day import Day
from appointments.visits.board_visits import BoardVisit
from appointments.visits.repository import BoardVisits, Days, VisitKeys
from medisecure.clock import CLINIC_ZONE
from medisecure.dynamodb.calls.parallel import in_parallel
from medisecure.dynamodb.unit_of_work import UnitOfWork
from medisecure.local_day import day_bounds
from patients.profile.models import Demographics, NamedPatient
from patients.profile.repository import DemographicsOf, NamesOf
from providers.directory.models import Provider
from providers.directory.repository import Providers

DAYS = 7
SUNDAY = 6  # the clinic's week begins with it


@dataclass(frozen=True, slots=True, kw_only=True)
class DoctorsWeek:
    """One doctor's days, with their visits, taken time, and patients by id."""

    days: list[date]
    providers: list[Provider]
    visits: list[BoardVisit]
    taken: dict[date, Day]
    patients: dict[str, Demographics | NamedPatient]


def week_of(day: date) -> list[date]:
    """The clinic's week the day is in, from Sunday on."""
    first = day - timedelta(days=(day.weekday() - SUNDAY) % DAYS)
    return [first + timedelta(days=n) for n in range(DAYS)]


def doctors_week(
    uow: UnitOfWork, provider_id: str, day: date, *, patient_ids: Iterable[str] = ()
) -> DoctorsWeek:
    """The week as it stands now, in two round trips; `patient_ids` are fetched along."""
    days = week_of(day)
    since, until = day_bounds(days[0], CLINIC_ZONE)[0], day_bounds(days[-1], CLINIC_ZONE)[1]
    others = list(patient_ids)
    listed, taken, providers, *found = in_parallel(
        lambda: VisitKeys(uow).of_provider(provider_id, since, until),
        lambda: Days(uow).several((provider_id, each) for each in days),
        lambda: Providers(uow).all(),
        *([lambda: DemographicsOf(uow).by_id(others)] if others else []),
    )
    uow.begin_audit()
    visits, patients = in_parallel(
        lambda: BoardVisits(uow).as_they_are(listed),
        lambda: NamesOf(uow).by_id({each.patient_id for each in listed}),
    )
    mine = [each for each in visits if each.provider_id == provider_id]
    return DoctorsWeek(
        days=days,
        providers=providers,
        visits=sorted(mine, key=lambda each: (each.starts_at, each.appointment_id)),
        taken={when: claimed for (_, when), claimed in taken.items()},
        patients={**patients, **(found[0] if found else {})},
    )
