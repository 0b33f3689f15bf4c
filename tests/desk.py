"""What the front desk's tests share: fresh patients and a doctor's coming working day."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import count
from unittest.mock import patch

import pytest
from ulid import ULID

from appointments.booking.services import BookingRequest
from appointments.scheduling.holidays import holiday_on
from medisecure import wiring
from medisecure.clock import now, utc_text, zone
from medisecure.importing.loading import load
from medisecure.web.input.fields import new_id
from tests import environment
from tests.people import DR_SMITH, profile

ARABIC = "staff_hind"
CLINIC = zone(environment.CLINIC.key)  # as the surroundings say, and in Doha else
# For examples that are written by Doha's clock.
by_dohas_clock = pytest.mark.skipif(
    environment.CLINIC.key != "Asia/Qatar", reason="the clinic of this run is not in Doha"
)
WORKING_DAYS = 3  # Dr. Smith works from Monday to Wednesday, 8:00 to 17:00
BEYOND = 106 * WORKING_DAYS  # further ahead than any page books
_days, _far_days = count(), count(BEYOND)


def fresh_patient(first: str = "Noor", last: str = "Saleh", **more: str) -> str:
    """A patient of this test only; returns the id."""
    patient_id = f"patient_{ULID()}"
    uow = wiring.system_work("tests")
    load(uow, profile(patient_id, "PATIENT", first, last, f"{patient_id}@example.com", **more))
    uow.close()
    return patient_id


def staff_reading_arabic() -> str:
    """Somebody at the desk who reads Arabic; returns the id."""
    uow = wiring.system_work("tests")
    load(uow, profile(ARABIC, "STAFF", "هند", "سالم", "hind@medisecure.com", language="ar"))
    uow.close()
    return ARABIC


def working_day() -> dt.date:
    """A day that pages book on which Dr. Smith works; another one at each call.

    There are about 300 of them: whoever asks services alone takes a `far_day`.
    """
    return _next_of(_days)


def far_day() -> dt.date:
    """The same, further ahead than any page books; their number has no end."""
    return _next_of(_far_days)


@cache
def _first_monday() -> dt.date:
    """The one they are counted from, for good: midnight may pass before the next is asked for."""
    today = now().date()
    return today - timedelta(days=today.weekday()) + timedelta(weeks=2)


def _next_of(days: Iterator[int]) -> dt.date:
    while True:
        weeks, weekday = divmod(next(days), WORKING_DAYS)
        day = _first_monday() + timedelta(weeks=weeks, days=weekday)
        if is_worked(day):
            return day


def is_worked(day: dt.date) -> bool:
    """Whether Dr. Smith works that day."""
    return day.weekday() < WORKING_DAYS and holiday_on(day) is None


@contextmanager
def the_clock_says(instant: datetime) -> Iterator[None]:
    """Whoever acts meanwhile acts at this instant; sessions and the trail keep the real time."""
    with patch("medisecure.dynamodb.unit_of_work.now", lambda: instant):
        yield


def at(day: dt.date, clock: str) -> datetime:
    """The instant of a wall-clock time at the clinic."""
    hour, minute = map(int, clock.split(":"))
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=CLINIC).astimezone(UTC)


def by_the_clinics_clock(instant: datetime) -> str:
    """An instant as the clinic's clock shows it: 17:00."""
    return f"{instant.astimezone(CLINIC):%H:%M}"


def named_clock(instant: datetime) -> str:
    """How messages name that clock then: "(Qatar time, UTC+3)"."""
    ahead = instant.astimezone(CLINIC).utcoffset() or timedelta()
    place = environment.CLINIC.key.rpartition("/")[2].replace("_", " ")
    return f"({place} time, {utc_and(ahead)})"


def utc_and(ahead: timedelta) -> str:
    return f"UTC{ahead // timedelta(hours=1):+d}"


def booking_request(
    patient_id: str, starts_at: datetime, minutes: int = 30, **more: str
) -> BookingRequest:
    """A visit to Dr. Smith that somebody wants."""
    return BookingRequest(
        appointment_id=more.pop("appointment_id", "") or new_id("appointment"),
        patient_id=patient_id,
        provider_id=more.pop("provider_id", DR_SMITH),
        starts_at=starts_at,
        minutes=minutes,
        **more,
    )


def booking(starts_at: datetime, **typed: str) -> dict[str, str]:
    """The booking form as a browser sends it."""
    local = starts_at.astimezone(CLINIC)
    return {
        "appointment_id": new_id("appointment"),
        "provider": DR_SMITH,
        "date": f"{local:%Y-%m-%d}",
        "minutes": "30",
        "starts_at": utc_text(starts_at),
        "visit_type": "CONSULTATION",
        "mode": "IN_PERSON",
        "reason": "",
    } | typed
