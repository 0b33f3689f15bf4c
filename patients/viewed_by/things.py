"""Which visit, entry or document a look was at, in the patient's own words for it."""

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from appointments.visits.models import Appointment
from appointments.visits.repository import Appointments
from documents.models import Document
from documents.repository import Documents
from medisecure.clock import zone
from medisecure.dynamodb.parallel import in_parallel
from medisecure.dynamodb.unit_of_work import Page, UnitOfWork
from medisecure.web.display.values import written_moment, written_text
from medisecure.web.display.wording import said
from patients.records.models import Record
from patients.records.repository import Records
from patients.records.wording import RECORD_TYPES

NEWEST = 100  # of each kind; a look at an older one is told without its name


def things_of(uow: UnitOfWork, patient_id: str) -> dict[str, SafeString]:
    """What the reader may see of a patient's newest visits, entries and documents, by id.

    One round trip. What is not for the patient's eyes has no name here.
    """
    visits: Page[Appointment]
    records: Page[Record]
    documents: Page[Document]
    visits, records, documents = in_parallel(
        lambda: Appointments(uow).latest(patient_id, NEWEST),
        lambda: Records(uow).latest(patient_id, NEWEST),
        lambda: Documents(uow).latest(patient_id, NEWEST),
    )
    return {
        **{each.appointment_id: _visit(each) for each in visits.items},
        **{each.record_id: _record(each) for each in records.items},
        **{each.document_id: written_text(each.title, "") for each in documents.items},
    }


def _visit(visit: Appointment) -> SafeString:
    start = written_moment(visit.starts_at, "datetime", zone(visit.zone_name))
    return format_html("{} {}", _("Visit"), start)


def _record(record: Record) -> SafeString:
    kind, day = said(RECORD_TYPES, record.record_type), written_moment(record.seen_at, "date")
    return format_html("{} {}", kind, day)
