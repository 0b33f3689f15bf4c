"""A patient's visits: what is coming, what has been, and each one in full."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from appointments.booking.opened_slots import can_be_offered
from appointments.portal.online_rules import is_open
from appointments.portal.own_visit import changes_now
from appointments.portal.visit_actions import visit_actions
from appointments.series.opening import position_in_series
from appointments.visit_flow.history import history_of, may_take_steps
from appointments.visit_flow.waiting import waiting_of
from appointments.visit_pages.visit_messages import messages_of
from appointments.visits.models import Appointment
from appointments.visits.repository import Appointments
from appointments.visits.status import Status
from appointments.visits.wording import MODES, payment_note
from appointments.waitlist.models import WaitlistEntry
from appointments.waitlist.open_offers import named, open_offers
from appointments.waitlist.repository import Entries
from medisecure.access.actor import Role
from medisecure.access.proxies import Scope
from medisecure.clock import from_utc_text, now, utc_text, zone
from medisecure.dynamodb.calls.parallel import in_parallel
from medisecure.dynamodb.unit_of_work import Page
from medisecure.errors import NotFound
from medisecure.web.display.paging import links_of, mark_of
from medisecure.web.display.words.wording import label_of
from medisecure.web.requests import ClinicalRequest
from patients.profile.banner import Banner, open_to_read
from patients.profile.open_patient import Part
from patients.records.header import RecordHeader
from patients.records.repository import RecordHeaders
from patients.records.wording import VISIT_TYPES
from providers.directory.models import Provider
from providers.directory.repository import Providers

MOST_COMING = 25
GLANCE = "X-Glance"  # the board asks for the visit in short, to show it where it stands
INSTANT = timedelta(milliseconds=1)


@dataclass(frozen=True, slots=True)
class VisitLine:
    """A visit in words; `doctor` is empty if they are no longer known, `stand_in` without one."""

    visit: Appointment
    doctor: str
    specialization: str
    kind: str
    mode: str
    payment: str
    stand_in: str


def _seen_by(visits: Iterable[Appointment]) -> set[str]:
    """The ids of the visits' doctors and of those who stand in for them."""
    both = ((each.provider_id, each.stand_in_id) for each in visits)
    return {who for pair in both for who in pair if who}


def line_of(visit: Appointment, doctors: dict[str, Provider]) -> VisitLine:
    """The visit as lists and its own page show it."""
    doctor = doctors.get(visit.provider_id)
    stand_in = doctors.get(visit.stand_in_id or "")
    known = doctor and doctor.professional_info
    return VisitLine(
        visit=visit,
        doctor=doctor.display_name if doctor else "",
        specialization=(known and known.specialization) or "",
        kind=label_of(VISIT_TYPES, visit.scheduling_info.type),
        mode=label_of(MODES, visit.scheduling_info.mode),
        payment=payment_note(visit.payment) if visit.payment else "",
        stand_in=stand_in.display_name if stand_in else "",
    )


@require_safe
def of_patient(request: ClinicalRequest, patient_id: str) -> HttpResponse:
    """Today's and coming visits, the next one first; then the past ones, the latest first."""
    visits, mark, today = Appointments(request.uow), mark_of(request), asked_boundary(request)
    banner: Banner
    coming: list[Appointment]
    past: Page[Appointment]
    entries: list[WaitlistEntry]
    banner, coming, past, entries = in_parallel(
        lambda: open_to_read(request, patient_id, Part.CONTACT),
        lambda: [] if mark else visits.coming(patient_id, today, MOST_COMING + 1),
        lambda: visits.past(patient_id, today - INSTANT, mark),
        lambda: Entries(request.uow).of_patient(patient_id) if is_self(request, patient_id) else [],
    )
    named_here = _seen_by([*coming, *past.items])
    named_here |= {each.offered.provider_id for each in entries if each.offered}
    doctors, offers = in_parallel(
        lambda: Providers(request.uow).by_id(named_here),
        lambda: open_offers(request.uow, entries),
    )
    context = {
        "banner": banner,
        "held": named(offers, doctors),
        "first_page": not mark,
        "may_book": banner.is_own and is_open() and request.uow.may(Scope.BOOK),
        "coming": [line_of(each, doctors) for each in coming[:MOST_COMING]],
        "more_coming": MOST_COMING if len(coming) > MOST_COMING else 0,
        "past": [line_of(each, doctors) for each in past.items],
        "pages": links_of(request, past, before=utc_text(today)),
    }
    return render(request, "appointments/visit_pages/of_patient.html", context)


@require_safe
def detail(request: ClinicalRequest, patient_id: str, appointment_id: str) -> HttpResponse:
    """One visit: when, where, with whom, what to prepare and what to pay."""
    banner: Banner
    visit: Appointment
    banner, visit = in_parallel(
        lambda: open_to_read(request, patient_id, Part.CONTACT),
        lambda: Appointments(request.uow).get(patient_id, appointment_id),
    )
    runs = may_take_steps(request, visit)
    acts = banner.is_own and request.uow.may(Scope.BOOK)
    doctors, done, series, written, told, changes = in_parallel(
        lambda: Providers(request.uow).by_id(_seen_by([visit])),
        lambda: history_of(request.uow, visit) if runs else {},
        lambda: position_in_series(request.uow, visit),
        lambda: entries_of(request, visit),
        lambda: messages_of(request.uow, visit),
        lambda: changes_now(request, visit) if acts else None,
    )
    cancellation = visit.cancellation
    may_change = bool(changes and changes.allowed)
    has_actions = may_change or (changes is not None and visit.is_live)
    context = {
        **done,
        "runs": runs,
        "written": written,
        "told": told,
        "series": series,
        "series_links": "overview" if request.role is Role.STAFF else "",
        "here": request.path,
        "banner": banner,
        "line": line_of(visit, doctors),
        "visit": visit,
        "by_patient": cancellation is not None and cancellation.by == patient_id,
        # The page behind this link answers to the front desk alone.
        "changes": changes,
        "actions": visit_actions(visit, may_change=may_change) if has_actions else "",
        "may_book": banner.is_own and is_open() and request.uow.may(Scope.BOOK),
        "was_moved": visit.sequence > 0 and visit.is_live,
        "may_note": request.role is Role.PROVIDER and runs and visit.is_live,
        "may_cancel": request.role is Role.STAFF and Status.CANCELLED in visit.next_statuses,
        "may_pay": request.role is Role.STAFF,
        "may_document": not banner.preparing and request.uow.may(Scope.HEALTH),
        "reads_documents": request.role is not Role.STAFF,
        "may_move": request.role is Role.STAFF and visit.status.is_movable,
        "may_offer": request.role is Role.STAFF and can_be_offered(visit, request.uow.at),
    }
    short = request.headers.get(GLANCE) == "1" and request.role is Role.STAFF
    if short:
        context["wait"] = waiting_of(visit, request.uow.at)
    page = "_glance" if short else "detail"
    answer = render(request, f"appointments/visit_pages/{page}.html", context)
    patch_vary_headers(answer, [GLANCE])
    return answer


def entries_of(request: ClinicalRequest, visit: Appointment) -> list[RecordHeader]:
    """The entries written for the visit, for those who may read them."""
    if request.role not in {Role.PATIENT, Role.PROVIDER}:
        return []
    return RecordHeaders(request.uow).of_visit(
        visit.patient_id, visit.appointment_id, visit.starts_at
    )


def is_self(request: ClinicalRequest, patient_id: str) -> bool:
    """Whether the reader is the patient."""
    return patient_id == request.subject_id


def asked_boundary(request: ClinicalRequest) -> datetime:
    """Where the past begins: today's first minute at the clinic, or what the list began with."""
    asked = request.GET.get("before", "")
    if not asked:
        clinic = zone(settings.CLINIC_ZONE)
        return datetime.combine(now().astimezone(clinic).date(), time.min, clinic).astimezone(UTC)
    try:
        return from_utc_text(asked)
    except ValueError as error:
        raise NotFound from error
