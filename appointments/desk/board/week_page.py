"""The board as a week of one doctor: a column for each day."""

from typing import Any

from django.utils.http import urlencode

from appointments.desk.board.asked import BoardQuery
from appointments.desk.board.layout import Column, columns_of, frame_of, same_hours
from appointments.desk.board.links import links_for
from appointments.desk.board.sheet import BoardPatients, sheet_of
from appointments.desk.board.side_lists import beside
from appointments.desk.board.week import DoctorsWeek, doctors_week
from medisecure.clock import CLINIC_ZONE
from medisecure.dynamodb.unit_of_work import UnitOfWork
from medisecure.web.display.times.short_day import short_day
from providers.directory.models import Provider


def week_shown(uow: UnitOfWork, asked: BoardQuery) -> dict[str, Any]:
    """A column for each day of the doctor's week; none for a doctor nobody knows."""
    week = doctors_week(
        uow, asked.doctor, asked.day, patient_ids=[asked.patient] if asked.patient else []
    )
    names = BoardPatients(patients=week.patients)
    provider = next((each for each in week.providers if each.provider_id == asked.doctor), None)
    return {
        "departments": sorted({each.department for each in week.providers if each.department}),
        "department": asked.department,
        "doctors": week.providers,
        "patients": week.patients,
        "columns": [],
        "lost": [],
        **beside(week.visits, names, week.providers, uow.at),
        **(_days(uow, asked, week, provider, names) if provider else {}),
    }


def _days(
    uow: UnitOfWork, asked: BoardQuery, week: DoctorsWeek, provider: Provider, names: BoardPatients
) -> dict[str, Any]:
    sheets = [
        sheet_of(
            provider,
            week.taken[each],
            [visit for visit in week.visits if visit.local_date == each],
            uow.at,
        )
        for each in week.days
    ]
    frames = same_hours(
        [
            frame_of(each, CLINIC_ZONE, [sheet])
            for each, sheet in zip(week.days, sheets, strict=True)
        ],
        week.days,
    )
    links = links_for(asked.patient if asked.patient in week.patients else "")
    known = {visit.appointment_id for visit in week.visits}
    columns = [
        _headed(column, when, {"now_row": frame.now_row(uow.at), "is_chosen": when == asked.day})
        for when, sheet, frame in zip(week.days, sheets, frames, strict=True)
        for column in columns_of(sheet, frame, links, names, known)
    ]
    return {"columns": columns, "hours": frames[0].hours, "week_of": provider.display_name}


def _headed(column: Column, when: Any, more: dict[str, Any]) -> dict[str, Any]:
    """A column of the week: headed by its day, and leading to it."""
    return {
        "name": short_day(when),
        "note": column.note if column.continued else "",
        "url": f"?{urlencode({'date': str(when), 'doctor': column.provider_id})}",
        "cells": column.cells,
        "provider_id": column.provider_id,
        "opens": column.opens,
        "continued": column.continued,
        **more,
    }
