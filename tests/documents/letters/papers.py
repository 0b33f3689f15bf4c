"""Letters of John's to print, without a clinic behind them."""

from datetime import UTC, date, datetime
from io import BytesIO
from typing import Any

from pypdf import PdfReader

from documents.letters.models import Author, Content, Letter, LetterKind, Subject
from patients.records.models import Diagnosis, Prescription

NUMBER = "7K3M9PQ2XR4T"
AT = datetime(2026, 6, 1, 10, 30, tzinfo=UTC)


def content(**changes: Any) -> Content:
    told: dict[str, Any] = {
        "subject": Subject(name="John Doe", born_on=date(1985, 6, 15), record_number="48291736"),
        "author": Author(name="Dr. Sarah Smith", license_number="QMD12345"),
        "seen_at": AT,
        "allergies": ["Penicillin"],
        "diagnoses": [Diagnosis(code="I25.9", description="Chronic ischemic heart disease")],
        "medicines": [Prescription(medication="Atorvastatin", dosage="20mg",
                                   frequency="Once daily before breakfast", duration="30 days")],
    }  # fmt: skip
    return Content(**(told | changes))


def letter(
    kind: LetterKind = LetterKind.PRESCRIPTION, language: str = "en", **changes: Any
) -> Letter:
    return Letter(letter_id="letter_01", patient_id="patient_12345", provider_id="provider_98765",
                  kind=kind, language=language, content=content(**changes), number=NUMBER,
                  issued_at=AT)  # fmt: skip


def pages_of(pdf: bytes) -> list[str]:
    """The text of each page, without the signs that only steer directions."""
    steering = dict.fromkeys(map(ord, "\u2066\u2067\u2068\u2069\u200e\u200f\u202a\u202b\u202c"))
    return [each.extract_text().translate(steering) for each in PdfReader(BytesIO(pdf)).pages]
