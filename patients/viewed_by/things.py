"""Which visit, entry or document a look was at, in the patient's own words for it."""

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from appointments.visits.models import Appointment
from appointments.visits.repository import Appointments
from documents.models import Document
from documents.repository import Documents
from medisecure.access.actor import Role
from medisecure.clock import zone
from medisecure.dynamodb.calls.parallel import in_parallel
from medisecure.dynamodb.unit_of_work import Page, UnitOfWork
from medisecure.web.display.values import written_moment, written_text
from medisecure.web.display.words.wording import said
from patients.records.models import Record
from patients.records.repository import Records
from patients.records.sensitive_openings import Openings, SensitiveOpening
from patients.records.wording import RECORD_TYPES

NEWEST = 100  # of each kind; a look at an older one is told without its name


def things_of(uow: UnitOfWork, patient_id: str) -> dict[str, SafeString]:
    """What the reader may see of a patient's newest visits, entries and documents, by id.

    One round trip. What is not for the patient's eyes has no name here.
    """
    visits: Page[Appointment]
    records: Page[Record]
    documents: Page[Document]
    openings: list[SensitiveOpening]
    visits, records, documents, openings = in_parallel(
        lambda: Appointments(uow).latest(patient_id, NEWEST),
        lambda: Records(uow).latest(patient_id, NEWEST),
        lambda: Documents(uow).latest(patient_id, NEWEST),
        lambda: Openings(uow).of_patient(patient_id) if uow.actor.role is Role.PATIENT else [],
    )
    named = {each.record_id: _record(each) for each in records.items}
    return {
        **{each.appointment_id: _visit(each) for each in visits.items},
        **named,
        **{each.opening_id: _opening(each, named) for each in openings},
        **{each.document_id: _document(each) for each in documents.items},
    }


def _visit(visit: Appointment) -> SafeString:
    start = written_moment(visit.starts_at, "datetime", zone(visit.zone_name))
    return format_html("{} {}", _("Visit"), start)


def _document(document: Document) -> SafeString:
    """The title alone would not tell one laboratory report from the next."""
    title, day = written_text(document.title, ""), written_moment(document.written_at, "date")
    return format_html("{} {}", title, day)


def _opening(opening: SensitiveOpening, records: dict[str, SafeString]) -> SafeString:
    """Which entry was opened, and the reason that was given."""
    entry = records.get(opening.record_id, SafeString(""))
    return format_html("{} «{}»", entry, written_text(opening.reason, ""))


def _record(record: Record) -> SafeString:
    kind, day = said(RECORD_TYPES, record.record_type), written_moment(record.seen_at, "date")
    return format_html("{} {}", kind, day)
