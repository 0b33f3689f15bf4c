"""Visits that are over by the clock and not by their status: somebody has to say how they ended."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.http import QueryDict

from appointments.desk.calls.to_call import calls_of, visits_of
from appointments.desk.end_of_day.closing import AT_ONCE, value_of
from appointments.desk.end_of_day.forms import is_ticked, note_name, seen_name
from appointments.outbox.models import ReminderDue
from appointments.outbox.repository import Outbox
from appointments.visit_flow.steps import step_buttons, undo_button
from appointments.visits.models import Appointment
from appointments.visits.repository import Appointments
from appointments.visits.status import Status
from medisecure.dynamodb.calls.parallel import in_parallel
from medisecure.web.requests import ClinicalRequest
from patients.profile.models import Demographics
from patients.profile.repository import DemographicsOf
from providers.directory.models import Provider
from providers.directory.repository import Providers

OVER = (Status.COMPLETED, Status.NO_SHOW, Status.LEFT)  # what may be said at the end of a day


def is_open_visit(visit: Appointment, now: datetime) -> bool:
    """Whether the visit's time is over and nobody said how it ended."""
    return not visit.status.has_ended and visit.ends_at <= now


def open_visits_page(request: ClinicalRequest, typed: QueryDict) -> dict[str, Any]:
    """The context of the page: the oldest day first, however old, each with its visits in order.

    A page that is shown again keeps what was ticked and typed.
    """
    uow = request.uow
    failed, silent, listed = in_parallel(
        lambda: Outbox(uow).failed(uow.at),
        lambda: Outbox(uow).stalled(uow.at),
        lambda: Appointments(uow).over_and_open(uow.at, limit=AT_ONCE),
    )
    untold: list[ReminderDue] = [*failed, *silent]
    concerned = [*listed.items, *untold]
    uow.show_only({each.patient_id for each in concerned})
    visits, told_of, patients, doctors = in_parallel(
        lambda: Appointments(uow).as_they_are(listed.items),
        lambda: visits_of(uow, untold),
        lambda: DemographicsOf(uow).by_id(each.patient_id for each in concerned),
        lambda: Providers(uow).by_id(each.provider_id or "" for each in concerned),
    )
    # The index may lag behind the last step by a moment.
    left = sorted(
        (each for each in visits if is_open_visit(each, uow.at)), key=lambda each: each.starts_at
    )
    return {
        "days": _by_day([row_of(each, patients, doctors, uow.at, typed) for each in left]),
        "count": len(left),
        "more": bool(listed.next_cursor),
        "calls": [
            row | {"typed": typed.get(note_name(row["value"]), "")}
            for row in calls_of(untold, told_of, patients, doctors)
        ],
    }


def _by_day(rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    days: dict[date, list[dict[str, Any]]] = {}
    for row in rows:
        days.setdefault(row["visit"].local_date, []).append(row)
    return [{"day": day, "rows": each} for day, each in days.items()]


def row_of(
    visit: Appointment,
    patients: dict[str, Demographics],
    doctors: dict[str, Provider],
    at: datetime,
    typed: QueryDict,
) -> dict[str, Any]:
    """A visit as a line with its box and its buttons; ids stand in for people nobody knows."""
    value = value_of(visit)
    patient, doctor = patients.get(visit.patient_id), doctors.get(visit.provider_id)
    came = max(visit.starts_at, visit.arrived_at or visit.starts_at)
    return {
        "visit": visit,
        "value": value,
        "is_ticked": is_ticked(value, typed),
        "time": f"{visit.local_start:%H:%M}",
        "seen": typed.get(seen_name(value), f"{came.astimezone(visit.local_start.tzinfo):%H:%M}"),
        "patient": patient.display_name if patient else visit.patient_id,
        "phone": patient.personal_info.phone_number if patient else None,
        "doctor": doctor.display_name if doctor else visit.provider_id,
        "presses": [
            replace(each, is_usual=False) for each in step_buttons(visit, at) if each.wanted in OVER
        ],
        "undo": undo_button(visit),
        "may_cancel": Status.CANCELLED in visit.next_statuses,
    }
