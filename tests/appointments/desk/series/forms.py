"""The forms of a series as a browser sends them, and what is read off its pages."""

import re
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.urls import reverse

from appointments.booking.services import book as book_one
from appointments.series.services import Repeat
from appointments.visits.models import Appointment
from appointments.visits.repository import Appointments
from medisecure import wiring
from medisecure.clock import utc_text
from medisecure.dynamodb.unit_of_work import UnitOfWork
from providers.directory.models import Provider
from tests.appointments.series.examples import (
    patient,
)
from tests.desk import booking, booking_request
from tests.people import REEM

As = Callable[..., UnitOfWork]


def typed(asked: Repeat, **more: str) -> dict[str, str]:
    """The booking form of the first visit with "Review all dates" pressed."""
    first = asked.booking_request
    return booking(
        first.starts_at, appointment_id=first.appointment_id, provider=first.provider_id,
        every=str(asked.every), count=str(asked.count), **more,
    )  # fmt: skip


def dates(instants: dict[int, datetime], **more: str) -> dict[str, str]:
    """All of them chosen, and the last button pressed."""
    return {f"date_{n}": utc_text(at) for n, at in instants.items()} | {"confirm": "1", **more}


def new_series(patient_id: str) -> str:
    return reverse("appointments:series-book", args=[patient_id])


def url(visit: Appointment, name: str) -> str:
    return reverse(f"appointments:{name}", args=[visit.patient_id, visit.appointment_id])


def text(answer: Any) -> str:
    assert answer.status_code == 200
    return str(answer.content.decode())


def take(acting: As, provider: Provider, starts_at: datetime) -> Appointment:
    wanted = booking_request(patient(), starts_at, provider_id=provider.provider_id)
    return book_one(acting("staff", REEM), wanted)


def found(asked: Repeat) -> list[Appointment]:
    uow = wiring.system_work("tests")
    return Appointments(uow).of_series(asked.booking_request.patient_id, asked.series_id)


def hidden(html: str, name: str) -> str:
    """What the page carries along under that name."""
    match = re.search(rf'name="{name}" value="([^"]*)"', html)
    assert match
    return match[1]


def moving(visit: Appointment, when: datetime, which: str = "all", **more: str) -> dict[str, str]:
    """The form that moves this visit to that time, and the others with it."""
    local = when.astimezone(visit.local_start.tzinfo)
    return {"which": which, "provider": visit.provider_id, "date": f"{local:%Y-%m-%d}",
            "time": f"{local:%H:%M}", **more}  # fmt: skip


def confirmed(html: str, form: dict[str, str]) -> dict[str, str]:
    """The same with every date that is chosen on the page, and the last button pressed."""
    kept = {"seen": hidden(html, "seen"), "shown": hidden(html, "shown"), "confirm": "1"}
    chosen = re.findall(r'name="(date_\d+)" value="([^"]+)"[^>]*checked', html)
    return form | kept | dict(chosen)


PAGES = ("series", "series-move", "series-cancel")
