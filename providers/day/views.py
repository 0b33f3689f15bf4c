"""A doctor's own pages: the day, and the patients in their care."""

from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from appointments.stand_in.repository import StandIns
from appointments.visit_flow.progress import (
    minutes_waiting,
    overbooked,
    progress_of,
    with_the_doctor,
)
from appointments.visit_flow.steps import doctor_step_buttons, undo_button
from appointments.visit_flow.waiting import waiting_of
from appointments.visits.models import Appointment, Status
from appointments.visits.repository import Appointments
from medisecure.clock import CLINIC_ZONE, zone
from medisecure.dynamodb.parallel import in_parallel
from medisecure.dynamodb.unit_of_work import UnitOfWork
from medisecure.local_day import day_bounds
from medisecure.web.display.paging import links_of, mark_of
from medisecure.web.input.chosen_day import chosen_day
from medisecure.web.input.ids import id_or_none
from medisecure.web.requests import ClinicalRequest
from patients.chart.repository import ListedPatients
from patients.chart.summary import Summary, read_summary
from patients.encounter.models import Draft
from patients.encounter.repository import Drafts
from patients.profile.banner import open_page
from patients.profile.models import Patient
from patients.profile.repository import CareRelations, DemographicsOf


@require_safe
def day(request: ClinicalRequest) -> HttpResponse:
    """The visits of a day, and beside them the patient chosen or, else, with the doctor now."""
    request.uow.require("worklist:read")
    uow, clinic = request.uow, zone(CLINIC_ZONE)
    asked = chosen_day(request, clinic)
    visits: list[Appointment]
    drafts: list[Draft]
    visits, drafts = in_parallel(
        lambda: _visits_of(uow, asked.day), lambda: Drafts(uow).unsigned(uow.actor.user_id)
    )
    patient_id = id_or_none(request.GET.get("patient", "")) or _chosen(request, visits)
    people, banner, summary = in_parallel(
        lambda: ListedPatients(uow).by_id(each.patient_id for each in [*visits, *drafts]),
        lambda: open_page(request, patient_id) if patient_id else None,
        lambda: read_summary(uow, patient_id) if patient_id else Summary(),
    )
    context: dict[str, Any] = {
        "asked": asked,
        "here": request.get_full_path(),
        "clock": uow.at,
        "clinic_zone": CLINIC_ZONE,
        "progress": progress_of(visits, uow.at),
        "rows": _rows(uow, visits, people),
        "unsigned": unsigned_of(drafts, people),
        "banner": banner,
        "chart": summary,
    }
    return render(request, "providers/day/day.html", context)


def _visits_of(uow: UnitOfWork, day: date) -> list[Appointment]:
    """The doctor's own visits and those they stand in for; a second wave only if there are such."""
    bounds, kept = day_bounds(day, zone(CLINIC_ZONE)), Appointments(uow)
    own: list[Appointment]
    own, stood_in = in_parallel(
        lambda: kept.of_provider(uow.actor.user_id, *bounds),
        lambda: StandIns(uow).of_day(uow.actor.user_id, day),
    )
    if not stood_in:
        return own
    found = in_parallel(
        *(lambda who=each.provider_id: kept.of_provider(who, *bounds) for each in stood_in)
    )
    others = [v for visits in found for v in visits if v.stand_in_id == uow.actor.user_id]
    return sorted([*own, *others], key=lambda each: each.starts_at)


@require_safe
def patients(request: ClinicalRequest) -> HttpResponse:
    """The patients in the doctor's care, a page at a time, by name within the page."""
    request.uow.require("worklist:read")
    uow = request.uow
    relations = CareRelations(uow).open_of_provider(uow.actor.user_id, mark_of(request))
    cared_for = relations.items
    people = DemographicsOf(uow).by_id(each.patient_id for each in cared_for)
    rows = [
        (people[each.patient_id], each, each.standing_at(uow.at))
        for each in cared_for
        if each.patient_id in people
    ]
    rows.sort(key=lambda row: row[0].personal_info.sort_name.casefold())
    context = {"rows": rows, "pages": links_of(request, relations)}
    return render(request, "providers/day/patients.html", context)


def _chosen(request: ClinicalRequest, visits: list[Appointment]) -> str:
    """The patient of the visit the address names, else the one with the doctor, else nobody."""
    wanted = request.GET.get("visit", "")
    named = next((each for each in visits if each.appointment_id == wanted), None)
    visit = named or with_the_doctor(visits)
    return visit.patient_id if visit else ""


def _rows(
    uow: UnitOfWork, visits: list[Appointment], people: dict[str, Patient]
) -> list[dict[str, Any]]:
    """A visit a row; a patient no longer in care has no name here."""
    doubled = overbooked(visits)
    return [
        {
            "visit": each,
            "stands_in": each.provider_id != uow.actor.user_id,
            "starts": f"{each.local_start:%H:%M}",  # on the clock of the visit, not the reader's
            "patient": people.get(each.patient_id),
            "waiting": minutes_waiting(each, uow.at),
            "wait": waiting_of(each, uow.at)["wait"],
            "is_overbooked": each.overruled is not None or each.appointment_id in doubled,
            "presses": doctor_step_buttons(each, uow.at),
            "undo": undo_button(each),
            "note_url": note_url(each),
        }
        for each in visits
    ]


def note_url(visit: Appointment) -> str:
    """Where the note of a visit that is going on is written; empty before and after."""
    if visit.status is not Status.IN_CONSULTATION:
        return ""
    return reverse("patients:visit-note", args=[visit.patient_id, visit.appointment_id])


def unsigned_of(
    drafts: list[Draft], people: dict[str, Patient]
) -> list[tuple[Draft, Patient, str]]:
    """The notes the doctor has begun and not signed, each with its patient and where it goes on."""
    return [(e, people[e.patient_id], url_of(e)) for e in drafts if e.patient_id in people]


def url_of(draft: Draft) -> str:
    """The page on which a draft is written on."""
    kind, _mark, name = draft.subject.partition("-")
    page = {"visit": "patients:visit-note", "record": "patients:record-correct"}.get(kind)
    args = [draft.patient_id, name] if page else [draft.patient_id]
    return reverse(page or "patients:note", args=args)
