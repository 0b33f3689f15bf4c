"""The front desk's search for a patient."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from appointments.visit_flow.steps import StepButton, arrival_button
from appointments.visits.models import Appointment
from appointments.visits.repository import VisitsBeside
from medisecure.access.limits import LimitedAction
from medisecure.clock import CLINIC_ZONE, zone
from medisecure.dynamodb.calls.parallel import in_parallel
from medisecure.dynamodb.unit_of_work import UnitOfWork
from medisecure.web.display.frame import begin_counts
from medisecure.web.input.posted_forms import form_of, is_sent
from medisecure.web.limits import limited
from medisecure.web.requests import ClinicalRequest
from patients.duplicates.services import pairs_of
from patients.find.forms import FindForm
from patients.search.repository import IndexMatch
from patients.search.services import SearchResults
from patients.search.services import find as find_patients
from patients.search.wanted_slot import slot_query

MOST_VISITS = 5


@dataclass(frozen=True, slots=True)
class Row:
    """One patient found, the visit they have today, and the button that checks them in for it."""

    patient: IndexMatch
    visit: Appointment | None
    like: IndexMatch | None = None  # another one of those found who may be the same person
    check_in: StepButton | None = None


@require_http_methods(["GET", "POST"])
@limited(LimitedAction.SEARCH)
def find(request: ClinicalRequest) -> HttpResponse:
    """Search, and choose among those found.

    The search is sent by POST and answered at once, without a redirect: what is typed is a name, a
    phone or a birth date, and an address with it would stay in the browser's history, in proxies
    and in whatever is bookmarked, beyond the reach of our own logs and cache headers. The price is
    that reloading asks whether to send the search again. Only a wanted time of the board, which
    names nobody, travels in the address.
    """
    request.uow.require("found:read")
    begin_counts(request)
    form = form_of(request, FindForm)
    findings = None
    if is_sent(request, form):
        findings = find_patients(request.uow, form.cleaned_data["q"])
    context = {
        "form": form,
        "findings": findings,
        "rows": rows_of(request.uow, findings) if findings else [],
        "typed": form.cleaned_data["q"] if findings else "",
        "slot": slot_query(request.GET),
        "here": request.path,
    }
    return render(request, "patients/find/find.html", context)


def rows_of(uow: UnitOfWork, findings: SearchResults) -> list[Row]:
    """The patients found, each with today's visit; of those who fit alike, who comes today first.

    One round trip, side by side, beside which the trail of who was found is stored; the visit is
    part of what being found shows, and no look of its own.
    """
    if not findings.patients:
        return []
    uow.begin_audit()
    start = uow.at.astimezone(zone(CLINIC_ZONE)).replace(hour=0, minute=0, second=0, microsecond=0)
    today = in_parallel(
        *(lambda who=each: _today(uow, who.patient_id, start) for each in findings.patients)
    )
    pairs = pairs_of(findings.patients)
    rows = [
        Row(each, visit, like, arrival_button(visit, uow.at) if visit else None)
        for (each, like), visit in zip(pairs, today, strict=True)
    ]
    best = max(findings.fits.values(), default=0) + 1  # of whoever was found by their own key
    fits = {row.patient.patient_id: findings.fits.get(row.patient.patient_id, best) for row in rows}
    return sorted(rows, key=lambda row: (-fits[row.patient.patient_id], row.visit is None))


def _today(uow: UnitOfWork, patient_id: str, start: datetime) -> Appointment | None:
    """The patient's next visit of the clinic's day, or the last one that is over."""
    until = start + timedelta(days=1)
    visits = VisitsBeside(uow).between(patient_id, start, until, MOST_VISITS)
    live = [each for each in visits if each.is_live]
    return next((each for each in live if each.starts_at >= uow.at), live[-1] if live else None)
