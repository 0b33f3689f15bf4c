"""What tests of patients' own booking send, and what they look at."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from html import unescape
from typing import Any

from appointments.portal.forms import sealed_id
from appointments.visits.models import Appointment
from appointments.visits.repository import Appointments, Days
from medisecure.clock import now, utc_text
from medisecure.dynamodb.unit_of_work import UnitOfWork
from tests.people import DR_SMITH, REEM

As = Callable[..., UnitOfWork]
BOOK = "/my/visits/book/"
CONFIRM = "/my/visits/book/confirm/"
RELEASE = "/my/visits/release/"


def slot(starts: datetime, provider: str = DR_SMITH) -> str:
    return f"{provider}@{utc_text(starts)}"


def choosing(patient: str, starts: datetime, **more: str) -> dict[str, str]:
    """What a press on a free time sends."""
    return {"form": sealed_id(patient), "slot": slot(starts), "kind": "CONSULTATION",
            "whom": DR_SMITH} | more  # fmt: skip


def visits(acting: As, patient: str) -> list[Appointment]:
    return Appointments(acting("staff", REEM)).coming(patient, now() - timedelta(days=1))


def held_by(acting: As, day: date) -> set[str]:
    taken = Days(acting("staff", REEM)).get(DR_SMITH, day).taken
    return {owner.rpartition(":")[2] for owner in taken.values() if owner.startswith("hold:")}


def html_of(answer: Any) -> str:
    return unescape(answer.content.decode())
