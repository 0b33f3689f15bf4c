"""What the encounter page reads, in one wave, and what it shows beside the note."""

from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from appointments.visits.models import Appointment
from appointments.visits.repository import Appointments
from documents.models import Document
from documents.repository import Documents
from medisecure.dynamodb.calls.parallel import in_parallel
from medisecure.dynamodb.unit_of_work import Page, UnitOfWork
from medisecure.errors import NotFound
from medisecure.web.requests import ClinicalRequest
from patients.at_hand.services import AtHand, at_hand
from patients.chart.current_lists import Medicine
from patients.chart.summary import Summary, summary_of
from patients.chart.trends import latest_readings, valid
from patients.encounter.drafts import DraftKey, draft_at
from patients.encounter.models import NOTE, Draft
from patients.encounter.note import NoteContext
from patients.encounter.since import Since, changes_since
from patients.encounter.typed import of_record
from patients.lists.models import ListItem
from patients.lists.repository import Lists
from patients.prescribing import medicines
from patients.profile.banner import Banner, open_page
from patients.records import services as records
from patients.records.models import Record
from patients.records.repository import Records
from patients.records.versions import RecordVersion
from patients.results.models import Result
from patients.results.repository import Results

LOOKED_AT, SHOWN, DOCUMENTS = 25, 10, 25


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteSubject:
    """What is written about: a visit, an entry to be corrected, or neither."""

    patient_id: str
    appointment_id: str = ""
    record_id: str = ""

    def draft_key(self, uow: UnitOfWork) -> DraftKey:
        """Where the actor's draft of it is kept."""
        subject = NOTE
        if self.appointment_id:
            subject = f"visit-{self.appointment_id}"
        elif self.record_id:
            subject = f"record-{self.record_id}"
        return DraftKey(
            patient_id=self.patient_id, provider_id=uow.actor.user_id, subject=subject
        )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteView:
    """Everything the page has read."""

    subject: NoteSubject
    draft_key: DraftKey
    banner: Banner
    stored: Draft | None
    items: list[ListItem]
    records: Page[Record]
    results: Page[Result]
    documents: Page[Document]
    at_hand: AtHand
    visit: Appointment | None = None
    own: tuple[Record, list[RecordVersion]] | None = None
    hits: dict[str, Any] = field(default_factory=dict)

    def context(self, uow: UnitOfWork) -> NoteContext:
        """What the note is held against."""
        banner, summary = self.banner, self.summary(uow)
        readings = latest_readings(valid(self._before()))
        return NoteContext(
            today=uow.today,
            born_on=banner.born_on,
            age=years(banner, uow),
            sex=banner.sex,
            allergies=banner.allergies,
            taking=[(key_of(each), each.prescription.medication)
                    for each in summary.current_medicines],
            last={each.measured.name: each for each in readings},
            documents={each.document_id: each for each in self.documents.items},
            attached={e.document_id: e for e in self.own[0].attachments or []} if self.own else {},
            corrects=self.own is not None,
            booked_for=self.beginning().get("chief_complaint", "") if self.own is None else "",
        )  # fmt: skip

    def summary(self, uow: UnitOfWork) -> Summary:
        """Problems and medicines as they are now."""
        return summary_of(self.items, self.records, self.documents.items, uow.today)

    def since(self, uow: UnitOfWork) -> Since:
        """What has changed since the doctor's last entry."""
        return changes_since(
            uow.actor.user_id, records=self._before(), items=self.items,
            results=self.results.items, documents=self.documents.items,
        )  # fmt: skip

    def last_prescribed(self) -> Record | None:
        """The latest signed entry that prescribes something."""
        found = [each for each in valid(self._before()) if each.prescriptions]
        return found[0] if found else None

    def beginning(self) -> dict[str, str]:
        """The note before anything was typed: the entry to correct, or what the visit says."""
        if self.own:
            return of_record(self.own[0])
        if self.visit is None:
            return {}
        info = self.visit.scheduling_info
        told = {
            "chief_complaint": self.visit.reason, "visit_type": info.type,
            "visit_minutes": str(info.duration), "location": info.location,
        }  # fmt: skip
        return {name: text for name, text in told.items() if text}

    def signed(self, uow: UnitOfWork) -> Record | None:
        """The actor's signed entry of this visit, if there is one."""
        mine = [
            each for each in valid(self.records.items)
            if self.visit and each.appointment_id == self.visit.appointment_id
            and each.provider_id == uow.actor.user_id
        ]  # fmt: skip
        return mine[0] if mine else None

    def _before(self) -> list[Record]:
        """The entries without the one that is being corrected."""
        return [each for each in self.records.items if each.record_id != self.subject.record_id]


def read(request: ClinicalRequest, subject: NoteSubject) -> NoteView:
    """Whose note it is and all that stands beside it, side by side.

    `NotFound` or `AccessDenied` for a patient who is not in the doctor's care, a visit that is not
    theirs, an entry of another author.
    """
    uow, patient_id = request.uow, subject.patient_id
    key = subject.draft_key(uow)
    banner, stored, items, entries, results, documents, has, visit, own = in_parallel(
        lambda: open_page(request, patient_id),
        lambda: draft_at(uow, key),
        lambda: Lists(uow).now(patient_id),
        lambda: Records(uow).latest(patient_id, LOOKED_AT),
        lambda: Results(uow).latest(patient_id, SHOWN),
        lambda: Documents(uow).latest(patient_id, DOCUMENTS),
        lambda: at_hand(uow),
        lambda: visit_of(uow, subject),
        lambda: records.read_own(uow, patient_id, subject.record_id) if subject.record_id else None,
    )
    if own is not None and not own[0].status.is_final:
        raise NotFound
    return NoteView(
        subject=subject, draft_key=key, banner=banner, stored=stored, items=items, records=entries,
        results=results, documents=documents, at_hand=has, visit=visit, own=own,
    )  # fmt: skip


def visit_of(uow: UnitOfWork, subject: NoteSubject) -> Appointment | None:
    """The visit that is written about."""
    if not subject.appointment_id:
        return None
    return Appointments(uow).get(subject.patient_id, subject.appointment_id)


def key_of(medicine: Medicine) -> str:
    """What tells one medicine from another: its code, else its name."""
    given = medicine.prescription
    listed = medicines.named(given.medication)
    return given.atc or (listed.atc if listed else " ".join(given.medication.split()).casefold())


def years(banner: Banner, uow: UnitOfWork) -> int | None:
    """Completed years of life; None if the birth date is not known."""
    born = banner.born_on
    if born is None:
        return None
    return uow.today.year - born.year - ((uow.today.month, uow.today.day) < (born.month, born.day))


def title_of(view: NoteView) -> str:
    """What the page is called."""
    if view.own:
        return _("Correct an entry")
    return _("Note of the visit") if view.visit else _("Write a note")
