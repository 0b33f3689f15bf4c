"""Visits that may change places with another one: of the same day, the same length, not begun."""

from dataclasses import dataclass
from typing import Any

from appointments.visits.models import Appointment
from appointments.visits.repository import Appointments
from medisecure.dynamodb.parallel import in_parallel
from medisecure.dynamodb.unit_of_work import UnitOfWork
from patients.profile.models import Demographics
from patients.profile.repository import DemographicsOf
from providers.directory.models import Provider
from providers.directory.repository import Providers


@dataclass(frozen=True, slots=True, kw_only=True)
class Partners:
    """The visits to choose from, and the people of all of them by id."""

    visits: list[Appointment]
    patients: dict[str, Demographics]
    doctors: dict[str, Provider]

    @property
    def rows(self) -> list[dict[str, Any]]:
        """Each visit as a choice."""
        return [
            {
                "value": f"{each.patient_id}/{each.appointment_id}/{each.sequence}",
                "time": f"{each.local_start:%H:%M}",
                "patient": self._name(self.patients.get(each.patient_id), each.patient_id),
                "doctor": self._name(self.doctors.get(each.provider_id), each.provider_id),
            }
            for each in self.visits
        ]

    @staticmethod
    def _name(known: Demographics | Provider | None, otherwise: str) -> str:
        return known.display_name if known else otherwise


def partners_of(uow: UnitOfWork, visit: Appointment) -> Partners:
    """Who may change places with this visit, in two round trips."""
    listed = [each for each in Appointments(uow).on(visit.local_date) if _fits(visit, each)]
    uow.show_only({each.patient_id for each in listed})
    uow.begin_audit()
    everyone = [visit, *listed]
    current, patients, doctors = in_parallel(
        lambda: Appointments(uow).as_they_are(listed),
        lambda: DemographicsOf(uow).by_id(each.patient_id for each in everyone),
        lambda: Providers(uow).by_id(each.provider_id for each in everyone),
    )
    fitting = (each for each in current if _fits(visit, each))
    return Partners(
        visits=sorted(fitting, key=lambda each: (each.starts_at, each.appointment_id)),
        patients=patients,
        doctors=doctors,
    )


def _fits(visit: Appointment, other: Appointment) -> bool:
    return (
        other.appointment_id != visit.appointment_id
        and other.status.is_movable
        and other.overruled is None
        and other.minutes == visit.minutes
    )
