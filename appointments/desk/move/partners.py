"""Visits that may change places with another one: of the same day and length, still to come.

Only with the same doctor or one of the same specialty: nobody is swapped to a doctor of another,
or to a time at which a doctor is away.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from appointments.booking.moving import payment_with
from appointments.visits.day_cells import Where, is_without_doctor, occupied
from appointments.visits.models import Appointment
from appointments.visits.repository import Appointments, Days
from medisecure.dynamodb.calls.parallel import in_parallel
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

    of: Appointment
    is_without_doctor: bool

    @property
    def rows(self) -> list[dict[str, Any]]:
        """Each visit as a choice, with what becomes of both sides."""
        return [
            {
                "value": value_of(each),
                "other": self.side(each, self.of),
                "this": self.side(self.of, each),
            }
            for each in self.visits
        ]

    def side(self, visit: Appointment, position: Appointment) -> dict[str, Any]:
        """One of the two: whose visit, from when to when, with whom, and what it costs then."""
        doctor = self.doctors.get(position.provider_id)
        then = payment_with(visit, doctor) if doctor else visit.payment
        return {
            "patient": self._name(self.patients.get(visit.patient_id), visit.patient_id),
            "from": f"{visit.local_start:%H:%M}",
            "to": f"{position.local_start:%H:%M}",
            "doctor": self._name(doctor, position.provider_id),
            "fee": then,
            "was": visit.payment,
            "is_other_fee": then != visit.payment,
        }

    @staticmethod
    def _name(known: Demographics | Provider | None, otherwise: str) -> str:
        return known.display_name if known else otherwise


def partners_of(uow: UnitOfWork, visit: Appointment) -> Partners:
    """Who may change places with this visit, in two round trips."""
    listed = [each for each in Appointments(uow).on(visit.local_date) if _fits(visit, each)]
    uow.show_only({each.patient_id for each in listed})
    uow.begin_audit()
    everyone = [visit, *listed]
    current, patients, doctors, days = in_parallel(
        lambda: Appointments(uow).as_they_are(listed),
        lambda: DemographicsOf(uow).by_id(each.patient_id for each in everyone),
        lambda: Providers(uow).by_id(each.provider_id for each in everyone),
        lambda: Days(uow).several(_days_of(everyone)),
    )
    own, is_left = doctors.get(visit.provider_id), is_without_doctor(visit, days)
    fitting = (
        each
        for each in current
        if _fits(visit, each)
        and each.starts_at > uow.at
        and _same_specialty(own, doctors.get(each.provider_id))
        and not is_without_doctor(each, days)
    )
    return Partners(
        of=visit,
        is_without_doctor=is_left,
        visits=[] if is_left else sorted(fitting, key=_in_order),
        patients=patients,
        doctors=doctors,
    )


def _days_of(visits: Iterable[Appointment]) -> set[Where]:
    return {(each.provider_id, day) for each in visits for day in occupied(each)}


def _in_order(visit: Appointment) -> tuple[datetime, str]:
    return visit.starts_at, visit.appointment_id


def value_of(visit: Appointment) -> str:
    """How a choice names the visit, as it is now."""
    return f"{visit.patient_id}/{visit.appointment_id}/{visit.sequence}"


def _same_specialty(one: Provider | None, other: Provider | None) -> bool:
    if one is None or other is None or one.provider_id == other.provider_id:
        return one is not None and other is not None
    return one.specialty == other.specialty != ""


def _fits(visit: Appointment, other: Appointment) -> bool:
    """Whether they may change places; a patient's own two with one doctor would change nothing."""
    both = (visit.patient_id, visit.provider_id)
    return (
        other.appointment_id != visit.appointment_id
        and (other.patient_id, other.provider_id) != both
        and other.status.is_movable
        and other.overruled is None
        and other.minutes == visit.minutes
    )
