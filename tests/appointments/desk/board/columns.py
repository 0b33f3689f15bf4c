"""A doctor's column of a Monday, laid out from visits and claims."""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC
from typing import Any

from appointments.desk.board.layout import Column, columns_of, frame_of
from appointments.desk.board.sheet import BoardLinks, BoardPatients, sheet_of
from appointments.scheduling.day import Day
from appointments.scheduling.times import cells
from appointments.visits.models import Appointment, SchedulingInfo
from medisecure.dynamodb.unit_of_work import UnitOfWork
from providers.directory.repository import Providers
from providers.directory.rules import TimeOff
from tests.desk import CLINIC, at
from tests.people import DR_SMITH, JOHN, REEM

As = Callable[..., UnitOfWork]
MONDAY = dt.date(2026, 3, 2)
LONG_AGO = dt.datetime(2026, 1, 1, tzinfo=UTC)


def visit_at(clock: str, minutes: int = 30, **more: Any) -> Appointment:
    number, mode = more.pop("number", clock), more.pop("mode", None)
    return Appointment(
        appointment_id=f"appointment_{number}",
        patient_id=JOHN,
        provider_id=DR_SMITH,
        scheduling_info=SchedulingInfo(
            appointment_date=at(MONDAY, clock), duration=minutes, mode=mode
        ),
        created_at=LONG_AGO,
        updated_at=LONG_AGO,
        **more,
    )


def laid_out(
    acting: As, *visits: Appointment, taken: dict[str, str] | None = None,
    now: dt.datetime = LONG_AGO, time_off: tuple[TimeOff, ...] = (), **doctor: Any,
) -> list[Column]:  # fmt: skip
    provider = replace(Providers(acting("staff", REEM)).get(DR_SMITH), **doctor)
    held = {
        cell: each.appointment_id
        for each in visits
        for cell in cells(each.starts_at, each.minutes, CLINIC)[MONDAY]
    }
    claimed = Day(provider_id=DR_SMITH, local_date=MONDAY, taken=held | (taken or {}),
                  time_off=time_off)  # fmt: skip
    sheet = sheet_of(provider, claimed, visits, now)
    frame = frame_of(MONDAY, str(CLINIC), [sheet])
    links = BoardLinks(
        visit=lambda v: v.appointment_id, free=lambda who, local: f"{who}@{local:%H:%M}"
    )
    known = {each.appointment_id for each in visits}
    return columns_of(sheet, frame, links, BoardPatients(patients={}), known)


def of_kind(column: Column, kind: str) -> list[dict[str, Any]]:
    return [cell for cell in column.cells if cell["kind"] == kind]


def spans(column: Column) -> list[tuple[str, int]]:
    """The doctor's free gaps: when each begins, and how many quarters of an hour it has."""
    return [(cell["time"], cell["span"]) for cell in of_kind(column, "free")]


def marked(cell: dict[str, Any]) -> list[str]:
    """The words of a visit's marks."""
    return [str(mark.label) for mark in cell["marks"]]
