"""What the demo doctor has at hand: two templates, one of them the clinic's, and favourites."""

from collections.abc import Iterator
from datetime import datetime

from patients.at_hand.models import CLINIC, NoteTemplate, RowsAtHand, Shelf

DOCTOR = "provider_98765"


def demo_templates(at: datetime) -> Iterator[NoteTemplate]:
    """Of Dr. Smith, and of the clinic by her."""
    yield NoteTemplate(
        owner=DOCTOR, template_id="template_demo_1", provider_id=DOCTOR,
        name="Blood pressure review",
        chief_complaint="Blood pressure review",
        notes="Readings at home:\nSide effects: none\nAdherence: good",
        recommendations="Low-sodium diet\nMeasure twice a day for one week before the visit",
        created_at=at, updated_at=at,
    )  # fmt: skip
    yield NoteTemplate(
        owner=CLINIC, template_id="template_demo_2", provider_id=DOCTOR, name="نزلة برد",
        chief_complaint="نزلة برد", notes="سعال وسيلان أنف، بلا حرارة. الحلق محتقن قليلًا.",
        recommendations="راحة وشرب السوائل\nالمراجعة عند ارتفاع الحرارة أو ضيق النفس",
        created_at=at, updated_at=at,
    )  # fmt: skip


def demo_rows() -> Iterator[RowsAtHand]:
    """Her favourites."""
    yield RowsAtHand(
        owner=DOCTOR, shelf=Shelf.KEPT,
        diagnoses=[{"text": "I10 Essential (primary) hypertension"},
                   {"text": "E78.5 Hyperlipidemia, unspecified"}],
        prescriptions=[{"medication": "Amlodipine", "dose": "5", "unit": "mg", "timing": "QD",
                        "duration": "90"}],
    )  # fmt: skip
