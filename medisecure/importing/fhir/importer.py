"""Going through a FHIR bundle: people first, then visits and what was found, then the entries."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from medisecure.dynamodb.unit_of_work import UnitOfWork
from medisecure.errors import MediSecureError
from medisecure.importing.fhir import people
from medisecure.importing.fhir.bundle import KEPT, Entry, entries, problem_of
from medisecure.importing.fhir.context import Context
from medisecure.importing.fhir.elements import LeftOut
from medisecure.importing.fhir.findings import Findings, Named
from medisecure.importing.fhir.references import References
from medisecure.importing.fhir.report import IMPORTED, LEFT_OUT, PARTLY, PRESENT, Report
from medisecure.importing.fhir.storing import (
    Kept,
    in_time,
    keep_item,
    keep_list_items,
    keep_results,
)
from medisecure.importing.loading import LoadOutcome
from patients.profile.repository import Patients
from patients.results.models import Result
from patients.results.services import series_of

PEOPLE = ("Patient", "Practitioner")
NAMES_ONLY = ("PractitionerRole", "Medication")
OTHER_PERSON = (
    "another person came with this id before: say which system the file is from with --source"
)


@dataclass(slots=True)
class Import:
    """One run over one file. `seen` is called after each resource, for progress."""

    path: Path
    source: str
    report: Report
    on_progress: Callable[[], None] = lambda: None
    context: Context = field(init=False)
    findings: Findings = field(init=False)
    parts: dict[str, list[Named]] = field(default_factory=dict)  # of an entry, beside its own

    def __post_init__(self) -> None:
        self.context = Context(References(self.source))
        self.findings = Findings(self.context)

    def run(self) -> None:
        """The whole file, read three times; may be run again at any time.

        `Invalid` if it is no JSON or no FHIR; what was stored until then stays.
        """
        for entry in entries(self.path):
            self.context.refs.learn(entry)
            self.context.names.learn(entry)
        for entry in entries(self.path):
            if entry.type in PEOPLE:
                self._tried(entry, self._person)
        for entry in entries(self.path):
            if entry.type == "Encounter":
                self._tried(entry, self.context.begin)
        for entry in entries(self.path):
            if entry.type not in (*PEOPLE, "Encounter"):
                self._tried(entry, self._finding)
        self._store()

    def _person(self, entry: Entry) -> None:
        context = self.context
        if entry.type == "Patient":
            self._patient(entry)
            return
        provider_id = context.refs.ours("provider", entry.id)
        role = next((context.names.roles[n] for n in entry.names if n in context.names.roles), {})
        item = people.practitioner_item(entry.resource, provider_id, role, context.at)
        if self._outcome(entry.type, entry.id, keep_item(item)):
            context.doctors[entry.id] = provider_id

    def _patient(self, entry: Entry) -> None:
        patient_id = self.context.refs.ours("patient", entry.id)
        notes: list[str] = []
        item = people.patient_item(entry.resource, patient_id, self.context.at, notes.append)
        kept = keep_item(item)
        if kept is LoadOutcome.PRESENT and not _is_same(patient_id, item):
            kept = OTHER_PERSON
        if self._outcome(entry.type, entry.id, kept):
            self.context.patients[entry.id] = patient_id
            for each in notes:
                self.report.say(entry.type, entry.id, PARTLY, each)

    def _finding(self, entry: Entry) -> None:
        if entry.type in NAMES_ONLY:
            self.report.say(entry.type, entry.id, IMPORTED)
        elif entry.type == "Appointment":
            self._outcome(entry.type, entry.id, keep_item(self.findings.appointment(entry)))
        elif chart := self.findings.take(entry):
            self.parts.setdefault(chart.record_id, []).append((entry.type, entry.id))

    def _store(self) -> None:
        for record_id, chart in self.context.charts.items():
            kept = keep_item(chart.item(self.context.at))
            parts = self.parts.get(record_id, [])
            theirs = self.context.encounters.get(record_id)
            for kind, name in [("Encounter", theirs), *parts] if theirs else parts:
                self._outcome(kind, name, kept)
            self.on_progress()
        for shelved in self.findings.shelved.values():
            told = [(named, item.item_id) for named, item in shelved]
            self._outcomes(told, keep_list_items([item for _named, item in shelved]))
        for measured in self.findings.measured.values():
            told = [(named, result.result_id) for named, result in measured]
            self._outcomes(told, keep_results(_in_series([result for _named, result in measured])))

    def _outcomes(self, things: list[tuple[Named, str]], kept: Kept) -> None:
        """One outcome a resource, though a resource may hold several values."""
        told: dict[tuple[str, str], LoadOutcome | str] = {}
        for named, own_id in things:
            if isinstance(kept[own_id], str) or named not in told:
                told[named] = kept[own_id]
        for (kind, theirs), outcome in told.items():
            self._outcome(kind, theirs, outcome)
            self.on_progress()

    def _outcome(self, kind: str, theirs: str, kept: LoadOutcome | str) -> bool:
        """Tell what became of a resource; whether it is here now."""
        if isinstance(kept, str):
            self.report.say(kind, theirs, LEFT_OUT, kept)
            return False
        self.report.say(kind, theirs, PRESENT if kept is LoadOutcome.PRESENT else IMPORTED)
        return True

    def _tried(self, entry: Entry, take: Callable[[Entry], None]) -> None:
        """Take one resource in; whatever it lacks leaves out this one and no other."""
        try:
            problem = problem_of(entry) if entry.type in KEPT else ""
            if problem:
                raise LeftOut(problem)
            take(entry)
        except (LeftOut, MediSecureError) as reason:
            self.report.say(entry.type, entry.id, LEFT_OUT, str(reason))
        self.on_progress()


def _is_same(patient_id: str, item: Mapping[str, Any]) -> bool:
    """Whether who is here under this id was born on the day the file says."""
    known = in_time(lambda uow: Patients(uow).get(patient_id)).personal_info.date_of_birth
    told = item["personalInfo"].get("dateOfBirth")
    return bool((known.isoformat() if known else None) == told)


def _in_series(results: list[Result]) -> list[Result]:
    """The results with the blinded name by which those of one test are found."""

    def named(uow: UnitOfWork) -> list[Result]:
        return [
            replace(each, series=series_of(uow, each.patient_id, each.measured))
            for each in results
            if each.measured
        ]

    found: list[Result] = in_time(named)
    return found
