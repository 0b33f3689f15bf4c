"""Visits as they are looked at: a patient's own, and a day of all doctors, as they stand now."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from appointments.booking.services import sees_patients
from appointments.scheduling.day import Day
from appointments.visits.board_visits import BoardVisit
from appointments.visits.models import Appointment, VisitKey
from appointments.visits.repository import Appointments, BoardVisits, Days, VisitKeys
from medisecure.clock import CLINIC_ZONE
from medisecure.dynamodb.calls.parallel import in_parallel
from medisecure.dynamodb.unit_of_work import Page, UnitOfWork
from medisecure.local_day import day_bounds
from patients.profile.models import Demographics, NamedPatient
from patients.profile.repository import DemographicsOf, NamesOf
from providers.directory.models import Provider
from providers.directory.repository import Providers

MOST_ONE_BY_ONE = 24  # doctors of a department, each a question
MOST_AHEAD = 40  # more than a patient should have, and a series that was called off beside them
MOST_NAMED = 100  # doctors whose visits are picked out of a day by the store


@dataclass(frozen=True, slots=True, kw_only=True)
class Visits:
    """A patient's visits: those ahead in order, and a page of the past ones, latest first."""

    ahead: list[Appointment] = field(default_factory=list)
    past: Page[Appointment] = field(default_factory=Page)

    @property
    def coming(self) -> list[Appointment]:
        """Those ahead that take place."""
        return [each for each in self.ahead if each.is_live]

    @property
    def called_off(self) -> list[Appointment]:
        """Those whose time is ahead and that do not take place."""
        return [each for each in self.ahead if not each.is_live]

    @property
    def provider_ids(self) -> set[str]:
        """Whom they are with."""
        return {each.provider_id for each in (*self.ahead, *self.past.items)}

    def as_they_are(self, uow: UnitOfWork) -> "Visits":
        """Those ahead as they stand now; a visit that was moved away is left out."""
        current = {each.appointment_id: each for each in Appointments(uow).as_they_are(self.ahead)}
        ahead = [current[each.appointment_id] for each in self.ahead
                 if each.appointment_id in current]  # fmt: skip
        return replace(self, ahead=ahead)


def visits_of(
    uow: UnitOfWork, patient_id: str, *, before: datetime, cursor: str = "", limit: int = 10
) -> Visits:
    """A patient's visits ahead and one page of those before `before`, in one round trip."""
    visits = Appointments(uow)
    ahead, past = in_parallel(
        lambda: visits.coming(patient_id, before, MOST_AHEAD),
        lambda: visits.past(patient_id, before, cursor, limit),
    )
    return Visits(ahead=ahead, past=past)


@dataclass(frozen=True, slots=True, kw_only=True)
class ClinicDay:
    """One day of all doctors of a department: their visits, taken time, and patients by id."""

    day: date
    department: str = ""
    departments: list[str]
    doctors: list[Provider]
    everyone: list[Provider]
    visits: list[BoardVisit]
    taken: Mapping[str, Day]
    patients: Mapping[str, Demographics | NamedPatient]


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

    A department or one doctor (by id) narrows it down. A clinic of more doctors than `at_most`
    (0: any number) is narrowed to its first department if none is named. A department is asked
    doctor by doctor, for a large hospital's day is one hot key.

    An index may lag behind a booking or cancellation by a moment, so that each visit and
    each doctor's taken time are read by their own keys as well. Whom it concerns is known by then:
    the trail of it is stored beside this second look.
    """
    others = list(patient_ids)
    (providers, department, listed), *found = in_parallel(
        lambda: _listed(uow, day, department=department, doctor=doctor, at_most=at_most),
        *([lambda: DemographicsOf(uow).by_id(others)] if others else []),
    )
    along = found[0] if found else {}
    busy = {visit.provider_id for visit in listed}
    here = [each for each in providers if sees_patients(each) or each.provider_id in busy]
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
        lambda: BoardVisits(uow).as_they_are(wanted),
        lambda: Days(uow).several((each, day) for each in sorted(ids)),
        lambda: NamesOf(uow).by_id({each.patient_id for each in wanted}),
    )
    return ClinicDay(
        day=day,
        department=department,
        departments=departments_of(providers),
        doctors=doctors,
        everyone=providers,
        visits=sorted(visits, key=lambda each: (each.starts_at, each.appointment_id)),
        taken={who: claimed for (who, _), claimed in taken.items()},
        patients={**patients, **along},
    )


def _listed(
    uow: UnitOfWork, day: date, *, department: str, doctor: str, at_most: int
) -> tuple[list[Provider], str, list[VisitKey]]:
    """All doctors, the department that is shown, and the visits an index has.

    Whom to ask is guessed from what this process knew, so that nobody waits for the list; if
    the guess was wrong it is asked once more.
    """
    guess = Providers(uow).last_cached()
    likely = department or ("" if doctor else usual_department(guess, at_most))
    first = whose_visits(guess, likely, doctor)
    everyone, visits = in_parallel(Providers(uow).all, lambda: visits_of_doctors(uow, day, first))
    department = department or ("" if doctor else usual_department(everyone, at_most))
    wanted = whose_visits(everyone, department, doctor)
    if first and (not wanted or set(wanted) - set(first)):
        visits = visits_of_doctors(uow, day, wanted)
    return everyone, department, visits


def departments_of(providers: Iterable[Provider]) -> list[str]:
    """The departments there are, in order."""
    return sorted({each.department for each in providers if each.department})


def usual_department(providers: Sequence[Provider], at_most: int) -> str:
    """The one that is shown where none is named; empty where all doctors are (0: any number)."""
    departments = departments_of(providers)
    too_many = at_most and sum(map(sees_patients, providers)) > at_most
    return departments[0] if too_many and departments else ""


def whose_visits(among: Iterable[Provider], department: str, doctor: str) -> list[str]:
    """The ids of those whose visits are asked for; none where the whole day is."""
    if doctor:
        return [doctor]
    mine = [each.provider_id for each in among if department and each.department == department]
    return mine if len(mine) <= MOST_NAMED else []


def visits_of_doctors(uow: UnitOfWork, day: date, provider_ids: Sequence[str]) -> list[VisitKey]:
    """The visits an index has of these doctors on a clinic-local day; of everybody for none.

    Only their keys: each is read by its own before it is shown. Up to `MOST_ONE_BY_ONE` doctors are
    asked each: many keys that are cool, and nothing read in vain. Of more the day is, of which the
    store sends theirs.
    """
    visits = VisitKeys(uow)
    if not provider_ids or len(provider_ids) > MOST_ONE_BY_ONE:
        return visits.on(day, provider_ids)
    since, until = day_bounds(day, CLINIC_ZONE)
    found = in_parallel(
        *(lambda each=each: visits.of_provider(each, since, until) for each in provider_ids)
    )
    return [visit for page in found for visit in page]
