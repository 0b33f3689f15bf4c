"""The note as a whole: its sections, whether they can be signed, and what they say."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from documents.models import Document
from patients.chart.trends import VitalReading
from patients.encounter.forms import (
    Attachments,
    HistoryForm,
    PlanForm,
    ReasonForm,
    SickLeaveForm,
    VisitForm,
)
from patients.encounter.models import Typed
from patients.encounter.row_forms import DiagnosisForm, PrescriptionForm
from patients.encounter.typed import DIAGNOSIS, MOST_ROWS, PRESCRIPTION, rows
from patients.encounter.vitals_form import VitalsForm, units_apart
from patients.prescribing.checks import CheckedPerson, PrescribedItem, screened
from patients.prescribing.findings import Finding, Screening
from patients.prescribing.findings_wording import finding_sentence
from patients.records.models import Attachment, ClinicalData, Treatment
from patients.vitals.body import months_old

NOTHING = _("There is nothing to sign yet: write at least one finding.")


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteContext:
    """What the note is held against: today, the patient, the last values.

    `taking` are the medicines taken now: (what tells one from another, its name); `documents` may
    be attached, `attached` are those of the entry that is corrected. `booked_for` is the reason
    of the visit, which stands in the note before its doctor has written a word.
    """

    today: date
    born_on: date | None = None
    age: int | None = None
    sex: str | None = None
    allergies: list[str] | None = None
    taking: list[tuple[str, str]] = field(default_factory=list)
    last: Mapping[str, VitalReading] = field(default_factory=dict)
    documents: Mapping[str, Document] = field(default_factory=dict)
    attached: Mapping[str, Attachment] = field(default_factory=dict)
    corrects: bool = False
    booked_for: str = ""


@dataclass(slots=True)
class Row:
    """A prescription's row with what the checks found."""

    form: PrescriptionForm
    screening: Screening | None = None

    @property
    def said(self) -> list[tuple[Finding, str]]:
        """What speaks against it and what nobody checked, in words."""
        found = self.screening
        told = [*found.conflicts, *found.unchecked] if found else []
        return [(each, finding_sentence(each)) for each in told]


class Note:
    """All sections over one set of typed texts; `checked` shows what cannot be signed."""

    def __init__(self, typed: Typed, context: NoteContext, *, checked: bool = False) -> None:
        self.typed, self.context, self.checked = typed, context, checked
        self.missing = ""
        self.history = HistoryForm(**self._of())
        self.visit = VisitForm(**self._of(), today=context.today)
        self.plan = PlanForm(**self._of())
        self.leave = SickLeaveForm(**self._of())
        self.attachments = Attachments(
            typed=typed, documents=context.documents, kept=context.attached
        )  # fmt: skip
        self.reason = ReasonForm(**self._of()) if context.corrects else None
        self.vitals = VitalsForm(
            **self._of(texts=units_apart(typed)), last=context.last, confirmed=typed,
            age_months=months_old(context.born_on, context.today),
        )  # fmt: skip
        self.diagnoses = [DiagnosisForm(**self._of(p)) for p in self._prefixes(DIAGNOSIS)]
        self.prescriptions = [
            Row(PrescriptionForm(**self._of(p))) for p in self._prefixes(PRESCRIPTION)
        ]

    @property
    def sections(self) -> list[forms.Form]:
        """Every form of the note, in the order of the page."""
        parts = [self.reason, self.history, self.vitals, *self.diagnoses,
                 *(row.form for row in self.prescriptions), self.plan, self.leave,
                 self.visit]  # fmt: skip
        return [each for each in parts if each is not None]

    def is_valid(self) -> bool:
        """Whether it may be signed; every mistake stands beside its field then."""
        whole = all([*(e.is_valid() for e in self.sections), self.attachments.is_valid()])
        self.screen()
        if whole and not self._says_something():
            self.missing = str(NOTHING)
            return False
        return whole and all(row.form.is_valid() for row in self.prescriptions)

    def screen(self) -> None:
        """Hold each prescription against allergies, what is taken, and the others of the note."""
        given = [row.form.prescription for row in self.prescriptions]
        for place, row in enumerate(self.prescriptions):
            mine = row.form.prescription
            if mine is None:
                continue
            name = mine.atc or " ".join(mine.medication.split()).casefold()
            others = [each.medication for n, each in enumerate(given) if each and n != place]
            before = [words for known, words in self.context.taking if known != name]
            order = PrescribedItem(medication=mine.medication, atc=mine.atc, dosage=mine.codes)
            person = CheckedPerson(
                allergies=self.context.allergies, taking=[*before, *others], age=self.context.age,
                sex=self.context.sex,
            )  # fmt: skip
            row.screening = row.form.screen(screened(order, person))

    def look_ahead(self) -> None:
        """The same for a note that is still written: what speaks against it, without mistakes.

        A medicine whose dose is not whole yet is held against allergies and the others by its name.
        """
        shadow = Note(self.typed, self.context, checked=True)
        for row in shadow.prescriptions:
            if not row.form.is_valid():
                row.form.go_by_name()
        shadow.screen()
        for row, its in zip(self.prescriptions, shadow.prescriptions, strict=True):
            row.screening = row.screening or its.screening

    def clinical_data(self) -> ClinicalData:
        """What was found and decided."""
        history, plan = self.history.cleaned_data, self.plan.cleaned_data
        given = [r.form.prescription for r in self.prescriptions if r.form.prescription]
        done, advised = plan["procedures"] or None, plan["recommendations"] or None
        treated = given or done or advised
        return ClinicalData(
            chief_complaint=history["chief_complaint"] or None,
            notes=history["notes"] or None,
            symptoms=history["symptoms"] or None,
            vital_signs=self.vitals.vitals,
            diagnosis=[each.diagnosis for each in self.diagnoses if each.diagnosis] or None,
            treatment=Treatment(
                prescription=given or None, procedures=done, recommendations=advised
            ) if treated else None,
        )  # fmt: skip

    def _says_something(self) -> bool:
        """Whether its doctor wrote anything: what the booking filled in is nobody's finding."""
        found = self.clinical_data()
        if (found.chief_complaint or "").strip() == self.context.booked_for.strip():
            found = replace(found, chief_complaint=None)
        told = (self.plan.made, self.leave.leave, self.attachments.found)
        return found != ClinicalData() or any(each is not None for each in told)

    def _of(self, prefix: str = "", texts: Typed | None = None) -> dict[str, Any]:
        """A form's arguments: its texts to be checked, or to be shown as they are."""
        texts = self.typed if texts is None else texts
        if self.checked:
            return {"data": texts, "prefix": prefix or None}
        cut = f"{prefix}-" if prefix else ""
        own = {k.removeprefix(cut): v for k, v in texts.items() if k.startswith(cut)}
        return {"initial": own, "prefix": prefix or None}

    def _prefixes(self, kind: str) -> list[str]:
        """A row for each that is filled, and a blank one."""
        count = min(len(rows(self.typed, kind)) + 1, MOST_ROWS)
        return [f"{kind}-{n}" for n in range(count)]
