"""Taking a cancellation or a no-show back: the visit is booked again, by the rules booking obeys.

One way for a single visit and for several of a series: the doctor still sees patients and works
then, nobody has the time, and visits, claims, messages and care relations come in one transaction.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from appointments.booking.patient_limits import PatientSchedule, schedule_of, within_limits
from appointments.booking.requests import GONE, free_on, known_provider, sees_patients, why_not
from appointments.outbox.models import REVIVED
from appointments.outbox.repository import Outbox
from appointments.scheduling.day import Day
from appointments.scheduling.times import Reason
from appointments.visits.care import follow_care
from appointments.visits.day_cells import Where, exchanged, occupied, on_its_day
from appointments.visits.models import Appointment
from appointments.visits.repository import Appointments, Days
from appointments.visits.status import Status
from medisecure.audit.actions import Action
from medisecure.dynamodb.calls.parallel import in_parallel
from medisecure.dynamodb.unit_of_work import UnitOfWork
from medisecure.errors import Conflict, gettext_noop
from providers.directory.models import Provider
from providers.directory.repository import Providers

RETAKEN = gettext_noop("Someone else has been booked at the time of this visit.")
AWAY = gettext_noop(
    "The doctor is away at the time of this visit. Book a new visit at another time."
)
CLOSED = gettext_noop(
    "The doctor does not work at the time of this visit. Book a new visit at another time."
)
PASSED = gettext_noop("The day of this visit has passed. It can no longer take place.")
WHY = {Reason.TIME_OFF: AWAY, Reason.HOLIDAY: AWAY, Reason.CLOSED: CLOSED}


class NotRevived(Conflict):
    """Some of the visits cannot take place again; `visits` are those, the first says why."""

    def __init__(self, refused: Sequence[tuple[Appointment, str]]) -> None:
        super().__init__(refused[0][1])
        self.visits = tuple(visit for visit, _ in refused)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the visits come back to: their doctors, days, and the schedule of their one patient."""

    doctors: Mapping[str, Provider]
    days: Mapping[Where, Day]
    schedule: PatientSchedule


def revive(
    uow: UnitOfWork, visits: Sequence[Appointment], *, beyond: str = ""
) -> list[Appointment]:
    """Have these visits of one patient, just read and called off, take place: all or none.

    Raises `NotRevived` if the rules have no room for one of them, `BeyondLimits` if the patient has
    booked too much meanwhile and `beyond` does not say why, `Conflict` if there is no such step to
    take back, a doctor sees no patients any more, or one was changed meanwhile.
    """
    back = [replace(each.without_last_step(at=uow.at), sequence=each.sequence + 1)
            for each in visits]  # fmt: skip
    found = _read(uow, back)
    if not all(sees_patients(each) for each in found.doctors.values()):
        raise Conflict(GONE)
    _check(uow, back, found.doctors, found.days)
    back = within_limits(uow, found.schedule, back, beyond)
    back = [on_its_day(each, found.days) for each in back]
    try:
        with uow:
            stored = [Appointments(uow).save(each, Action.UNDO_STEP) for each in back]
            Days(uow).exchange(exchanged(found.days, [], back))
            for provider in found.doctors.values():
                Providers(uow).as_read(provider)
            found.schedule.claim(uow, *back)
            follow_care(uow, opened=back, verb="reopen")
            for each in stored:
                if each.status.is_reminded:
                    Outbox(uow).plan(each)
            if stored[0].status.is_reminded:
                Outbox(uow).tell(stored[0], REVIVED)
    except Conflict:
        raise NotRevived([(each, RETAKEN) for each in visits]) from None
    return stored


def _read(uow: UnitOfWork, visits: Sequence[Appointment]) -> Surroundings:
    """Whom the visits are with, the days their time lies in, the patient's others, at once."""
    wanted = {(each.provider_id, day) for each in visits for day in (*occupied(each),
              each.local_date)}  # fmt: skip
    schedule: PatientSchedule
    schedule, days, *doctors = in_parallel(
        lambda: schedule_of(uow, visits[0].patient_id),
        lambda: Days(uow).several(sorted(wanted)),
        *(
            lambda who=who: known_provider(uow, who)
            for who in sorted({each.provider_id for each in visits})
        ),
    )
    return Surroundings({each.provider_id: each for each in doctors}, days, schedule)


def _check(
    uow: UnitOfWork,
    visits: Iterable[Appointment],
    doctors: Mapping[str, Provider],
    days: Mapping[Where, Day],
) -> None:
    """`NotRevived` unless each visit's time is one that could be booked now."""
    refused = [
        (each, reason)
        for each in visits
        if (reason := _refusal(uow, each, doctors[each.provider_id], days))
    ]
    if refused:
        raise NotRevived(refused)


def _refusal(
    uow: UnitOfWork, visit: Appointment, provider: Provider, days: Mapping[Where, Day]
) -> str:
    """Why it cannot be; empty if it can. On its own day a visit that has begun is not past."""
    if visit.status is Status.COMPLETED:  # it was no mistake: it took place
        return ""
    if uow.at.astimezone(visit.local_start.tzinfo).date() > visit.local_date:
        return PASSED
    if visit.overruled is not None:  # put in by the desk, by a rule of its own
        return ""
    found = [
        slot
        for (who, _), day in days.items()
        if who == visit.provider_id
        for slot in free_on(
            provider, day, visit.minutes, min(uow.at, visit.starts_at),
            own_ids=(visit.appointment_id,), visit_type=visit.scheduling_info.type or "",
            beside=days.values(),
        ).slots
    ]  # fmt: skip
    reason = why_not(found, visit.starts_at)
    return "" if reason is None else WHY.get(reason, RETAKEN)
