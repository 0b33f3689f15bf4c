"""What the board's page is made of: the day's facts, laid out, and the ways on from it."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.http import urlencode

from appointments.booking.visit_lists import clinic_day
from appointments.desk.board.layout import Column, columns_of, frame_of, same_hours
from appointments.desk.board.sheet import Links, sheet_of
from appointments.desk.board.side_lists import beside, has_column, listed, name_of, visit_url
from appointments.desk.board.week import doctors_week
from appointments.outbox.repository import Outbox
from appointments.visit_flow.steps import step_buttons
from appointments.visits.models import Appointment
from appointments.waitlist.repository import Entries
from medisecure.clock import CLINIC_ZONE
from medisecure.dynamodb.parallel import in_parallel
from medisecure.web.requests import ClinicalRequest
from patients.search.wanted_slot import SLOT

EARLIEST, LATEST = date(2000, 1, 1), date(2100, 1, 1)
POLLING = "X-Polling"
MOST_COUNTED = 50  # of the waitlist: beyond that the board says "and more"


def board_page(request: ClinicalRequest) -> dict[str, Any]:
    """The context of the page; what it shows of which day comes from the address."""
    today = request.uow.today
    day = asked_day(request.GET.get("date", ""), today)
    doctor = asked_id(request, "doctor")
    is_week = bool(doctor) and request.GET.get("view", "") == "week"
    show = week_shown if is_week else day_shown
    shown, failed, silent, waiting = in_parallel(
        lambda: show(request, day, doctor),
        lambda: Outbox(request.uow).failed(request.uow.at),
        lambda: Outbox(request.uow).silent(request.uow.at),
        lambda: Entries(request.uow).count(MOST_COUNTED),
    )
    patient = next((shown["patients"].get(each) for each in asked_patient(request)), None)
    kept = {
        "department": request.GET.get("department", ""),
        "doctor": doctor,
        "view": "week" if is_week else "",
        "patient": patient.patient_id if patient else "",
    }
    kept = {name: value for name, value in kept.items() if value}
    step = timedelta(days=7 if is_week else 1)
    return {
        "day": day,
        "is_today": day == today,
        "is_week": is_week,
        "keep": kept,
        "department": kept.get("department", ""),
        "doctor": doctor,
        "patient": patient,
        "previous_url": f"?{urlencode({**kept, 'date': str(day - step)})}",
        "next_url": f"?{urlencode({**kept, 'date': str(day + step)})}",
        "today_url": f"?{urlencode(kept)}",
        "here": request.get_full_path(),
        "on_waitlist": waiting[0],
        "more_on_waitlist": waiting[1],
        "to_call": len(failed) + len(silent),
        **shown,
    }


def asked_day(text: str, today: date) -> date:
    """The day in the address; today if there is none or it is no day of a clinic's."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return today
    return day if EARLIEST <= day <= LATEST else today


def asked_id(request: ClinicalRequest, name: str) -> str:
    """The id in the address under that name; empty if there is none that could be one."""
    wanted = request.GET.get(name, "")
    return wanted if SLOT["provider"].fullmatch(wanted) else ""


def asked_patient(request: ClinicalRequest) -> list[str]:
    """The patient a time is looked for, if the address names one."""
    wanted = asked_id(request, "patient")
    return [wanted] if wanted else []


def day_shown(request: ClinicalRequest, day: date, doctor: str) -> dict[str, Any]:
    """A column for each doctor of the department, or for the one doctor."""
    department, now = request.GET.get("department", ""), request.uow.at
    wanted = asked_patient(request)
    facts = clinic_day(request.uow, day, department=department, doctor=doctor, patient_ids=wanted)
    sheets = [
        sheet_of(each, facts.taken[each.provider_id], facts.visits, now) for each in facts.doctors
    ]
    frame = frame_of(facts.day, CLINIC_ZONE, sheets)
    links = links_for(wanted[0] if wanted and wanted[0] in facts.patients else "", request.uow.at)
    known = {visit.appointment_id for visit in facts.visits}
    week = {"view": "week"}
    columns: list[Column] = [
        column
        for sheet in sheets
        for column in columns_of(sheet, frame, links, lambda v: name_of(v, facts.patients), known)
    ]
    columns = [
        replace(each, url=f"?{urlencode({**week, 'doctor': each.provider_id, 'date': str(day)})}")
        for each in columns
    ]
    return {
        "departments": facts.departments,
        "doctors": facts.everyone,
        "patients": facts.patients,
        "columns": columns,
        "hours": frame.hours,
        "now_row": frame.now_row(now),
        "lost": listed(facts.visits, facts.patients, lambda v: not has_column(v, facts), now),
        **beside(facts.visits, facts.patients, facts.everyone, now),
    }


def week_shown(request: ClinicalRequest, day: date, doctor: str) -> dict[str, Any]:
    """A column for each day of the doctor's week."""
    now, wanted = request.uow.at, asked_patient(request)
    week = doctors_week(request.uow, doctor, day, patient_ids=wanted)
    provider = next((each for each in week.providers if each.provider_id == doctor), None)
    context: dict[str, Any] = {
        "departments": sorted({each.department for each in week.providers if each.department}),
        "doctors": week.providers,
        "patients": week.patients,
        "columns": [],
        "lost": [],
        **beside(week.visits, week.patients, week.providers, now),
    }
    if provider is None:
        return context
    sheets = [
        sheet_of(
            provider,
            week.taken[each],
            [visit for visit in week.visits if visit.local_date == each],
            now,
        )
        for each in week.days
    ]
    frames = [
        frame_of(each, CLINIC_ZONE, [sheet]) for each, sheet in zip(week.days, sheets, strict=True)
    ]
    links = links_for(wanted[0] if wanted and wanted[0] in week.patients else "", request.uow.at)
    known = {visit.appointment_id for visit in week.visits}
    frames = same_hours(frames, week.days)
    for when, sheet, frame in zip(week.days, sheets, frames, strict=True):
        for column in columns_of(sheet, frame, links, lambda v: name_of(v, week.patients), known):
            line = {"now_row": frame.now_row(now), "is_chosen": when == day}
            context["columns"].append(as_day(column, when) | line)
    context["hours"] = frames[0].hours
    context["week_of"] = provider.display_name
    return context


def as_day(column: Column, when: date) -> dict[str, Any]:
    """A column of the week: headed by its day, and leading to it."""
    return {
        "name": date_format(when, "D j M"),
        "note": column.note if column.continued else "",
        "url": f"?{urlencode({'date': str(when), 'doctor': column.provider_id})}",
        "cells": column.cells,
        "provider_id": column.provider_id,
        "opens": column.opens,
        "visits": column.visits,
        "free": column.free,
        "continued": column.continued,
    }


def links_for(patient_id: str, at: datetime) -> Links:
    """A free time leads to booking it for the patient, or to finding one first."""
    target = (
        reverse("appointments:book", args=[patient_id]) if patient_id else reverse("patients:find")
    )

    def free(provider_id: str, local: datetime) -> str:
        wanted = {"provider": provider_id, "date": f"{local:%Y-%m-%d}", "time": f"{local:%H:%M}"}
        return f"{target}?{urlencode(wanted)}"

    return Links(visit=visit_url, free=free, move=move_url, presses=partial(step_buttons, at=at))


def move_url(visit: Appointment) -> str:
    return reverse("appointments:move", args=[visit.patient_id, visit.appointment_id])
