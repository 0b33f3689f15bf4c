"""What stands beside the board, one list at a time: who waits, what to close, the waitlist, calls.

Each has its count in the toolbar; only the list that was asked for is read.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from appointments.booking.visit_lists import ClinicDay
from appointments.desk.board.grid import Cell, clock
from appointments.desk.board.links import visit_url
from appointments.desk.board.sheet import BoardPatients
from appointments.desk.calls.to_call import calls_of, visits_of
from appointments.desk.end_of_day.open_visits import is_open_visit
from appointments.outbox.models import ReminderDue
from appointments.visit_flow.steps import step_buttons, undo_button
from appointments.visit_flow.waiting import waiting_of
from appointments.visits.models import DayVisit
from appointments.visits.repository import Appointments
from appointments.waitlist.repository import Entries
from appointments.waitlist.wording import doctor_ids, when_said, whom_said
from medisecure.dynamodb.calls.parallel import in_parallel
from medisecure.dynamodb.unit_of_work import UnitOfWork
from medisecure.web.display.times.short_day import short_day
from patients.profile.repository import DemographicsOf
from providers.directory.models import Provider
from providers.directory.repository import Providers

WAITING, TO_CLOSE, WAITLIST, TO_CALL = "waiting", "to-close", "waitlist", "to-call"
LABELS = {
    WAITING: _("Waiting"),
    TO_CLOSE: _("To close"),
    WAITLIST: _("Waitlist"),
    TO_CALL: _("To call"),
}
WHOLE = {
    TO_CLOSE: "appointments:end-of-day",
    WAITLIST: "appointments:waitlist",
    TO_CALL: "appointments:end-of-day",
}
READ = (TO_CLOSE, WAITLIST)  # made neither of the day's visits nor of calls
MOST = 25  # lines of a list beside the board; the page of its own has them all


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """How many stand in each list; `more` where there are more than were counted."""

    waiting: int
    to_close: tuple[int, bool]
    waitlist: tuple[int, bool]
    to_call: int


def tabs(counts: Counts, chosen: str, kept: dict[str, str]) -> list[dict[str, Any]]:
    """The lists by name with their counts and addresses; the one that is open leads to none."""
    found = {
        WAITING: (counts.waiting, False),
        TO_CLOSE: counts.to_close,
        WAITLIST: counts.waitlist,
        TO_CALL: (counts.to_call, False),
    }
    return [
        {
            "label": LABELS[name],
            "count": found[name][0],
            "more": found[name][1],
            "is_open": name == chosen,
            "url": f"?{urlencode({**kept, 'list': '' if name == chosen else name})}",
        }
        for name in LABELS
    ]


def whole_url(name: str) -> str:
    """The page that has the whole of a list; empty for who waits: the board has them all."""
    page = reverse(WHOLE[name]) if name in WHOLE else ""
    return f"{page}#{TO_CALL}" if name == TO_CALL else page


def read_list(uow: UnitOfWork, name: str) -> list[dict[str, Any]]:
    """The lines of one of the lists that are read for themselves, in two waves."""
    return _open_lines(uow) if name == TO_CLOSE else _waitlist_lines(uow)


def _open_lines(uow: UnitOfWork) -> list[dict[str, Any]]:
    listed = Appointments(uow).over_and_open(uow.at, limit=MOST).items
    found = [each for each in listed if is_open_visit(each, uow.at)]
    patients = DemographicsOf(uow).by_id(each.patient_id for each in found)
    names = BoardPatients(patients=patients)
    return [
        {
            "url": visit_url(each),
            "title": names.of(each),
            "text": date_format(each.local_start, "j M H:i"),
            "status": each.status.value,
        }
        for each in found
    ]


def _waitlist_lines(uow: UnitOfWork) -> list[dict[str, Any]]:
    found = Entries(uow).everybody(limit=MOST).items
    patients, doctors = in_parallel(
        lambda: DemographicsOf(uow).by_id(each.patient_id for each in found),
        lambda: Providers(uow).by_id(doctor_ids(found)),
    )
    return [
        {
            "url": reverse("patients:details", args=[each.patient_id]),
            "title": patients[each.patient_id].display_name
            if each.patient_id in patients
            else each.patient_id,
            "text": " · ".join(
                text for text in (whom_said(each.whom, doctors), when_said(each)) if text
            ),
            "is_urgent": each.urgent,
        }
        for each in found
    ]


def call_lines(uow: UnitOfWork, calls: Sequence[ReminderDue]) -> list[dict[str, Any]]:
    """Whom to ring, at which number."""
    told, patients = in_parallel(
        lambda: visits_of(uow, calls[:MOST]),
        lambda: DemographicsOf(uow).by_id(each.patient_id for each in calls[:MOST]),
    )
    return [
        {
            "url": visit_url(row["visit"]),
            "title": row["patient"],
            "text": f"{short_day(row['visit'].local_start)} {row['visit'].local_start:%H:%M}",
            "phone": row["phone"],
        }
        for row in calls_of(calls[:MOST], told, patients, {})
    ]


def without_column(facts: ClinicDay) -> list[DayVisit]:
    """Visits whose doctor is not on the board; they must be seen even so."""
    on_board = {each.provider_id for each in facts.doctors}
    return [
        each for each in facts.visits
        if each.provider_id not in on_board and not each.status.is_off
    ]  # fmt: skip


def beside(
    visits: Sequence[DayVisit],
    names: BoardPatients,
    providers: Iterable[Provider],
    now: datetime,
) -> dict[str, Any]:
    """What the day's own visits put beside the board: who waits, and what was called off."""
    doctors = {each.provider_id: each.display_name for each in providers}
    waiting = listed((v for v in visits if v.status.is_waiting), names, now, doctors)
    cancelled = listed((v for v in visits if v.status.is_off), names, now)
    return {
        "waiting": sorted(waiting, key=lambda line: -(line["waiting"] or 0)),
        "cancelled": cancelled,
        "count": len(visits) - len(cancelled),
    }


def listed(
    visits: Iterable[DayVisit], names: BoardPatients, now: datetime,
    doctors: dict[str, str] | None = None,
) -> list[Cell]:  # fmt: skip
    """Visits that stand beside the board, as lines with the usual next step; the others open."""
    return [
        {
            "time": clock(visit.local_start),
            "title": names.of(visit),
            "doctor": (doctors or {}).get(visit.provider_id, ""),
            "status": visit.status.value,
            "url": visit_url(visit),
            "presses": [each for each in step_buttons(visit, now) if each.is_usual],
            "undo": undo_button(visit) if visit.status.is_off else None,
            **waiting_of(visit, now),
        }
        for visit in visits
    ]


def outlined(lines: Iterable[Cell]) -> list[Cell]:
    """The lines without a filled button: who waits has theirs in the list of those who wait."""
    return [
        line | {"presses": [replace(each, is_usual=False) for each in line["presses"]]}
        for line in lines
    ]
