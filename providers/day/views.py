"""A doctor's own pages: the day, and the patients in their care."""

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from appointments.stand_in.repository import StandIns
from appointments.visit_flow.progress import progress_of, with_the_doctor
from appointments.visits.models import Appointment
from appointments.visits.repository import Appointments
from documents.renewals.models import Renewal
from documents.renewals.repository import Renewals
from documents.renewals.views import lines_of
from medisecure.clock import CLINIC_ZONE, zone
from medisecure.dynamodb.calls.parallel import in_parallel
from medisecure.dynamodb.unit_of_work import UnitOfWork, Unopened
from medisecure.local_day import day_bounds
from medisecure.web.display.markup.addresses import address
from medisecure.web.display.words.wording import label_of
from medisecure.web.input.chosen_day import ChosenDay, chosen_day
from medisecure.web.input.ids import id_or_none
from medisecure.web.requests import ClinicalRequest
from patients.chart.document_lines import document_lines
from patients.chart.medicine_lines import taken_now
from patients.chart.repository import ListedPatients
from patients.chart.summary import Summary, read_summary
from patients.encounter.models import Draft
from patients.encounter.repository import Drafts
from patients.home.due import Due, follow_ups_due
from patients.profile.banner import Banner, open_beside
from patients.profile.models import Patient
from patients.profile.repository import CareRelations, DemographicsOf
from patients.results.models import Result
from patients.results.repository import Results
from patients.results.views import row_of
from providers.day.forms import FindForm
from providers.day.roster import MOST, entries_of, found_by, page_of
from providers.day.rows import Row, after, groups_of, leading, rows_of
from providers.day.visit_lines import Shown, visit_lines
from providers.day.wording import GROUPS

MOST_TO_SEE, DOCUMENTS_BESIDE = 20, 3


@require_safe
def day(request: ClinicalRequest) -> HttpResponse:
    """The visits of a day, and beside them the patient chosen or, else, with the doctor now."""
    request.uow.require("worklist:read")
    uow, clinic = request.uow, zone(CLINIC_ZONE)
    asked = chosen_day(request, clinic)
    visits: list[Appointment]
    begun: Unopened[Draft]
    found: Unopened[Result]
    covered: list[Unopened[Result]]
    asked_for: Unopened[Renewal]
    (visits, covered), begun, found, asked_for = in_parallel(
        lambda: _visits_of(uow, asked.day),
        lambda: Drafts(uow).unsigned_unopened(uow.actor.user_id),
        lambda: Results(uow).unseen_unopened(uow.actor.user_id, MOST_TO_SEE),
        lambda: Renewals(uow).waiting_unopened(uow.actor.user_id),
    )
    patient_id = id_or_none(request.GET.get("patient", "")) or _chosen(request, visits)
    named = {each.patient_id for each in visits}
    people: dict[str, Patient]
    banner: Banner | None
    summary: Summary
    people, banner, summary = in_parallel(
        lambda: ListedPatients(uow).by_id(named, begun, found, *covered, asked_for),
        lambda: open_beside(request, patient_id) if patient_id else None,
        lambda: read_summary(uow, patient_id) if patient_id else Summary(),
    )
    drafts, waiting = uow.opened(begun), uow.opened(asked_for)
    unseen = [each for shut in (found, *covered) for each in uow.opened(shut)]
    listed: list[Draft | Result | Renewal] = [*drafts, *unseen, *waiting]
    beside = {patient_id} if banner else set()
    uow.show_only(named | {each.patient_id for each in listed} | beside)
    rows = rows_of(uow, visits, people)
    lead = leading(rows)
    shown = Shown(day=asked.day, patient_id=banner.patient_id if banner else "", lead=lead)
    context: dict[str, Any] = {
        "asked": asked,
        "here": request.get_full_path(),
        "clock": uow.at,
        "clinic_zone": CLINIC_ZONE,
        "progress": progress_of(visits, uow.at),
        "groups": [
            (label_of(GROUPS, group), mine, visit_lines(mine, shown))
            for group, mine in groups_of(rows)
        ],
        "lead": lead,
        "unsigned": unsigned_of(drafts, people),
        "back_after": _next_url(asked, after(rows, lead)),
        "banner": banner,
        "chart": summary,
        "medicine_lines": taken_now(summary.current_medicines),
        "document_lines": document_lines(summary.documents[:DOCUMENTS_BESIDE]),
        "chosen": _row_of(request, rows, patient_id),
        "dues": _dues(uow, summary, [each for each in visits if each.patient_id == patient_id]),
        "unseen": [
            {
                "row": row_of(each),
                "patient": people[each.patient_id],
                "is_own": each.unseen_by == uow.actor.user_id,
            }
            for each in unseen
            if each.patient_id in people
        ],
        "renewals": [
            line | {"patient": people[line["renewal"].patient_id]}
            for line in lines_of(request, waiting)
            if line["renewal"].patient_id in people
        ],
    }
    return render(request, "providers/day/day.html", context)


def _visits_of(uow: UnitOfWork, day: date) -> tuple[list[Appointment], list[Unopened[Result]]]:
    """The doctor's own visits and those they stand in for, with what waits for those doctors.

    A second wave only if there are such. Results of patients whom the doctor does not see that day
    stay shut: whoever stands in has the patients of those visits in care, and no others.
    """
    bounds, kept = day_bounds(day, zone(CLINIC_ZONE)), Appointments(uow)
    own: list[Appointment]
    own, stood_in = in_parallel(
        lambda: kept.of_provider(uow.actor.user_id, *bounds),
        lambda: StandIns(uow).of_day(uow.actor.user_id, day),
    )
    if not stood_in:
        return own, []
    found = in_parallel(
        *(lambda who=each.provider_id: kept.of_provider(who, *bounds) for each in stood_in),
        *(
            lambda who=each.provider_id: Results(uow).unseen_unopened(who, MOST_TO_SEE)
            for each in stood_in
        ),
    )
    theirs, covered = found[: len(stood_in)], found[len(stood_in) :]
    others = [v for visits in theirs for v in visits if v.stand_in_id == uow.actor.user_id]
    return sorted([*own, *others], key=lambda each: each.starts_at), list(covered)


def _chosen(request: ClinicalRequest, visits: list[Appointment]) -> str:
    """The patient of the visit the address names, else the one with the doctor, else nobody."""
    wanted = request.GET.get("visit", "")
    named = next((each for each in visits if each.appointment_id == wanted), None)
    visit = named or with_the_doctor(visits)
    return visit.patient_id if visit else ""


def _row_of(request: ClinicalRequest, rows: list[Row], patient_id: str) -> Row | None:
    """The chosen patient's row: the visit the address names, else their first that is not over."""
    mine = [row for row in rows if row.visit.patient_id == patient_id]
    wanted = request.GET.get("visit", "")
    named = [row for row in mine if row.visit.appointment_id == wanted]
    still = [row for row in mine if row.visit.next_statuses]
    return next(iter([*named, *still, *mine]), None)


def _next_url(day: ChosenDay, row: Row | None) -> str:
    """Where the day goes on once a visit is done: the same day, the next patient beside it."""
    told = {"date": day.day.isoformat()}
    if row is not None and row.patient is not None:
        told["visit"] = row.visit.appointment_id
    return f"{address('providers:day')}?{urlencode(told)}"


def _dues(uow: UnitOfWork, chart: Summary, visits: list[Appointment]) -> list[Due]:
    """Follow-ups that were asked for and that no visit of today answers."""
    told = [each for each in chart.records if each.status.is_final]
    return follow_ups_due(told, visits, uow.at, zone(CLINIC_ZONE))


@require_http_methods(["GET", "POST"])
def patients(request: ClinicalRequest) -> HttpResponse:
    """Everybody in the doctor's care, sorted as a whole; those whom typed words mean, by POST."""
    request.uow.require("worklist:read")
    uow = request.uow
    relations = CareRelations(uow).open_of_provider(uow.actor.user_id, limit=MOST)
    people = DemographicsOf(uow).by_id(each.patient_id for each in relations.items)
    everyone = entries_of(relations.items, people, uow.at)
    form = FindForm(request.POST if request.method == "POST" else None)
    typed = form.cleaned_data["q"] if form.is_bound and form.is_valid() else ""
    found = found_by(everyone, typed) if typed else everyone
    number = _page_number(request.GET.get("page", ""))
    shown, more = page_of(found, number)
    uow.show_only({each.patient.patient_id for each in shown})
    context = {
        "form": form, "typed": typed, "entries": shown, "of": len(everyone), "found": len(found),
        "is_cut": bool(relations.next_cursor), "more": more, "number": number,
        "after": number + 1, "before": number - 1,
    }  # fmt: skip
    return render(request, "providers/day/patients.html", context)


def _page_number(text: str) -> int:
    """The page an address asks for, counted from 1; whatever is no number is the first."""
    return int(text) if text.isascii() and text.isdigit() and 0 < len(text) < 4 else 1  # noqa: PLR2004


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
    return address(page or "patients:note", *args)
