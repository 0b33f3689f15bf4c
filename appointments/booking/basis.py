"""What a booking is decided by, asked for at once: patient, doctor, days, visits there are already.

One call brings doctor, days and guard, which are all read by their own keys; lists cannot come with
them and are asked for beside it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from appointments.booking.patient_limits import (
    GUARD,
    PatientSchedule,
    VisitsAhead,
    guard_in,
    list_ahead,
)
from appointments.booking.requests import days_around, doctor_in
from appointments.scheduling.day import Day
from appointments.visits.day_cells import Where
from appointments.visits.models import Appointment
from appointments.visits.repository import DAY, Appointments, among, day_keys
from medisecure.clock import clinic_date
from medisecure.dynamodb import keys
from medisecure.dynamodb.calls.parallel import in_parallel
from medisecure.dynamodb.unit_of_work import UnitOfWork
from patients.profile.models import Demographics
from patients.profile.open_patient import open_patient
from providers.directory.models import Provider
from providers.directory.repository import PROVIDER


@dataclass(frozen=True, slots=True, kw_only=True)
class Basis:
    """As it was read; `earlier` is what the same form has booked already.

    `known` is the patient's schedule, where a first look could be completed beside the rest.
    """

    patient: Demographics
    provider: Provider
    days: list[Day]
    ahead: VisitsAhead
    earlier: list[Appointment]
    known: PatientSchedule | None = None

    def patient_schedule(self, uow: UnitOfWork) -> PatientSchedule:
        """The visits ahead, whole; one round trip more just after another booking."""
        return self.known or self.ahead.completed(uow)


def read_days_and_schedule(
    uow: UnitOfWork, patient_id: str, wanted: Iterable[Where]
) -> tuple[dict[Where, Day], PatientSchedule]:
    """Days by (provider id, local date), and the patient's visits ahead: for finding a time.

    In one round trip, or two just after a booking.
    """
    asked = list(wanted)
    (days, guards), listed = in_parallel(
        lambda: uow.together(
            (DAY, day_keys(asked)), (GUARD, [keys.VISIT_GUARD.key(patient_id=patient_id)])
        ),
        lambda: list_ahead(uow, patient_id),
    )
    ahead = VisitsAhead(guard_in(guards, patient_id), listed)
    return among(days, asked), ahead.completed(uow)


def read_basis(
    uow: UnitOfWork,
    patient_id: str,
    provider_id: str,
    starts_at: datetime,
    *,
    form: str = "",
    ahead: VisitsAhead | None = None,
    patient: Demographics | None = None,
) -> Basis:
    """In one round trip. `form` is the id of the visit, to ask whether it is booked already.

    `ahead` is a first look at the patient's visits and `patient` who it is, where that is known.
    `NotFound` for an unknown patient or doctor, `AccessDenied` for whoever may not book for the
    patient.
    """
    wanted = days_around(provider_id, clinic_date(starts_at))
    (doctors, days, guards), opened, (known, listed), earlier = in_parallel(
        lambda: uow.together(
            (PROVIDER, [keys.PROVIDER.key(provider_id=provider_id)]),
            (DAY, day_keys(wanted)),
            (GUARD, [] if ahead else [keys.VISIT_GUARD.key(patient_id=patient_id)]),
        ),
        lambda: patient or open_patient(uow, patient_id),
        lambda: (ahead.completed(uow), []) if ahead else (None, list_ahead(uow, patient_id)),
        lambda: Appointments(uow).find(patient_id, form) if form else [],
    )
    return Basis(
        patient=opened,
        provider=doctor_in(doctors),
        days=list(among(days, wanted).values()),
        ahead=ahead or VisitsAhead(guard_in(guards, patient_id), listed),
        earlier=earlier,
        known=known,
    )
