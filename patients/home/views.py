"""The patient portal: what matters now, and who looked at the record."""

from dataclasses import dataclass, field
from datetime import timedelta

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from appointments.portal.online_rules import changes_of, is_open
from appointments.visits.models import MAX_MINUTES, Appointment, PaidVisit
from appointments.visits.repository import Appointments, PaidVisits
from appointments.visits.wording import MODES, payment_note
from appointments.waitlist.models import Offered, WaitlistEntry
from appointments.waitlist.open_offers import NamedOffer, open_offers
from appointments.waitlist.repository import Entries
from documents.models import ListedDocument
from documents.repository import ListedDocuments
from documents.wording import DOCUMENT_TYPES
from medisecure.access.proxies import Scope
from medisecure.audit.event import AuditEvent
from medisecure.audit.grouping import Line
from medisecure.clock import zone
from medisecure.dynamodb.calls.parallel import in_parallel
from medisecure.dynamodb.repositories.audit_entries import AuditEntries
from medisecure.dynamodb.unit_of_work import UnitOfWork
from medisecure.identity.person import Person
from medisecure.identity.repository import Colleagues
from medisecure.web.display.words.wording import said
from medisecure.web.requests import ClinicalRequest
from patients.chart.current_lists import medicines_of
from patients.chart.summary import LOOKED_AT
from patients.chart.trends import valid
from patients.home.due import (
    Due,
    follow_ups_due,
    needed,
    next_of,
    unpaid,
)
from patients.lists.models import ListItem
from patients.lists.repository import Lists
from patients.profile.banner import Banner, open_to_read
from patients.profile.open_patient import Part, open_patient
from patients.records.models import Record
from patients.records.repository import Records
from patients.records.wording import VISIT_TYPES
from patients.viewed_by.looks import by_others, looks, names_of

MOST_LOOKS = 3
NEWEST = 10
NEWEST_DOCUMENTS = 5
# A line tells how often: all looks of its day. The patient's own between them stay with the store.
ENTRIES_ON_HOME = 50


@dataclass(frozen=True, slots=True)
class Recent:
    """The newest part of everything in one patient's record."""

    banner: Banner
    coming: list[Appointment]
    past: list[PaidVisit]
    records: list[Record]
    lists: list[ListItem]
    documents: list[ListedDocument]
    entries: list[AuditEvent]
    waits: list[WaitlistEntry]


@dataclass(frozen=True, slots=True)
class Named:
    """A thing with the name of the doctor it belongs to, where that is known."""

    thing: Appointment | Record | Due
    doctor: str
    words: dict[str, str] = field(default_factory=dict)


@require_safe
def home(request: ClinicalRequest) -> HttpResponse:
    """Next visit, to do, medicines, latest visit, documents, and who looked."""
    patient_id = request.subject_id
    open_patient(request.uow, patient_id, Part.TRAIL)
    recent = recent_of(request, patient_id)
    return render(request, "patients/home/home.html", shown_of(request.uow, recent))


def shown_of(uow: UnitOfWork, recent: Recent) -> dict[str, object]:
    """What the page says of it, with everyone's name."""
    at, clinic = uow.at, zone(settings.CLINIC_ZONE)
    told = valid(recent.records)
    visits = [*recent.coming, *recent.past]
    next_visit, latest = next_of(recent.coming, at), next(iter(told), None)
    dues = follow_ups_due(told, visits, at, clinic)
    others = by_others(recent.entries, recent.banner.patient_id)[:MOST_LOOKS]
    asked = [each.offered for each in recent.waits if each.offered]
    people, offers = in_parallel(
        lambda: people_of(uow, [next_visit, latest, *(due.record for due in dues), *asked], others),
        lambda: open_offers(uow, recent.waits),
    )
    medicines = medicines_of(recent.lists, told, at.astimezone(clinic).date())
    papers = recent.documents
    return {
        "banner": recent.banner,
        "may_book": is_open() and uow.may(Scope.BOOK),
        "changes": next_visit and uow.may(Scope.BOOK) and changes_of(next_visit, at),
        "held": [NamedOffer(each, name_in(people, each.provider_id)) for each in offers],
        "waiting": [each for each in recent.waits if each.waits],
        "next": next_visit and named_visit(next_visit, people),
        "dues": [Named(due, name_in(people, due.record.provider_id)) for due in dues],
        "unpaid": unpaid(recent.past, at),
        "medicines": [each for each in medicines if each.is_current],
        "latest": latest and Named(latest, name_in(people, latest.provider_id)),
        "documents": [(each, said(DOCUMENT_TYPES, each.document_type)) for each in papers],
        "looks": looks(others, names_of(uow, recent.banner.patient_id, others, people)),
    }


def recent_of(request: ClinicalRequest, patient_id: str) -> Recent:
    """One question each, all asked at once; the cost does not grow with the record."""
    uow = request.uow
    under_way = uow.at - timedelta(minutes=MAX_MINUTES)
    return Recent(
        *in_parallel(
            lambda: open_to_read(request, patient_id),
            lambda: Appointments(uow).coming(patient_id, under_way, NEWEST),
            lambda: PaidVisits(uow).past(patient_id, uow.at, NEWEST),
            lambda: Records(uow).chosen(patient_id, LOOKED_AT, needed),
            lambda: Lists(uow).now(patient_id),
            lambda: ListedDocuments(uow).latest(patient_id, NEWEST_DOCUMENTS),
            lambda: AuditEntries(uow).looks_at(patient_id, ENTRIES_ON_HOME),
            lambda: Entries(uow).of_patient(patient_id),
        )
    )


def people_of(
    uow: UnitOfWork, things: list[Appointment | Record | Offered | None], recent_looks: list[Line]
) -> dict[str, Person]:
    """Everyone the page names, in one round trip."""
    doctors = {each.provider_id for each in things if each}
    return Colleagues(uow).named(doctors | {each.entry.user_id for each in recent_looks})


def name_in(people: dict[str, Person], user_id: str) -> str:
    """The person's name; empty if nobody knows it any more."""
    person = people.get(user_id)
    return person.display_name if person else ""


def named_visit(visit: Appointment, people: dict[str, Person]) -> Named:
    """The visit with its doctor and its words."""
    info = visit.scheduling_info
    words = {
        "kind": said(VISIT_TYPES, info.type),
        "mode": said(MODES, info.mode),
        "payment": payment_note(visit.payment) if visit.payment else "",
    }
    return Named(visit, name_in(people, visit.provider_id), words)
