"""The nearest free times are found day by day, and are those that looking at all days finds."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from appointments.booking.requests import (
    ALTERNATIVES,
    WantedTime,
    days_from,
    free_on,
)
from appointments.booking.services import book, known_provider
from appointments.scheduling.times import nearest
from medisecure.clock import now
from medisecure.dynamodb.unit_of_work import UnitOfWork
from tests.desk import booking_request, fresh_patient
from tests.people import REEM
from tools.drills.cast import clinic_time, doctors

pytestmark = pytest.mark.usefixtures("clinic")
As = Callable[..., UnitOfWork]
FIRST = now().date() + timedelta(days=41)
MINUTES = 30


def test_they_are_those_of_all_days_whatever_instant_is_wanted(acting: As) -> None:
    (doctor,) = doctors(1)
    for hour in (8, 9, 11):
        starts = clinic_time(FIRST, hour)
        book(acting("staff", REEM), booking_request(fresh_patient(), starts, provider_id=doctor))
    uow = acting("staff", REEM)
    provider, days = known_provider(uow, doctor), days_from(uow, doctor, FIRST)
    every = [s for d in days for s in free_on(provider, d, MINUTES, uow.at, beside=days).slots]
    for hours in range(-30, 80, 5):
        at = clinic_time(FIRST, 0) + timedelta(hours=hours, minutes=5 * (hours % 3))
        wanted = WantedTime(uow=uow, provider=provider, days=days, at=at, minutes=MINUTES)
        assert list(wanted.nearest_free()) == nearest(every, at, ALTERNATIVES), at
        assert [s for s in every if s.starts_at == at] == [s for s in [wanted.slot()] if s]
