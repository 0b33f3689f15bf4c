"""The doctors and patients of a drill, fresh ones each time, and the hours they contest."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from ulid import ULID

from medisecure import wiring
from medisecure.clock import CLINIC_ZONE, now, utc_text, zone
from medisecure.importing.loading import load
from providers.directory.rules import NO_HOLIDAYS, WEEKDAYS

QUARTER = timedelta(minutes=15)
QUARTERS = 4  # of a contested time: an hour
FIRST_HOUR, LAST_HOUR = 8, 17
DAYS_AHEAD = 30


@dataclass(frozen=True, slots=True)
class Contested:
    """An hour of a doctor which everybody wants, or a part of it."""

    provider_id: str
    starts_at: datetime

    def at(self, quarter: int) -> datetime:
        """When one of its quarters starts."""
        return self.starts_at + QUARTER * quarter


def doctors(count: int) -> list[str]:
    """Doctors who work every day from 8 to 17; their ids."""
    return [_loaded(doctor(f"provider_{ULID()}")) for _ in range(count)]


def patients(count: int) -> list[str]:
    """Patients; their ids."""
    return [_loaded(_profile(f"patient_{ULID()}", "PATIENT")) for _ in range(count)]


def contested_times(provider_ids: list[str], days_ahead: int = DAYS_AHEAD) -> Iterator[Contested]:
    """The hours of all the doctors' days from so many days on, without end."""
    first = now().date() + timedelta(days=days_ahead)
    for n in range(10**6):
        for provider_id in provider_ids:
            for hour in range(FIRST_HOUR, LAST_HOUR):
                yield Contested(provider_id, clinic_time(first + timedelta(days=n), hour))


def clinic_time(day: date, hour: int) -> datetime:
    """The instant of that hour on the clinic's clock."""
    return datetime.combine(day, time(hour), zone(CLINIC_ZONE)).astimezone(UTC)


def address_of(user_id: str) -> str:
    """Where messages to this person go."""
    return f"{user_id.lower()}@example.com"


def _loaded(item: dict[str, Any]) -> str:
    uow = wiring.system_work("drill")
    load(uow, item)
    uow.close()
    return str(item["PK"].partition("#")[2])


def doctor(user_id: str) -> dict[str, Any]:
    """A doctor as the schema has them, who works every day from 8 to 17."""
    hours = {"start": f"{FIRST_HOUR:02d}:00", "end": f"{LAST_HOUR:02d}:00"}
    return _profile(user_id, "PROVIDER") | {
        "professionalInfo": {"hospital": "Drill"},
        "availability": {
            "workingHours": dict.fromkeys(WEEKDAYS, hours),
            "holidayCountry": NO_HOLIDAYS,
        },
    }


def _profile(user_id: str, user_type: str) -> dict[str, Any]:
    email = address_of(user_id)
    return {
        "PK": f"USER#{user_id}", "SK": "PROFILE#main",
        "GSI1PK": f"EMAIL#{email}", "GSI1SK": f"USER#{user_id}",
        "entityType": "USER", "userType": user_type, "cognitoUserId": f"sub-{user_id}",
        "personalInfo": {"firstName": "Drill", "lastName": "Drill", "email": email},
        "preferences": {"language": "en", "timezone": CLINIC_ZONE, "communicationMethod": "email"},
        "createdAt": utc_text(now()), "updatedAt": utc_text(now()), "status": "ACTIVE",
    }  # fmt: skip
