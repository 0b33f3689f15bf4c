"""What the tests of series share: a doctor of their own, a series of theirs, and the oracle."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any

from appointments.models import Appointment
from appointments.repository import Appointments
from appointments.series import services
from appointments.series.models import instant_of
from appointments.series.services import Repeat
from infra.drills.cast import doctors, patients
from infra.drills.oracle import Found
from medisecure import wiring
from medisecure.clock import now
from medisecure.store.work import UnitOfWork
from providers.models import Provider
from providers.repository import Providers
from tests.desk import wish

Scan = Callable[[], list[dict[str, Any]]]
CLINIC = "Asia/Qatar"


def doctor() -> Provider:
    """A doctor who works every day from 8 to 17, and whom no other test knows."""
    (provider_id,) = doctors(1)
    found: Provider = Providers(wiring.system_work("tests")).get(provider_id)
    return found


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
    """A series at nine that somebody wants; a week apart, four of them."""
    first = wish(
        patient_id or patient(), starts_at or clock(first_day(), 9), minutes,
        provider_id=provider.provider_id, **more,
    )  # fmt: skip
    return Repeat(wish=first, every=every, count=count)


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
    return Found(scan(), [each.provider_id for each in providers]).problems()
