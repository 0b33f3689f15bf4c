"""The patient portal: what matters now, and who looked at the record."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from appointments.portal.online_rules import changes_of, is_open
from appointments.visits.models import MAX_MINUTES, Appointment, PaidVisit
from appointments.visits.repository import Appointments, PaidVisits
from appointments.waitlist.models import WaitlistEntry
from appointments.waitlist.open_offers import NamedOffer, open_offers
from appointments.waitlist.repository import Entries
from documents.models import ListedDocument
from documents.repository import ListedDocuments
from medisecure.access.proxies import Scope
from medisecure.audit.event import AuditEvent
from medisecure.clock import zone
from medisecure.dynamodb.calls.parallel import in_parallel
from medisecure.dynamodb.repositories.audit_entries import AuditEntries
from medisecure.dynamodb.unit_of_work import UnitOfWork
from medisecure.identity.person import Person
from medisecure.identity.repository import Colleagues
from medisecure.web.requests import ClinicalRequest
from patients.chart.current_lists import medicines_of
from patients.chart.summary import LOOKED_AT
from patients.chart.trends import valid
from patients.home.due import (
    follow_ups_due,
    needed,
    next_of,
    unpaid,
)
from patients.home.panels import latest_documents, medicines_now, viewed_by
from patients.home.to_do import to_do
from patients.home.visit_panels import latest_visit, next_visit
from patients.lists.models import ListItem
from patients.lists.repository import Lists
from patients.profile.banner import Banner, open_to_read
from patients.profile.open_patient import Part, open_patient
from patients.records.models import Record
from patients.records.repository import Records
from patients.viewed_by.looks import by_others, looks, names_of
from providers.directory.models import Provider
from providers.directory.repository import Providers

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
    doctor: Callable[[str], Provider | None]


@require_safe
def home(request: ClinicalRequest) -> HttpResponse:
    """Next visit, to do, medicines, latest visit, documents, and who looked."""
    patient_id = request.subject_id
    open_patient(request.uow, patient_id, Part.TRAIL)
    recent = recent_of(request, patient_id)
    return render(request, "patients/home/home.html", shown_of(request.uow, recent))


def shown_of(uow: UnitOfWork, recent: Recent) -> dict[str, object]:
    """What the page says of it, with everyone's name: its panels are markup already."""
    at, clinic = uow.at, zone(settings.CLINIC_ZONE)
    told = valid(recent.records)
    visits = [*recent.coming, *recent.past]
    coming, latest = next_of(recent.coming, at), next(iter(told), None)
    dues = follow_ups_due(told, visits, at, clinic)
    others = by_others(recent.entries, recent.banner.patient_id)[:MOST_LOOKS]
    asked = [each.offered for each in recent.waits if each.offered]
    named = [coming, latest, *(due.record for due in dues), *asked]
    whose = {each.provider_id for each in named if each} | {each.entry.user_id for each in others}
    people, offers = (
        in_parallel(
            lambda: named_people(uow, whose, recent.doctor),
            lambda: open_offers(uow, recent.waits),
        )
        if recent.waits
        else (named_people(uow, whose, recent.doctor), [])
    )
    medicines = medicines_of(recent.lists, told, at.astimezone(clinic).date())
    patient_id, may_book = recent.banner.patient_id, is_open() and uow.may(Scope.BOOK)
    looked = looks(others, names_of(uow, patient_id, others, people))
    return {
        "banner": recent.banner,
        "may_book": may_book,
        "held": [NamedOffer(each, name_in(people, each.provider_id)) for each in offers],
        "waiting": [each for each in recent.waits if each.waits],
        "next_visit": next_visit(
            patient_id,
            coming,
            doctor_of(coming, people),
            changes_of(coming, at) if coming and uow.may(Scope.BOOK) else None,
            may_book=may_book,
        ),
        "to_do": to_do(
            [(due, doctor_of(due.record, people)) for due in dues],
            unpaid(recent.past, at),
            may_book=may_book,
        ),
        "medicines": medicines_now(each for each in medicines if each.is_current),
        "latest_visit": latest_visit(
            patient_id, latest, doctor_of(latest, people), is_own=not uow.actor.acting_for
        ),
        "documents": latest_documents(patient_id, recent.documents),
        "viewed_by": viewed_by(patient_id, looked),
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
            lambda: Providers(uow).among_all(),
        )
    )


def named_people(
    uow: UnitOfWork, user_ids: Iterable[str], doctor: Callable[[str], Provider | None]
) -> dict[str, Person | Provider]:
    """Everyone the page names: doctors are known, and nearly always nobody else is asked for."""
    doctors = {each: doctor(each) for each in user_ids}
    others = [each for each, known in doctors.items() if known is None]
    people = Colleagues(uow).named(others) if others else {}
    return {name: known for name, known in doctors.items() if known} | people


def name_in(people: Mapping[str, Person | Provider], user_id: str) -> str:
    """The person's name; empty if nobody knows it any more."""
    person = people.get(user_id)
    return person.display_name if person else ""


def doctor_of(thing: Appointment | Record | None, people: Mapping[str, Person | Provider]) -> str:
    """The name of the doctor it belongs to; empty without either."""
    return name_in(people, thing.provider_id) if thing else ""
