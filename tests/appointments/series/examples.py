"""What the tests of series share: a doctor of their own, a series of theirs, and the oracle."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

from ulid import ULID

from appointments.booking.services import book as book_one
from appointments.series import services
from appointments.series.models import Shift, instant_of
from appointments.series.services import Repeat, seen_of
from appointments.visits.models import Appointment
from appointments.visits.repository import Appointments, Days
from medisecure import wiring
from medisecure.audit.actions import Action
from medisecure.clinic_rules import RULES
from medisecure.clock import now, utc_text, zone
from medisecure.dynamodb.unit_of_work import UnitOfWork
from medisecure.importing.loading import load
from providers.directory.models import Availability, Hours, Provider, WorkingHours
from providers.directory.repository import Providers
from providers.directory.rules import NO_HOLIDAYS, WEEKDAYS
from providers.hours.services import change_rules
from tests import environment
from tests.desk import booking_request
from tests.people import profile
from tools.drills.booking.oracle import Found
from tools.drills.cast import doctors, patients

Desk = Callable[[], UnitOfWork]
Scan = Callable[..., list[dict[str, Any]]]
CLINIC = environment.CLINIC.key


def doctor() -> Provider:
    """A doctor who works every day from 8 to 17, and whom no other test knows."""
    (provider_id,) = doctors(1)
    found: Provider = Providers(wiring.system_work("tests")).get(provider_id)
    return found


def doctor_in(zone_name: str) -> Provider:
    """The same by the wall clock of another zone."""
    provider_id = f"provider_{ULID()}"
    hours = {"start": "08:00", "end": "17:00"}
    rules = {"workingHours": dict.fromkeys(WEEKDAYS, hours), "holidayCountry": NO_HOLIDAYS,
             "timeZone": zone_name}  # fmt: skip
    who = profile(provider_id, "PROVIDER", "Dr. Ann", "Far", f"{provider_id.lower()}@example.com")
    uow = wiring.system_work("tests")
    load(uow, who | {"availability": rules})
    uow.close()
    found: Provider = Providers(wiring.system_work("tests")).get(provider_id)
    return found


def changes_of_the_clock(zone_name: str) -> list[date]:
    """The two days of the coming year on which the clocks of that zone change."""
    days = [now().date() + timedelta(days=20 + n) for n in range(366)]
    tz = zone(zone_name)
    offsets = [datetime.combine(day, time(12), tz).utcoffset() for day in days]
    return [day for day, a, b in zip(days[1:], offsets, offsets[1:], strict=False) if a != b]


def patient() -> str:
    (patient_id,) = patients(1)
    return patient_id


def clock(day: date, hour: int, minute: int = 0) -> datetime:
    """The instant of a wall-clock time at the clinic."""
    return instant_of(day, time(hour, minute), CLINIC)


def first_day() -> date:
    """A day some weeks ahead."""
    return now().date() + timedelta(days=21)


def repeat(
    provider: Provider, starts_at: datetime | None = None, *, every: int = 7, count: int = 4,
    minutes: int = 30, patient_id: str = "", **more: str,
) -> Repeat:  # fmt: skip
    """A series at nine that somebody wants; a week apart, four of them.

    One of more visits than a patient should have ahead has its reason.
    """
    if count > RULES.most_ahead:
        more.setdefault("beyond", "A course of dressings")
    first = booking_request(
        patient_id or patient(), starts_at or clock(first_day(), 9), minutes,
        provider_id=provider.provider_id, **more,
    )  # fmt: skip
    return Repeat(booking_request=first, every=every, count=count)


def book(uow: UnitOfWork, provider: Provider, *asked: Any) -> list[Appointment]:
    """Booked as a page does it, which has read the doctor itself."""
    return services.book(uow, Providers(uow).get(provider.provider_id), *asked)


def move(uow: UnitOfWork, provider: Provider, *asked: Any, **seen: Any) -> list[Appointment]:
    """Moved as a page does it, which has read the doctor itself."""
    return services.move(uow, Providers(uow).get(provider.provider_id), *asked, **seen)


def booked(uow: UnitOfWork, provider: Provider, **wanted: Any) -> list[Appointment]:
    """A series that was booked as it was planned."""
    asked = repeat(provider, **wanted)
    return book(uow, provider, asked, asked.instants(provider.zone_name))


def stored(visits: list[Appointment]) -> list[Appointment]:
    """The visits of their series as they are now."""
    one = visits[0]
    uow = wiring.system_work("tests")
    return Appointments(uow).of_series(one.patient_id, one.series_id or "")


def problems(scan: Scan, *providers: Provider) -> list[str]:
    """What the oracle finds wrong with these doctors' visits, claims and reminders."""
    ids = [each.provider_id for each in providers]
    return Found(scan(providers=ids), ids).problems()


def by_number(visits: list[Appointment]) -> dict[int, datetime]:
    return {n: each.starts_at for n, each in enumerate(visits, start=1)}


def shift_of(visit: Appointment, days: int, at: time, zone_name: str = CLINIC) -> Shift:
    return Shift.of(visit, visit.local_date + timedelta(days=days), at, zone_name)


def read(desk: Desk, visits: list[Appointment]) -> tuple[UnitOfWork, list[Appointment]]:
    """The series as somebody at the desk reads it, and with what they do the rest."""
    uow = desk()
    return uow, Appointments(uow).of_series(visits[0].patient_id, visits[0].series_id or "")


def moved(
    desk: Desk, provider: Provider, visits: list[Appointment], shift: Shift, *numbers: int
) -> list[Appointment]:
    """The same visits after the shift; all of them if no numbers are named."""
    uow, found = read(desk, visits)
    chosen = {
        n: shift.applied(each)
        for n, each in enumerate(found, start=1) if not numbers or n in numbers
    }  # fmt: skip
    return move(uow, provider, found, shift, chosen, sequences=seen_of(found))


def take(desk: Desk, provider: Provider, starts_at: datetime, minutes: int = 30) -> Appointment:
    """Somebody else's visit at that time."""
    return book_one(
        desk(), booking_request(patient(), starts_at, minutes, provider_id=provider.provider_id)
    )  # fmt: skip


def shorter_day(desk: Desk, provider: Provider) -> Callable[[], object]:
    """The doctor leaves at ten every day from now on."""

    def change(rules: Availability) -> Availability:
        hours = dict.fromkeys(WEEKDAYS, Hours(start="08:00", end="10:00"))
        return replace(rules, working_hours=WorkingHours(**hours))

    return lambda: change_rules(desk(), provider.provider_id, change)


def take_time_off(provider: Provider, starts_at: datetime) -> Callable[[], None]:
    """The doctor is away for an hour from then on, once this is called."""

    def taken() -> None:
        uow = wiring.system_work("tests")
        day = Days(uow).get(provider.provider_id, starts_at.astimezone(zone(CLINIC)).date())
        span = {"kind": "TRAINING", "startsAt": utc_text(starts_at),
                "endsAt": utc_text(starts_at + timedelta(hours=1))}  # fmt: skip
        with uow:
            Days(uow).set_time_off(day, "timeoff_1", span)
            uow.record_change(Action.ADD_TIME_OFF, provider.provider_id)

    return taken
