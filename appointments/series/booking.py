"""Booking a series: a look at every date first, then all chosen ones in one transaction."""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from appointments.booking.booking import USED
from appointments.booking.patient_limits import (
    PatientSchedule,
    VisitsAhead,
    read_visits_ahead,
    schedule_of,
    within_limits,
)
from appointments.booking.placing import planned_visit
from appointments.booking.requests import GONE, BookingRequest, sees_patients
from appointments.outbox.models import BOOKED
from appointments.outbox.repository import Outbox
from appointments.series.checks import (
    TOO_FEW,
    DatesTaken,
    check_size,
    diary_of,
    read_days,
    with_provider,
)
from appointments.series.diary import RequestedTime, TimeCheck, days_around
from appointments.series.models import FEWEST, Every, Rhythm, visit_id
from appointments.visits.care import follow_care
from appointments.visits.day_cells import Where, exchanged, on_its_day
from appointments.visits.models import Appointment
from appointments.visits.repository import Appointments, Days
from medisecure.audit.actions import Action
from medisecure.dynamodb.calls.parallel import in_parallel
from medisecure.dynamodb.unit_of_work import UnitOfWork
from medisecure.errors import Conflict
from patients.profile.open_patient import open_patient
from providers.directory.models import Provider
from providers.directory.repository import Providers


@dataclass(frozen=True, slots=True, kw_only=True)
class Repeat:
    """A visit that is wanted several times; `booking_request` is the first, and names the form."""

    booking_request: BookingRequest
    every: Every
    count: int

    @property
    def series_id(self) -> str:
        """One form makes one series, however often it is sent."""
        return f"series_{self.booking_request.appointment_id.partition('_')[2]}"

    def because(self, word: str) -> "Repeat":
        """The same with a reason to give the patient more than one should have."""
        return replace(self, booking_request=replace(self.booking_request, beyond=word))

    def instants(self, zone_name: str) -> dict[int, datetime]:
        """When each visit would start, by number."""
        return Rhythm.of(self.booking_request.starts_at, zone_name, self.every, self.count).instants

    def requested_times(self, chosen: Mapping[int, datetime]) -> list[RequestedTime]:
        """These times as the diary is asked for them."""
        booking_request = self.booking_request
        return [
            RequestedTime(
                number=n,
                starts_at=at,
                minutes=booking_request.minutes,
                visit_type=booking_request.visit_type,
            )
            for n, at in chosen.items()
        ]


def preview(uow: UnitOfWork, provider: Provider, repeat: Repeat) -> list[TimeCheck]:
    """Every date of the series, free or with the reason and what is near; one round trip."""
    instants = repeat.instants(provider.zone_name)
    asked = with_provider(provider, days_around(provider, instants.values()))
    diary = diary_of(
        uow, provider, read_days(uow, asked), form=repeat.booking_request.appointment_id
    )
    return diary.answers(repeat.requested_times(instants))


def book(
    uow: UnitOfWork, provider: Provider, repeat: Repeat, chosen: Mapping[int, datetime],
    ahead: VisitsAhead | None = None,
) -> list[Appointment]:  # fmt: skip
    """Book the chosen dates (number of the date → start), all of them or none.

    `ahead` is a first look at the patient's visits, taken beside other reads.

    The same again gives the same visits. Raises `DatesTaken` if one of them is not free,
    `BeyondLimits` if they are more than the patient should have and the request says not why, and
    `Conflict` for fewer than two, or where the form has booked something else.
    """
    patient_id, series_id = repeat.booking_request.patient_id, repeat.series_id
    provider_id = provider.provider_id
    asked = with_provider(provider, days_around(provider, chosen.values(), reach=1))
    _, earlier, days, schedule = in_parallel(
        lambda: open_patient(uow, patient_id),
        lambda: Appointments(uow).of_series(patient_id, series_id),
        lambda: read_days(uow, asked),
        lambda: (ahead or read_visits_ahead(uow, patient_id)).completed(uow),
    )
    visits = _planned(uow, provider, repeat, chosen)
    if earlier:
        return _same_or_conflict(earlier, visits)
    if len(chosen) < FEWEST:
        raise Conflict(TOO_FEW)
    if not sees_patients(provider):
        raise Conflict(GONE)
    for _ in range(2):
        diary = diary_of(uow, provider, days, form=repeat.booking_request.appointment_id)
        if taken := diary.taken(repeat.requested_times(chosen)):
            raise DatesTaken(taken)
        changes = exchanged(days, [], visits, holders=[repeat.booking_request.appointment_id])
        allowed = within_limits(uow, schedule, visits, repeat.booking_request.beyond)
        visits = [on_its_day(each, days) for each in allowed]
        check_size(len(visits), len(changes), operations_each=3)
        with suppress(Conflict):
            _store(uow, provider, visits, changes, schedule)
            return visits
        again, provider, days, schedule = in_parallel(
            lambda: Appointments(uow).of_series(patient_id, series_id),
            lambda: Providers(uow).current(provider_id),
            lambda: read_days(uow, asked),
            lambda: schedule_of(uow, patient_id),
        )
        if again:
            return _same_or_conflict(again, visits)
    raise DatesTaken(chosen)


def _store(
    uow: UnitOfWork,
    provider: Provider,
    visits: list[Appointment],
    changes: Mapping[Where, Mapping[str, Any]],
    schedule: PatientSchedule,
) -> None:
    """All of it in one transaction: visits, claims, reminders, one guard, one care relation."""
    with uow:
        for visit in visits:
            Appointments(uow).add(visit, Action.BOOK_APPOINTMENT)
            Outbox(uow).plan(visit)
        Outbox(uow).tell(visits[0], BOOKED)
        Days(uow).exchange(changes)
        Providers(uow).as_read(provider)
        schedule.claim(uow, *visits)
        follow_care(uow, opened=visits)


def _planned(
    uow: UnitOfWork, provider: Provider, repeat: Repeat, chosen: Mapping[int, datetime]
) -> list[Appointment]:
    """The visits as they will be stored, numbered without gaps, each knowing its own place."""
    places = repeat.instants(provider.zone_name)
    visits = []
    for number, date_number in enumerate(sorted(chosen), start=1):
        booking_request = replace(
            repeat.booking_request,
            appointment_id=visit_id(repeat.series_id, number),
            starts_at=chosen[date_number],
            series_id=repeat.series_id,
        )
        visit = planned_visit(uow, booking_request, provider)
        visits.append(replace(visit, series_at=places[date_number]))
    return visits


def _same_or_conflict(
    earlier: list[Appointment], series: Iterable[Appointment]
) -> list[Appointment]:
    """What an earlier press of the same form booked, or the refusal to book something else."""
    if {_essence(each) for each in earlier} == {_essence(each) for each in series}:
        return earlier
    raise Conflict(USED)


def _essence(visit: Appointment) -> tuple[object, ...]:
    return (
        visit.appointment_id, visit.starts_at, visit.provider_id, visit.minutes, visit.is_live,
    )  # fmt: skip
