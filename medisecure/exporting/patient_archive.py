"""Everything that is kept of one patient, read a page at a time and written as it is read."""

import csv
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import IO, Any
from zipfile import ZipFile

from appointments.visits.repository import Appointments
from documents.letters.models import Letter
from documents.letters.repository import Letters
from documents.models import Document
from documents.repository import Documents
from documents.services import hold_back_altered
from documents.sharing.repository import Shares
from medisecure.audit.actions import Action
from medisecure.clock import now, utc_text
from medisecure.document_store import Missing
from medisecure.dynamodb.calls.deadline import deadline
from medisecure.dynamodb.repositories.audit_entries import AuditEntries
from medisecure.dynamodb.repositories.proxies import Proxies
from medisecure.dynamodb.unit_of_work import Page, UnitOfWork
from medisecure.exporting.archive import Archive
from medisecure.exporting.contents import Altered, content_of
from medisecure.exporting.elements import Json
from medisecure.exporting.letters import archive_path, letter_resource, pdf_of
from medisecure.exporting.lists import list_resource
from medisecure.exporting.people import patient_resource, practitioner_resource
from medisecure.exporting.provenance import (
    document_origin,
    entry_origin,
    proxy_consent,
    share_consent,
)
from medisecure.exporting.readable import readable
from medisecure.exporting.visits import (
    appointment_resource,
    document_resource,
    entry_resources,
    result_resource,
)
from medisecure.identity.repository import Colleagues
from patients.lists.models import ListItem
from patients.lists.repository import Lists
from patients.profile.repository import Patients
from patients.records.models import Record
from patients.records.repository import Records
from patients.results.repository import Results
from providers.directory.repository import Providers

AT_ONCE = 100
SECONDS_A_PAGE = 30
LONGEST_ENDING = 5
BUNDLE, LOOKS, README = "bundle.json", "who-looked.csv", "README.txt"
COLUMNS = ("time (UTC)", "who", "role", "what", "result")
NOT_CHECKED, MISSING = "its file is not checked yet", "its file is not in the document store"
ALTERED = "its stored file was changed after it was checked"
EXPLAINED = """Everything MediSecure keeps about one patient.

record/         the record to read and print (PDF), the latest visits first
bundle.json     the record as a FHIR R4 Bundle, which other clinics' systems read
who-looked.csv  who looked at the record or changed it, the latest first
letters/        prescriptions, certificates, referrals and requests as they were issued (PDF)
files/          the documents
manifest.json   the size and SHA-256 of each part, and what is not here and why
"""
Work = Callable[[], UnitOfWork]


@dataclass(slots=True)
class PatientArchive:
    """One export. `begin` gives a unit of work for each page; `on_progress` is called after
    each page.

    `for_patient` leaves out what the patient may not read: drafts, mistakes, results that wait
    for a doctor's word, documents for doctors only.
    """

    patient_id: str
    begin: Work
    on_progress: Callable[[], None] = lambda: None
    for_patient: bool = False
    at: datetime = field(default_factory=now)
    doctors: set[str] = field(default_factory=set)
    files: list[tuple[str, Document]] = field(default_factory=list)
    absent: list[dict[str, str]] = field(default_factory=list)

    def write(self, target: IO[bytes]) -> dict[str, int]:
        """Write the archive; how many resources of each type. `NotFound` for nobody's id."""
        first = self.begin()
        patient = Patients(first).get(self.patient_id)
        first.record(Action.EXPORT_RECORD, self.patient_id, self.patient_id)
        first.close()
        at = utc_text(first.at)
        with ZipFile(target, "w") as file:
            archive = Archive(file)
            archive.lines(README, [EXPLAINED])
            resources = self._resources(patient_resource(patient))
            counts = archive.bundle(BUNDLE, resources, at)
            for name, pdf in readable(patient, list(self._items()), self._entries()):
                archive.file(name, [pdf], "application/pdf")
            for letter in self._letters():
                archive.file(archive_path(letter), [pdf_of(letter)], "application/pdf")
                self.on_progress()
            archive.lines(LOOKS, self._looks())
            for name, document in self.files:
                self._put(archive, name, document)
            archive.manifest(
                patient=self.patient_id, writtenAt=at, resources=counts, notHere=self.absent
            )
        return counts

    def _resources(self, patient: Json) -> Iterator[Json]:
        yield patient
        for entry in self._entries():
            self.doctors.add(entry.provider_id)
            yield from entry_resources(entry)
            yield entry_origin(entry)
        for item in self._items():
            self.doctors.add(item.provider_id or "")
            yield list_resource(item)
        for result in self._all(
            lambda uow, mark: Results(uow).latest(self.patient_id, AT_ONCE, mark)
        ):
            if self.for_patient and not result.is_open_at(self.at):
                continue
            self.doctors.add(result.provider_id)
            yield result_resource(result)
        yield from self._visits_and_papers()
        uow = self.begin()
        known = Providers(uow).by_id(sorted(self.doctors - {""}))
        uow.close()
        yield from map(practitioner_resource, known.values())

    def _visits_and_papers(self) -> Iterator[Json]:
        """What was booked, the documents and the letters."""
        for visit in self._all(
            lambda uow, mark: Appointments(uow).latest(self.patient_id, AT_ONCE, mark)
        ):
            self.doctors.add(visit.provider_id)
            yield appointment_resource(visit)
        for document in self._all(
            lambda uow, mark: Documents(uow).latest(self.patient_id, AT_ONCE, mark)
        ):
            if self.for_patient and not document.visible_to_patient:
                continue
            self.doctors.add(document.provider_id or "")
            yield document_resource(document, self._place_of(document))
            yield document_origin(document)
        for letter in self._letters():
            self.doctors.add(letter.provider_id)
            yield letter_resource(letter)
        yield from self._consents()

    def _consents(self) -> Iterator[Json]:
        """Who may act for the patient, or might; and what the patient showed to whom."""
        uow = self.begin()
        proxies = Proxies(uow).of_patient(self.patient_id)
        uow.close()
        yield from (proxy_consent(each, uow.at) for each in proxies)
        shares = self._all(lambda uow, mark: Shares(uow).latest(self.patient_id, mark))
        yield from (share_consent(each, uow.at) for each in shares)

    def _entries(self) -> Iterator[Record]:
        """The entries, the latest first; for the patient as far as they are theirs to read."""
        found = self._all(lambda uow, mark: Records(uow).latest(self.patient_id, AT_ONCE, mark))
        return (each for each in found if not self.for_patient or each.is_open_at(self.at))

    def _letters(self) -> Iterator[Letter]:
        """What was issued, the latest first, what was withdrawn too."""
        return self._all(lambda uow, mark: Letters(uow).latest(self.patient_id, AT_ONCE, mark))

    def _items(self) -> Iterator[ListItem]:
        uow = self.begin()
        now = Lists(uow).now(self.patient_id)
        uow.close()
        yield from now
        yield from self._all(lambda uow, mark: Lists(uow).past(self.patient_id, AT_ONCE, mark))

    def _place_of(self, document: Document) -> str:
        """The path of a document's file in the archive, which is there if it was checked."""
        ending = (document.file_info.file_name or "").rpartition(".")[2].lower()
        plain = (
            ending
            if ending.isascii() and ending.isalnum() and len(ending) <= LONGEST_ENDING
            else "bin"
        )
        name = f"files/{document.document_id}.{plain}"
        if document.is_verified:
            self.files.append((name, document))
        else:
            self.absent.append({"document": document.document_id, "why": NOT_CHECKED})
        return name

    def _put(self, archive: Archive, name: str, document: Document) -> None:
        """Write a file, or say why it is not there; `Unavailable` where the store does not say."""
        try:
            content = content_of(document)
        except Altered:
            self._hold_back(document)
        except Missing:
            self.absent.append({"document": document.document_id, "why": MISSING})
        else:
            archive.file(name, content, document.file_info.mime_type or "")
        self.on_progress()

    def _hold_back(self, document: Document) -> None:
        """A file that was changed behind our back is not handed over, and nobody opens it."""
        uow = self.begin()
        hold_back_altered(uow, document)
        uow.close()
        self.absent.append({"document": document.document_id, "why": ALTERED})

    def _looks(self) -> Iterator[str]:
        """Who looked, page by page; jobs of the clinic's own programs among them."""
        yield _line(COLUMNS)
        mark = ""
        while True:
            with deadline(SECONDS_A_PAGE):
                uow = self.begin()
                page = AuditEntries(uow).about(self.patient_id, mark, AT_ONCE)
                people = Colleagues(uow).named(each.user_id for each in page.items)
                uow.close()
            for each in page.items:
                known = people.get(each.user_id)
                name = known.display_name if known else each.user_id
                when = utc_text(each.timestamp)
                yield _line((when, name, each.role, each.action, each.result.value))
            self.on_progress()
            mark = page.next_cursor
            if not mark:
                return

    def _all(self, ask: Callable[[UnitOfWork, str], Page[Any]]) -> Iterator[Any]:
        """Everything there is, a page and a unit of work at a time."""
        mark = ""
        while True:
            with deadline(SECONDS_A_PAGE):
                uow = self.begin()
                page = ask(uow, mark)
                uow.close()
            yield from page.items
            self.on_progress()
            mark = page.next_cursor
            if not mark:
                return


def _line(cells: tuple[str, ...]) -> str:
    """One CSV line; a cell that a spreadsheet would run as a formula is quoted by an apostrophe."""
    written = io.StringIO()
    safe = [f"'{each}" if each[:1] in {"=", "+", "-", "@"} else each for each in cells]
    csv.writer(written).writerow(safe)
    return written.getvalue()
