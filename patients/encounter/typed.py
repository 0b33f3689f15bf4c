"""The fields of a note as texts: which there are, their rows, and an entry put back into them.

`dx-0-text` is a field of the first diagnosis, `rx-1-dose` one of the second prescription.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from medisecure.clock import clinic_date
from medisecure.written.dates import written
from patients.encounter.models import Typed
from patients.prescribing.models import Dosage
from patients.records.models import Diagnosis, Prescription, Record
from patients.vitals.models import VitalSigns

DIAGNOSIS, PRESCRIPTION = "dx", "rx"
MOST_ROWS = 12
VITAL_NAMES = (
    "blood_pressure", "heart_rate", "temperature", "weight", "height", "respiratory_rate",
    "oxygen_saturation",
)  # fmt: skip
WITH_UNIT = ("temperature", "weight", "height")
NAMES = frozenset({
    "chief_complaint", "notes", "symptoms", "procedures", "recommendations",
    "follow_up", "follow_timeframe", "follow_notes",
    "seen_on", "visit_type", "visit_minutes", "location", "correction_reason",
    "position", "arm", "cuff", "vitals_note", "sick_first_day", "sick_last_day", "sick_words",
    "sensitive",
    *VITAL_NAMES, *(f"{name}_unit" for name in WITH_UNIT), *(f"confirm-{n}" for n in VITAL_NAMES),
})  # fmt: skip
ROW_NAMES = {
    DIAGNOSIS: ("text", "severity"),
    PRESCRIPTION: (
        "medication", "dose", "unit", "route", "timing", "when", "as_needed", "most_per_day",
        "duration", "span", "note", "reason",
    ),
}  # fmt: skip
# What a choice stands on before anybody has chosen says nothing.
DEFAULTS = {"temperature_unit": "Cel", "weight_unit": "kg", "height_unit": "cm"}
DEFAULT_SPAN = "d"
OF_ONE_PATIENT = frozenset({"severity", "note", "reason"})
ATTACHED = "att-"  # before the id of a document that is to belong to the entry
_ATTACHED = re.compile(r"att-[A-Za-z0-9_-]{1,64}")
_PLACE = re.compile(r"(dx|rx):(\d{1,2})", re.ASCII)
_ROW = re.compile(r"(dx|rx)-(\d{1,2})-([a-z_]+)")


def typed_in(sent: Mapping[str, str]) -> dict[str, str]:
    """The note's fields out of a form that was sent; unknown and empty ones are left out."""
    found: dict[str, str] = {}
    for name in sent:
        text = sent[name].replace("\r\n", "\n")
        if text.strip() and is_field(name) and not is_default(name, text):
            found[name] = text
    return _compact(found)


def is_default(name: str, text: str) -> bool:
    """Whether a choice stands on what it stood on before anybody chose."""
    return DEFAULTS.get(name) == text or (name.endswith("-span") and text == DEFAULT_SPAN)


def is_field(name: str) -> bool:
    """Whether a note has a field of this name."""
    parts = _ROW.fullmatch(name)
    is_row = bool(parts and parts[3] in ROW_NAMES[parts[1]])
    return name in NAMES or is_row or bool(_ATTACHED.fullmatch(name))


def attached_in(typed: Typed) -> list[str]:
    """The ids of the documents that were chosen."""
    return [name.removeprefix(ATTACHED) for name in typed if name.startswith(ATTACHED)]


def place_in(chosen: str) -> tuple[str, int]:
    """The row a button names, `dx:0`, as its kind and place; kind "" for none."""
    found = _PLACE.fullmatch(chosen)
    return (found[1], int(found[2])) if found else ("", 0)


def rows(typed: Typed, kind: str) -> list[dict[str, str]]:
    """The rows of a kind, each by its own short names, in order; empty ones are left out."""
    found: dict[int, dict[str, str]] = {}
    for name, text in typed.items():
        parts = _ROW.fullmatch(name)
        if parts and parts[1] == kind:
            found.setdefault(int(parts[2]), {})[parts[3]] = text
    return [found[n] for n in sorted(found)]


def with_rows(typed: Typed, kind: str, given: Iterable[Mapping[str, str]]) -> dict[str, str]:
    """The note with these rows of that kind, at most twelve."""
    rest = {name: text for name, text in typed.items() if not name.startswith(f"{kind}-")}
    kept = list(given)[:MOST_ROWS]
    return rest | {
        f"{kind}-{n}-{name}": text for n, row in enumerate(kept) for name, text in row.items()
    }


def lines(text: str) -> list[str]:
    """The lines of a text that say something."""
    return [line.strip() for line in text.splitlines() if line.strip()]


def of_record(record: Record) -> dict[str, str]:
    """A signed entry as it would be typed, for its author to correct."""
    clinical, follow = record.clinical_data, record.follow_up
    treatment = clinical.treatment if clinical else None
    told: dict[str, str | None] = {
        "chief_complaint": clinical.chief_complaint if clinical else None,
        "notes": clinical.notes if clinical else None,
        "symptoms": _joined(clinical.symptoms if clinical else None),
        "procedures": _joined(treatment.procedures if treatment else None),
        "recommendations": _joined(treatment.recommendations if treatment else None),
        "follow_up": ("yes" if follow.required else "no") if follow else None,
        "follow_timeframe": follow.timeframe if follow else None,
        "follow_notes": follow.notes if follow else None,
        "seen_on": written(clinic_date(record.seen_at)),
        "visit_type": record.visit_info.type,
        "visit_minutes": str(record.visit_info.duration or "") or None,
        "location": record.visit_info.location,
    }
    if leave := record.sick_leave:
        days = {"first": leave.first_day, "last": leave.last_day}
        told |= {f"sick_{name}_day": written(day) for name, day in days.items()}
        told["sick_words"] = leave.words
    told["sensitive"] = "on" if record.is_sensitive else None
    told |= {ATTACHED + each.document_id: "on" for each in record.attachments or []}
    typed = {name: text for name, text in told.items() if text}
    if clinical and clinical.vital_signs:
        typed |= of_vitals(clinical.vital_signs)
    typed = with_rows(typed, DIAGNOSIS, (of_diagnosis(each) for each in record.diagnoses))
    return with_rows(typed, PRESCRIPTION, (of_prescription(e) for e in record.prescriptions))


def of_vitals(vitals: VitalSigns) -> dict[str, str]:
    """Vital signs as they would be typed, with their units."""
    found = {name: _number(getattr(vitals, name)) for name in VITAL_NAMES}
    for name in WITH_UNIT:
        units = (vitals.units, vitals.inferred_units)
        unit = next((getattr(each, name) for each in units if each and getattr(each, name)), None)
        found[f"{name}_unit"] = unit or ""
    around = vitals.circumstances
    if around:
        found |= {"position": around.position or "", "arm": around.arm or "",
                  "cuff": around.cuff or "", "vitals_note": around.note or ""}  # fmt: skip
    return {name: text for name, text in found.items() if text and DEFAULTS.get(name) != text}


def of_prescription(given: Prescription) -> dict[str, str]:
    """A prescription as a row, with whatever of it could be read into codes."""
    codes = given.codes
    unread = [
        text
        for text, is_read in (
            (given.dosage, codes.dose),
            (given.frequency, codes.timing or codes.when or codes.as_needed),
            (given.duration, codes.duration or codes.is_ongoing),
        )
        if text and not is_read
    ]
    note = ", ".join(filter(None, (*unread, given.note)))
    return _dosage(codes) | {"medication": given.medication} | ({"note": note} if note else {})


def _dosage(codes: Dosage) -> dict[str, str]:
    told = {
        "dose": _number(codes.dose.value) if codes.dose else "",
        "unit": codes.dose.unit if codes.dose else "",
        "route": codes.route or "",
        "timing": codes.timing or "",
        "when": codes.when or "",
        "as_needed": "on" if codes.as_needed else "",
        "most_per_day": str(codes.most_per_day or ""),
        "duration": str(codes.duration.count) if codes.duration else "",
        "span": "ongoing" if codes.is_ongoing else codes.duration.unit if codes.duration else "",
    }
    return {k: text for k, text in told.items() if text and (k, text) != ("span", DEFAULT_SPAN)}


def of_diagnosis(found: Diagnosis) -> dict[str, str]:
    """A diagnosis as a row."""
    told = {"text": found.summary, "severity": found.severity or ""}
    return {name: text for name, text in told.items() if text}


def bare(row: Mapping[str, str]) -> dict[str, str]:
    """A row without what belongs to one patient alone: the severity, a word, a reason."""
    return {name: text for name, text in row.items() if name not in OF_ONE_PATIENT}


def _joined(texts: Sequence[str] | None) -> str:
    return "\n".join(texts or ())


def _number(value: int | Decimal | str | None) -> str:
    if value is None or isinstance(value, str):
        return value or ""
    return f"{Decimal(value).normalize():f}"


def _compact(typed: dict[str, str]) -> dict[str, str]:
    """Rows without gaps."""
    for kind in ROW_NAMES:
        typed = with_rows(typed, kind, rows(typed, kind))
    return typed
