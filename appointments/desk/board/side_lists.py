"""What stands beside the board: who waits, what is left over, what was called off."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.urls import reverse

from appointments.booking.visit_lists import ClinicDay
from appointments.desk.board.grid import Cell
from appointments.desk.end_of_day.open_visits import is_open_visit
from appointments.visit_flow.steps import step_buttons, undo_button
from appointments.visit_flow.waiting import waiting_of
from appointments.visits.models import Appointment
from patients.profile.models import Demographics
from providers.directory.models import Provider


def visit_url(visit: Appointment) -> str:
    return reverse("appointments:detail", args=[visit.patient_id, visit.appointment_id])


def name_of(visit: Appointment, patients: dict[str, Demographics] | Any) -> str:
    """The patient's name, or the id of one who is not known."""
    patient = patients.get(visit.patient_id)
    return patient.display_name if patient else visit.patient_id


def has_column(visit: Appointment, facts: ClinicDay) -> bool:
    """Whether the visit's doctor is on the board; it must be seen even if not."""
    return visit.status.is_off or any(
        each.provider_id == visit.provider_id for each in facts.doctors
    )


def beside(
    visits: Sequence[Appointment], patients: Any, providers: Iterable[Provider], now: datetime
) -> dict[str, Any]:
    """What stands beside the board: who waits, what is left over, what was called off."""
    doctors = {each.provider_id: each.display_name for each in providers}
    waiting = listed(visits, patients, lambda v: v.status.is_waiting, now, doctors)
    cancelled = listed(visits, patients, lambda v: v.status.is_off, now)
    return {
        "waiting": sorted(waiting, key=lambda line: -(line["waiting"] or 0)),
        "left_over": sum(is_open_visit(each, now) for each in visits),
        "cancelled": cancelled,
        "count": len(visits) - len(cancelled),
    }


def listed(
    visits: Iterable[Appointment], patients: Any, wanted: Any, now: datetime,
    doctors: dict[str, str] | None = None,
) -> list[Cell]:  # fmt: skip
    """Visits that stand beside the board, as lines."""
    return [
        {
            "time": f"{visit.local_start:%H:%M}",
            "title": name_of(visit, patients),
            "doctor": (doctors or {}).get(visit.provider_id, ""),
            "status": visit.status.value,
            "url": visit_url(visit),
            "id": visit.appointment_id,
            "presses": step_buttons(visit, now),
            "undo": undo_button(visit),
            **waiting_of(visit, now),
        }
        for visit in visits
        if wanted(visit)
    ]
