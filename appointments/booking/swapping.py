"""Two booked visits change places: one transaction, each for the fee of its new doctor."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime

from appointments.booking.moving import CHANGED, payment_with, restage
from appointments.booking.patient_limits import PatientSchedule, read_visits_ahead, within_limits
from appointments.outbox.models import ReminderDue
from appointments.outbox.repository import Outbox
from appointments.scheduling.day import Day
from appointments.visits.care import follow_care
from appointments.visits.day_cells import (
    exchanged,
    is_without_doctor,
    occupied,
    on_its_day,
    own_cells,
)
from appointments.visits.models import Appointment, SchedulingInfo
from appointments.visits.repository import Appointments, Days
from medisecure.dynamodb.calls.parallel import in_parallel
from medisecure.dynamodb.unit_of_work import UnitOfWork
from medisecure.errors import Conflict, gettext_noop
from providers.directory.models import Provider
from providers.directory.repository import Providers

UNEQUAL = gettext_noop("Only visits of the same length can be swapped.")
UNHELD = gettext_noop("An overbooked visit cannot be swapped.")
PASSED = gettext_noop("A visit whose time has come cannot be swapped.")
AWAY = gettext_noop("The doctor is away at one of the two times. Move the visit instead.")


def swap(
    uow: UnitOfWork,
    one: tuple[str, str],
    other: tuple[str, str],
    *,
    sequences: tuple[int, int] | None = None,
    beyond: str = "",
) -> tuple[Appointment, Appointment]:
    """Have two visits of equal length, each (patient id, visit id), change places.

    `sequences` are their sequences as the person saw them: the same form sent again finds them
    swapped and does not swap them back. Raises `Conflict` if they differ in length, hold no time of
    their own, changed meanwhile, or one of the doctors is away then; `BeyondLimits` if one of the
    patients has too much at the new time already, unless `beyond` says why.
    """
    visits = Appointments(uow)
    a, b, *looks = in_parallel(
        lambda: visits.get(*one),
        lambda: visits.get(*other),
        *(lambda who=who: read_visits_ahead(uow, who) for who in sorted({one[0], other[0]})),
    )
    if sequences is not None and (a.sequence, b.sequence) != sequences:
        return _swapped_already(a, b, sequences)
    days_a, days_b, doctors, unsent_a, unsent_b, *schedules = in_parallel(
        lambda: Days(uow).of_visit(a),
        lambda: Days(uow).of_visit(b),
        lambda: Providers(uow).by_id({a.provider_id, b.provider_id}),
        lambda: Outbox(uow).unsent_news(a),
        lambda: Outbox(uow).unsent_news(b),
        *(lambda look=look: look.completed(uow) for look in looks),
    )
    if one == other or _shape(a) != _shape(b):
        raise Conflict(UNEQUAL)
    if not (_holds_all(a, days_a) and _holds_all(b, days_b)):
        raise Conflict(UNHELD)
    if min(a.starts_at, b.starts_at) <= uow.at:
        raise Conflict(PASSED)
    days = {(day.provider_id, day.local_date): day for day in (*days_a, *days_b)}
    if is_without_doctor(a, days) or is_without_doctor(b, days):
        raise Conflict(AWAY)
    places = _in_place_of(b, a, doctors, uow.at), _in_place_of(a, b, doctors, uow.at)
    wanted = [on_its_day(each, days) for each in places]
    to_b, to_a = _within_limits_of_both(uow, schedules, wanted, beyond)
    try:
        with uow:
            Days(uow).exchange(exchanged(days, [a, b], [to_a, to_b]))
            stored = [restage(uow, a, to_b), restage(uow, b, to_a)]
            _tell(uow, [(a, stored[0]), (b, stored[1])], unsent_a, unsent_b)
            for schedule in schedules:
                schedule.claim(uow, *_of(schedule, stored))
            follow_care(uow, closed=[a, b], opened=[to_b, to_a])
    except Conflict:
        raise Conflict(CHANGED) from None
    return stored[0], stored[1]


def _tell(
    uow: UnitOfWork,
    moved: list[tuple[Appointment, Appointment]],
    unsent_a: list[ReminderDue],
    unsent_b: list[ReminderDue],
) -> None:
    """News for both patients; two visits of one series have theirs together."""
    (a, _), (b, _) = moved
    if a.series_id is not None and a.series_id == b.series_id:
        Outbox(uow).tell_moved(moved, [each for each in unsent_a if each in unsent_b])
    else:
        Outbox(uow).tell_moved(moved[:1], unsent_a)
        Outbox(uow).tell_moved(moved[1:], unsent_b)


def _within_limits_of_both(
    uow: UnitOfWork, schedules: Iterable[PatientSchedule], wanted: list[Appointment], beyond: str
) -> list[Appointment]:
    """The visits in their order, each by the limits of its own patient."""
    allowed = {
        visit.appointment_id: visit
        for schedule in schedules
        for visit in within_limits(uow, schedule, _of(schedule, wanted), beyond)
    }
    return [allowed[each.appointment_id] for each in wanted]


def _of(schedule: PatientSchedule, visits: Iterable[Appointment]) -> list[Appointment]:
    """Those of the patient whose schedule it is."""
    return [each for each in visits if each.patient_id == schedule.guard.patient_id]


def _in_place_of(
    other: Appointment, visit: Appointment, doctors: Mapping[str, Provider], at: datetime
) -> Appointment:
    """The visit where and when `other` is, for its doctor's fee; what it is for stays."""
    info = visit.scheduling_info
    doctor = doctors.get(other.provider_id)
    visit = replace(visit, payment=payment_with(visit, doctor)) if doctor else visit
    place = replace(other.scheduling_info, type=info.type, mode=info.mode)
    moved = visit.rescheduled(place, provider_id=other.provider_id, at=at)
    return replace(moved, beyond_limits=None)


def _swapped_already(
    a: Appointment, b: Appointment, sequences: tuple[int, int]
) -> tuple[Appointment, Appointment]:
    """Both, if the latest change to both was one swap of what was seen."""
    once_changed = (a.sequence, b.sequence) == (sequences[0] + 1, sequences[1] + 1)
    if not once_changed or a.updated_at != b.updated_at:
        raise Conflict(CHANGED)
    return a, b


def _shape(visit: Appointment) -> tuple[int, int, int]:
    info: SchedulingInfo = visit.scheduling_info
    return visit.minutes, info.buffer_before or 0, info.buffer_after or 0


def _holds_all(visit: Appointment, days: list[Day]) -> bool:
    own = sum(len(own_cells(day, visit)) for day in days)
    return own == sum(len(cells) for cells in occupied(visit).values())
