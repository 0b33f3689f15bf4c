"""A visit of a series with its siblings, as pages about it begin."""

from dataclasses import dataclass
from datetime import date

from appointments.series.models import number_of, series_of
from appointments.visits.models import Appointment
from appointments.visits.repository import Appointments
from medisecure.dynamodb.calls.parallel import in_parallel
from medisecure.dynamodb.unit_of_work import UnitOfWork
from patients.profile.models import Demographics
from patients.profile.open_patient import open_patient
from providers.directory.models import Provider
from providers.directory.repository import Providers


@dataclass(frozen=True, slots=True, kw_only=True)
class SeriesPosition:
    """Which visit of how many; `visits` are all of them, in order."""

    number: int
    count: int
    visits: list[Appointment]


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenSeries:
    """The visit at hand, its series, whose it is, and all doctors."""

    anchor: Appointment
    visits: list[Appointment]
    patient: Demographics
    providers: list[Provider]
    today: date

    @property
    def number(self) -> int:
        return number_of(self.anchor)

    @property
    def doctor(self) -> Provider | None:
        """The doctor of the visit at hand."""
        return self.provider(self.anchor.provider_id)

    def provider(self, provider_id: str) -> Provider | None:
        return next((each for each in self.providers if each.provider_id == provider_id), None)


def position_in_series(uow: UnitOfWork, visit: Appointment) -> SeriesPosition | None:
    """Where the visit stands in its series; None for one that is not repeated."""
    return position_of_id(uow, visit.patient_id, visit.appointment_id)


def position_of_id(uow: UnitOfWork, patient_id: str, appointment_id: str) -> SeriesPosition | None:
    """The same by the visit's id, which names its series."""
    series_id = series_of(appointment_id)
    visits = Appointments(uow).of_series(patient_id, series_id) if series_id else []
    found = next((each for each in visits if each.appointment_id == appointment_id), None)
    if found is None:
        return None
    return SeriesPosition(number=number_of(found), count=len(visits), visits=visits)


def open_series(uow: UnitOfWork, patient_id: str, appointment_id: str) -> OpenSeries | None:
    """The visit and its series in one round trip; None for one that is not repeated.

    Raises `NotFound` for no visit of this patient.
    """
    if not series_of(appointment_id):
        Appointments(uow).get(patient_id, appointment_id)
        return None
    place: SeriesPosition | None
    patient, providers, place = in_parallel(
        lambda: open_patient(uow, patient_id),
        lambda: Providers(uow).all(),
        lambda: position_of_id(uow, patient_id, appointment_id),
    )
    if place is None:
        Appointments(uow).get(patient_id, appointment_id)
        return None
    return OpenSeries(
        anchor=next(each for each in place.visits if each.appointment_id == appointment_id),
        visits=place.visits,
        patient=patient,
        providers=providers,
        today=uow.today,
    )
