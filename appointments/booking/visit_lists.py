"""Visits as they are looked at: a patient's own, and a day of all doctors, as they stand now."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from appointments.booking.services import sees_patients
from appointments.scheduling.day import Day
from appointments.visits.models import Appointment
from appointments.visits.repository import Appointments, Days
from medisecure.clock import CLINIC_ZONE
from medisecure.dynamodb.parallel import in_parallel
from medisecure.dynamodb.unit_of_work import Page, UnitOfWork
from medisecure.local_day import day_bounds
from patients.profile.models import Demographics
from patients.profile.repository import DemographicsOf
from providers.directory.models import Provider
from providers.directory.repository import Providers

MOST_ONE_BY_ONE = 24  # doctors of a department, each a question


@dataclass(frozen=True, slots=True, kw_only=True)
class Visits:
    """A patient's visits: the next ones in order, and a page of the past ones, latest first."""

    coming: list[Appointment] = field(default_factory=list)
    past: Page[Appointment] = field(default_factory=Page)

    @property
    def provider_ids(self) -> set[str]:
        """Whom they are with."""
        return {each.provider_id for each in (*self.coming, *self.past.items)}

    def as_they_are(self, uow: UnitOfWork) -> "Visits":
        """The coming ones as they stand now; a visit that was moved away is left out."""
        current = {each.appointment_id: each for each in Appointments(uow).as_they_are(self.coming)}
        coming = [current[each.appointment_id] for each in self.coming
                  if each.appointment_id in current]  # fmt: skip
        return replace(self, coming=coming)


def visits_of(
    uow: UnitOfWork, patient_id: str, *, before: datetime, cursor: str = "", limit: int = 10
) -> Visits:
    """A patient's coming visits and one page of those before `before`, in one round trip."""
    visits = Appointments(uow)
    coming, past = in_parallel(
        lambda: visits.coming(patient_id, before, limit),
        lambda: visits.past(patient_id, before, cursor, limit),
    )
    return Visits(coming=coming, past=past)


@dataclass(frozen=True, slots=True, kw_only=True)
class ClinicDay:
    """One day of all doctors of a department: their visits, taken time, and patients by id."""

    day: date
    department: str = ""
    departments: list[str]
    doctors: list[Provider]
    everyone: list[Provider]
    visits: list[Appointment]
    taken: Mapping[str, Day]
    patients: Mapping[str, Demographics]


def clinic_day(
    uow: UnitOfWork,
    day: date,
    *,
    department: str = "",
    doctor: str = "",
    patient_ids: Iterable[str] = (),
    at_most: int = 0,
) -> ClinicDay:
    """The day as it stands now, in two round trips; `patient_ids` are fetched along.

    A department or one doctor (by id) narrows it down; a department is asked doctor by doctor, one
    round trip more, for a large hospital's day is one hot key. A clinic of more doctors than
    `at_most` (0: any number) is narrowed to its first department if none is named.

    An index may lag behind a booking or cancellation by a moment, so that each visit and
    each doctor's taken time are read by their own keys as well. Whom it concerns is known by then:
    the trail of it is stored beside this second look.
    """
    listed, providers, along = in_parallel(
        lambda: visits_listed(uow, day, department=department, doctor=doctor),
        lambda: Providers(uow).all(),
        lambda: DemographicsOf(uow).by_id(patient_ids),
    )
    busy = {visit.provider_id for visit in listed}
    departments = sorted({each.department for each in providers if each.department})
    here = [each for each in providers if sees_patients(each) or each.provider_id in busy]
    if at_most and not (department or doctor) and len(here) > at_most and departments:
        department = departments[0]
    doctors = [
        each
        for each in here
        if (not doctor or each.provider_id == doctor)
        and (doctor or not department or each.department == department)
    ]
    ids = {each.provider_id for each in doctors}
    if not department and not doctor:
        ids |= busy
    wanted = [visit for visit in listed if visit.provider_id in ids]
    uow.show_only({*along, *(each.patient_id for each in wanted)})
    uow.begin_audit()
    visits, taken, patients = in_parallel(
        lambda: Appointments(uow).as_they_are(wanted),
        lambda: Days(uow).several((each, day) for each in sorted(ids)),
        lambda: DemographicsOf(uow).by_id({each.patient_id for each in wanted}),
    )
    return ClinicDay(
        day=day,
        department=department,
        departments=departments,
        doctors=doctors,
        everyone=providers,
        visits=sorted(visits, key=lambda each: (each.starts_at, each.appointment_id)),
        taken={who: claimed for (who, _), claimed in taken.items()},
        patients={**along, **patients},
    )


def visits_listed(
    uow: UnitOfWork,
    day: date,
    *,
    department: str = "",
    doctor: str = "",
    among: Iterable[Provider] | None = None,
) -> list[Appointment]:
    """The visits an index has for that clinic-local day; of others than asked for there may be.

    `among` are all doctors, where they are known already. A department is asked doctor by doctor
    up to `MOST_ONE_BY_ONE`: many keys that are cool, and nothing read in vain.
    """
    visits = Appointments(uow)
    asked = [doctor] if doctor else []
    if department and not doctor:
        everyone = Providers(uow).all() if among is None else among
        asked = [each.provider_id for each in everyone if each.department == department]
    if not 0 < len(asked) <= MOST_ONE_BY_ONE:
        return visits.on(day)
    since, until = day_bounds(day, CLINIC_ZONE)
    found = in_parallel(
        *(lambda each=each: visits.of_provider(each, since, until) for each in asked)
    )
    return [visit for page in found for visit in page]
