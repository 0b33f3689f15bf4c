"""What the board's page is made of: the day's facts, laid out, and the ways on from it."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from typing import Any

from django.utils.http import urlencode

from appointments.booking.visit_lists import ClinicDay, clinic_day
from appointments.desk.board.asked import BoardQuery, read_board_query
from appointments.desk.board.grid import Frame
from appointments.desk.board.layout import Column, columns_of, frame_of, from_now_on
from appointments.desk.board.like_names import like_names
from appointments.desk.board.links import links_for
from appointments.desk.board.marks import ICONS
from appointments.desk.board.sheet import BoardPatients, Sheet, sheet_of
from appointments.desk.board.side_lists import (
    LABELS,
    READ,
    TO_CALL,
    WAITING,
    Counts,
    beside,
    call_lines,
    listed,
    outlined,
    read_list,
    tabs,
    whole_url,
    without_column,
)
from appointments.desk.board.week_page import week_shown
from appointments.outbox.repository import Outbox
from appointments.visits.repository import Appointments
from appointments.waitlist.repository import Entries
from medisecure.clock import CLINIC_ZONE
from medisecure.dynamodb.calls.parallel import in_parallel
from medisecure.dynamodb.unit_of_work import UnitOfWork
from medisecure.web.display.times.short_day import short_day
from medisecure.web.requests import ClinicalRequest
from providers.directory.models import Provider

POLLING = "X-Polling"
MOST_COUNTED = 50  # beyond that the board says "and more"
MOST_AT_ONCE = 16  # doctors beside each other; a larger clinic is shown by department
EVERYBODY = "all"  # the department of those who want to see all of them


def board_page(request: ClinicalRequest) -> dict[str, Any]:
    """The context of the page; what it shows of which day comes from the address."""
    uow, asked = request.uow, read_board_query(request)
    show = week_shown if asked.is_week else day_shown
    shown, (lines, to_call), waitlist, to_close = in_parallel(
        lambda: show(uow, asked),
        lambda: _calls_and_list(uow, asked.beside),
        lambda: Entries(uow).count(MOST_COUNTED),
        lambda: Appointments(uow).count_open(uow.at, MOST_COUNTED),
    )
    patient = shown["patients"].get(asked.patient)
    asked = replace(asked, patient=asked.patient if patient else "")
    counts = Counts(
        waiting=len(shown["waiting"]), to_close=to_close, waitlist=waitlist, to_call=to_call
    )
    here = {**asked.query_params, "date": str(asked.day)}
    return {
        **day_links(asked, uow),
        "asked": asked,
        "patient": patient,
        "icons": ICONS,
        "here": request.get_full_path(),
        "tabs": tabs(counts, asked.beside, here),
        "beside": LABELS.get(asked.beside, LABELS[WAITING]),
        "is_waiting": asked.beside in ("", WAITING),
        "whole": whole_url(asked.beside),
        "lines": lines,
        "to_call": to_call,
        "past_url": f"?{urlencode({**here, 'past': '' if asked.with_past else '1'})}",
        "department_choices": [(each, each) for each in shown["departments"]],
        "doctor_choices": doctor_choices(shown["doctors"], shown["department"], asked.doctor),
        **shown,
    }


def doctor_choices(
    doctors: Iterable[Provider], department: str, chosen: str
) -> list[tuple[str, str]]:
    """The doctors of the department that is shown, and the one that is; id and name."""
    of_all = department in ("", EVERYBODY)
    return [
        (each.provider_id, each.display_name)
        for each in doctors
        if of_all or each.department == department or each.provider_id == chosen
    ]


def day_links(asked: BoardQuery, uow: UnitOfWork) -> dict[str, Any]:
    """The day in the toolbar and the ones around it."""
    step = timedelta(days=7 if asked.is_week else 1)
    return {
        "iso": asked.day.isoformat(),
        "day_name": short_day(asked.day, with_year=True),
        "is_today": asked.day == uow.today,
        "previous_url": f"?{urlencode({**asked.query_params, 'date': str(asked.day - step)})}",
        "next_url": f"?{urlencode({**asked.query_params, 'date': str(asked.day + step)})}",
        "today_url": f"?{urlencode(asked.query_params)}",
    }


def _calls_and_list(uow: UnitOfWork, name: str) -> tuple[list[dict[str, Any]], int]:
    """The lines of the list that is open, and how many people are to be called."""
    failed, silent, *found = in_parallel(
        lambda: Outbox(uow).failed(uow.at),
        lambda: Outbox(uow).stalled(uow.at),
        *([lambda: read_list(uow, name)] if name in READ else []),
    )
    calls = [*failed, *silent]
    lines = call_lines(uow, calls) if name == TO_CALL else [line for each in found for line in each]
    return lines, len({each.patient_id for each in calls})


def day_shown(uow: UnitOfWork, asked: BoardQuery) -> dict[str, Any]:
    """A column for each doctor of the department, or for the one doctor."""
    now = uow.at
    facts = clinic_day(
        uow,
        asked.day,
        department="" if asked.department == EVERYBODY else asked.department,
        doctor=asked.doctor,
        patient_ids=[asked.patient] if asked.patient else [],
        at_most=0 if asked.department == EVERYBODY else MOST_AT_ONCE,
    )
    names = BoardPatients(patients=facts.patients, alike=_alike(facts))
    whose = defaultdict(list)
    for visit in facts.visits:
        whose[visit.provider_id].append(visit)
    sheets = [
        sheet_of(each, facts.taken[each.provider_id], whose[each.provider_id], now)
        for each in facts.doctors
    ]
    whole = frame_of(facts.day, CLINIC_ZONE, sheets)
    folds = asked.day == uow.today and not asked.with_past
    frame = from_now_on(whole, now) if folds else whole
    return {
        "departments": facts.departments,
        "department": facts.department or asked.department,
        "doctors": facts.everyone,
        "patients": facts.patients,
        "columns": _columns(asked, facts, sheets, frame, names),
        "hours": frame.hours,
        "now_row": frame.now_row(now),
        "folded": frame.rows < whole.rows,
        "lost": outlined(listed(without_column(facts), names, now)),
        **beside(facts.visits, names, facts.everyone, now),
    }


def _columns(
    asked: BoardQuery, facts: ClinicDay, sheets: list[Sheet], frame: Frame, names: BoardPatients
) -> list[Column]:
    links = links_for(asked.patient if asked.patient in facts.patients else "", asked.day)
    known = {visit.appointment_id for visit in facts.visits}
    return [column for sheet in sheets for column in columns_of(sheet, frame, links, names, known)]


def _alike(facts: ClinicDay) -> frozenset[str]:
    """Whose names are easily taken for each other, among those who come that day."""
    coming = {each.patient_id for each in facts.visits if each.is_live}
    return like_names({who: facts.patients[who] for who in coming if who in facts.patients})
