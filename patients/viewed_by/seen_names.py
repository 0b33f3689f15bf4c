"""Which visit, entry or document a look was at, in the patient's own words for it."""

from collections.abc import Collection

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from appointments.visits.models import VisitPlace
from appointments.visits.repository import Places as VisitPlaces
from documents.models import ListedDocument
from documents.repository import ListedDocuments
from medisecure.access.actor import Role
from medisecure.clock import zone
from medisecure.dynamodb.calls.parallel import in_parallel
from medisecure.dynamodb.unit_of_work import UnitOfWork
from medisecure.web.display.values import written_moment, written_text
from medisecure.web.display.words.wording import label_of
from patients.records.header import RecordKind
from patients.records.repository import RecordKinds
from patients.records.sensitive_openings import Openings, SensitiveOpening
from patients.records.wording import RECORD_TYPES

NEWEST = 100  # of each kind; a look at an older one is told without its name


def names_of_seen(uow: UnitOfWork, patient_id: str, looked_at: Collection[str]) -> dict[str, str]:
    """What was looked at of a patient's newest visits, entries and documents, by id.

    One round trip. What is not for the patient's eyes has no name here, and what nobody looked at
    is not opened.
    """
    visits: list[VisitPlace]
    records: list[RecordKind]
    documents: list[ListedDocument]
    openings: list[SensitiveOpening]
    visits, records, documents, openings = in_parallel(
        lambda: VisitPlaces(uow).among_latest(patient_id, looked_at, NEWEST),
        lambda: RecordKinds(uow).latest(patient_id, NEWEST),
        lambda: ListedDocuments(uow).among_latest(patient_id, looked_at, NEWEST),
        lambda: Openings(uow).of_patient(patient_id) if uow.actor.role is Role.PATIENT else [],
    )
    kinds = {each.record_id: each for each in records}
    return {
        **{e.appointment_id: _visit(e) for e in visits},
        **{e.record_id: _record(e) for e in records if e.record_id in looked_at},
        **{e.opening_id: _opening(e, kinds) for e in openings if e.opening_id in looked_at},
        **{e.document_id: _document(e) for e in documents},
    }


def _visit(visit: VisitPlace) -> SafeString:
    start = written_moment(visit.starts_at, "datetime", zone(visit.zone_name))
    return format_html("{} {}", _("Visit"), start)


def _document(document: ListedDocument) -> SafeString:
    """The title alone would not tell one laboratory report from the next."""
    title, day = written_text(document.title, ""), written_moment(document.written_at, "date")
    return format_html("{} {}", title, day)


def _opening(opening: SensitiveOpening, kinds: dict[str, RecordKind]) -> SafeString:
    """Which entry was opened, and the reason that was given."""
    entry = _record(kinds[opening.record_id]) if opening.record_id in kinds else ""
    return format_html("{} «{}»", entry, written_text(opening.reason, ""))


def _record(record: RecordKind) -> SafeString:
    kind, day = label_of(RECORD_TYPES, record.record_type), written_moment(record.seen_at, "date")
    return format_html("{} {}", kind, day)
