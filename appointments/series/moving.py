"""Moving visits of a series by the same shift, in one transaction, after a look at each date."""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from typing import Any

from appointments.booking.moving import is_there, moved_visit, reschedule_request, restage
from appointments.booking.patient_limits import PatientSchedule, schedule_of, within_limits
from appointments.booking.requests import GONE, sees_patients
from appointments.outbox.models import ReminderDue
from appointments.outbox.repository import Outbox
from appointments.series.checks import (
    CHANGED,
    NONE_CHOSEN,
    DatesTaken,
    Seen,
    as_now,
    check_seen,
    check_size,
    diary_of,
    note_opened,
    own_days,
    read_days,
    with_provider,
)
from appointments.series.diary import RequestedTime, TimeCheck, days_around
from appointments.series.models import Shift, number_of
from appointments.visits.care import follow_care
from appointments.visits.day_cells import Where, exchanged, on_its_day
from appointments.visits.models import Appointment
from appointments.visits.repository import Days
from medisecure.dynamodb.calls.parallel import in_parallel
from medisecure.dynamodb.unit_of_work import UnitOfWork
from medisecure.errors import Conflict
from providers.directory.models import Provider
from providers.directory.repository import Providers

Chosen = Mapping[int, datetime]


def preview_move(
    uow: UnitOfWork, provider: Provider, visits: list[Appointment], shift: Shift
) -> list[TimeCheck]:
    """Where the shift would put each visit, free or not; one round trip.

    Their own times are no obstacle: they move together.
    """
    targets = {number_of(each): shift.applied(each) for each in visits}
    around = with_provider(provider, days_around(provider, targets.values()))
    diary = diary_of(uow, provider, read_days(uow, around), own_ids=visits)
    return diary.answers(wanted_of(visits, targets))


def move(
    uow: UnitOfWork,
    provider: Provider,
    visits: Iterable[Appointment],
    shift: Shift,
    chosen: Chosen,
    *,
    sequences: Seen,
    beyond: str = "",
) -> list[Appointment]:
    """Put the chosen of a series' visits (number → new start) there, all of them or none.

    `visits` were just read, `sequences` are their sequences as the person saw them. The same again
    finds them there. Raises `DatesTaken` if a time is not free, `Conflict` if one was changed,
    `BeyondLimits` if the patient has too much at one of them already, unless `beyond` says why.
    """
    going = [each for each in visits if number_of(each) in chosen]
    if not going:
        raise Conflict(NONE_CHOSEN)
    if are_there(going, provider, chosen):
        return going
    check_seen(going, sequences)
    if not sees_patients(provider):
        raise Conflict(GONE)
    moved = [_moved(uow, each, provider, shift, chosen[number_of(each)]) for each in going]
    around = with_provider(provider, days_around(provider, chosen.values(), reach=1))
    for _ in range(2):
        days, schedule, unsent = in_parallel(
            lambda: read_days(uow, [*around, *own_days(going)]),
            lambda: schedule_of(uow, going[0].patient_id),
            lambda: Outbox(uow).unsent_news(going[0]),
        )
        diary = diary_of(uow, provider, days, own_ids=going)
        if taken := diary.taken(wanted_of(going, chosen)):
            raise DatesTaken(taken)
        changes = exchanged(days, going, moved)
        allowed = within_limits(uow, schedule, moved, beyond)
        placed = [on_its_day(each, days) for each in allowed]
        check_size(len(going), len(changes), operations_each=5)
        with suppress(Conflict):
            return _store(uow, provider, going, placed, changes, schedule=schedule, unsent=unsent)
        again, provider = as_now(uow, going, provider)
        if are_there(again, provider, chosen):
            return again
        if [each.version for each in again] != [each.version for each in going]:
            raise Conflict(CHANGED)
    raise DatesTaken(chosen)


def wanted_of(visits: Iterable[Appointment], targets: Chosen) -> list[RequestedTime]:
    """The new time of each visit, as the diary is asked for it; what is left alone is left out."""
    return [
        RequestedTime(
            number=number_of(each),
            starts_at=targets[number_of(each)],
            minutes=each.minutes,
            visit_type=each.scheduling_info.type or "",
        )
        for each in visits
        if number_of(each) in targets
    ]


def are_there(visits: Iterable[Appointment], provider: Provider, chosen: Chosen) -> bool:
    """Whether each visit already is where it should go: the same form sent again."""
    return all(
        is_there(each, replace(reschedule_request(each, chosen[number_of(each)]),
                               provider_id=provider.provider_id))
        for each in visits
    )  # fmt: skip


def _moved(
    uow: UnitOfWork, visit: Appointment, provider: Provider, shift: Shift, starts_at: datetime
) -> Appointment:
    """The visit at its new time, which knows where the series now has its place."""
    booking_request = replace(
        reschedule_request(visit, starts_at), provider_id=provider.provider_id
    )
    return replace(
        moved_visit(uow, visit, booking_request, provider), series_at=shift.applied(visit)
    )


def _store(
    uow: UnitOfWork,
    provider: Provider,
    visits: list[Appointment],
    moved: list[Appointment],
    changes: Mapping[Where, Mapping[str, Any]],
    *,
    schedule: PatientSchedule,
    unsent: Iterable[ReminderDue],
) -> list[Appointment]:
    """All of it in one transaction: visits, claims, reminders, one guard, one care relation."""
    with uow:
        Days(uow).exchange(changes)
        Providers(uow).as_read(provider)
        note_opened(uow, visits)
        stored = [restage(uow, *pair) for pair in zip(visits, moved, strict=True)]
        Outbox(uow).tell_moved(list(zip(visits, stored, strict=True)), unsent)
        schedule.claim(uow, *moved)
        follow_care(uow, closed=visits, opened=moved)
    return stored
