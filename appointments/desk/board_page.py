"""What the board's page is made of: the day's facts, laid out, and the ways on from it."""

from datetime import date, datetime, timedelta
from typing import Any

from django.urls import reverse
from django.utils.http import urlencode

from appointments.desk.layout import Column, Links, columns_of, frame_of, sheet_of
from appointments.models import Appointment, Status
from appointments.overview import ClinicDay, clinic_day
from medisecure.clock import CLINIC_ZONE, zone
from medisecure.web.requests import ClinicalRequest
from patients.desk.carrying import SLOT

EARLIEST, LATEST = date(2000, 1, 1), date(2100, 1, 1)


def board_page(request: ClinicalRequest) -> dict[str, Any]:
    """The context of the page; the day, department and patient come from the address."""
    today = request.uow.at.astimezone(zone(CLINIC_ZONE)).date()
    day = asked_day(request.GET.get("date", ""), today)
    department = request.GET.get("department", "")
    facts = clinic_day(request.uow, day, department=department, patient_ids=asked_patient(request))
    patient = next((facts.patients.get(each) for each in asked_patient(request)), None)
    kept = {"department": department, "patient": patient.patient_id if patient else ""}
    kept = {name: value for name, value in kept.items() if value}
    return {
        "day": day,
        "is_today": day == today,
        "keep": kept,
        "department": department,
        "departments": facts.departments,
        "patient": patient,
        "previous_url": f"?{urlencode({**kept, 'date': str(day - timedelta(days=1))})}",
        "next_url": f"?{urlencode({**kept, 'date': str(day + timedelta(days=1))})}",
        "today_url": f"?{urlencode(kept)}",
        "cancelled": listed(facts, lambda visit: visit.status is Status.CANCELLED),
        "lost": listed(facts, lambda visit: not has_column(visit, facts)),
        **laid_out(facts, request.uow.at, patient.patient_id if patient else ""),
    }


def asked_day(text: str, today: date) -> date:
    """The day in the address; today if there is none or it is no day of a clinic's."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return today
    return day if EARLIEST <= day <= LATEST else today


def asked_patient(request: ClinicalRequest) -> list[str]:
    """The patient a time is looked for, if the address names one."""
    wanted = request.GET.get("patient", "")
    return [wanted] if SLOT["provider"].fullmatch(wanted) else []


def laid_out(facts: ClinicDay, now: datetime, patient_id: str) -> dict[str, Any]:
    """Columns, hours and the now-line."""
    sheets = [
        sheet_of(each, facts.taken[each.provider_id], facts.visits, now) for each in facts.doctors
    ]
    frame = frame_of(facts.day, CLINIC_ZONE, sheets)
    links = links_for(patient_id)
    known = {visit.appointment_id for visit in facts.visits}
    columns: list[Column] = [
        column
        for sheet in sheets
        for column in columns_of(sheet, frame, links, lambda visit: name_of(visit, facts), known)
    ]
    return {
        "columns": columns,
        "hours": frame.hours,
        "now_row": frame.now_row(now),
        "count": sum(len(column.visits) for column in columns),
    }


def links_for(patient_id: str) -> Links:
    """A free time leads to booking it for the patient, or to finding one first."""
    target = (
        reverse("appointments:book", args=[patient_id]) if patient_id else reverse("patients:find")
    )

    def free(provider_id: str, local: datetime) -> str:
        wanted = {"provider": provider_id, "date": f"{local:%Y-%m-%d}", "time": f"{local:%H:%M}"}
        return f"{target}?{urlencode(wanted)}"

    return Links(visit=visit_url, free=free)


def visit_url(visit: Appointment) -> str:
    return reverse("appointments:detail", args=[visit.patient_id, visit.appointment_id])


def name_of(visit: Appointment, facts: ClinicDay) -> str:
    """The patient's name, or the id of one who is not known."""
    patient = facts.patients.get(visit.patient_id)
    return patient.display_name if patient else visit.patient_id


def has_column(visit: Appointment, facts: ClinicDay) -> bool:
    """Whether the visit's doctor is on the board; it must be seen even if not."""
    gone = visit.status is Status.CANCELLED
    return gone or any(each.provider_id == visit.provider_id for each in facts.doctors)


def listed(facts: ClinicDay, wanted: Any) -> list[dict[str, Any]]:
    """Visits that stand beside the board, as lines."""
    return [
        {
            "time": f"{visit.local_start:%H:%M}",
            "title": name_of(visit, facts),
            "status": visit.status.value,
            "url": visit_url(visit),
        }
        for visit in facts.visits
        if wanted(visit)
    ]
