"""A patient's record as people read it: PDFs in the patient's language, at most 200 visits each.

The press of letters sets them. A long record comes in several files: one that holds thousands of
visits would need the memory of all of them.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.template.loader import render_to_string
from django.utils.translation import override

from documents.letters.paper import clinic_name, isolated, line_of
from documents.letters.printing import printed
from documents.letters.writing import language_for
from medisecure.clock import CLINIC_ZONE
from medisecure.web.display.people import SEXES
from medisecure.web.display.words.wording import label_of
from medisecure.written.numbers import spoken_record_number
from patients.lists.models import ListItem, ListName
from patients.profile.models import Patient
from patients.records.models import Record
from patients.records.wording import RECORD_TYPES
from patients.vitals.measurements import measurements
from patients.vitals.wording import VITALS

A_FILE, PATIENCE = 200, 180.0  # visits in a file; seconds a job waits for the press
# Of what is told in one file. The press sets some 30,000 a second of the processor, and has 20.
MOST_TOLD = 150_000


@dataclass(frozen=True, slots=True)
class Entry:
    """One visit as it is printed."""

    record: Record
    kind: str
    vitals: list[tuple[str, str, str]]
    medicines: list[Any]


def readable(
    patient: Patient, items: list[ListItem], entries: Iterable[Record]
) -> Iterator[tuple[str, bytes]]:
    """The name in the archive and the bytes of each PDF; the first begins with the lists.

    `Unavailable` if the press cannot set one.
    """
    language = language_for(patient)
    for number, some in enumerate(parcelled(entries), start=1):
        html = page(patient, items if number == 1 else [], some, language, number)
        yield f"record/{number:03d}.pdf", printed(html, PATIENCE)


def parcelled(entries: Iterable[Record]) -> Iterator[list[Record]]:
    """As many entries at a time as one file holds: by number, and by how much they tell.

    At least one file, though nothing stands in it.
    """
    some: list[Record] = []
    told, begun = 0, False
    for each in entries:
        length = len(repr(each.clinical_data))
        if some and (len(some) == A_FILE or told + length > MOST_TOLD):
            yield some
            some, told, begun = [], 0, True
        some.append(each)
        told += length
    if some or not begun:
        yield some


def page(
    patient: Patient, items: list[ListItem], entries: list[Record], language: str, number: int
) -> str:
    """One file's page for the press."""
    info, ids = patient.personal_info, patient.personal_info.identifiers
    with override(language):
        context = {
            "patient": patient, "number": number, "clinic": clinic_name(language),
            "clinic_zone": CLINIC_ZONE, "sex": label_of(SEXES, info.gender),
            "record_number": spoken_record_number(ids.record_number)
            if ids and ids.record_number else patient.patient_id,
            "lists": [
                (name, [each for each in items if each.list_name is which])
                for name, which in (
                    ("problems", ListName.CONDITION), ("allergies", ListName.ALLERGY),
                    ("medicines", ListName.MEDICATION), ("vaccines", ListName.IMMUNIZATION),
                )
            ] if number == 1 else [],
            "entries": [_entry(each, language) for each in entries],
        }  # fmt: skip
        return isolated(render_to_string("exporting/record.html", context))


def _entry(record: Record, language: str) -> Entry:
    taken = record.clinical_data and record.clinical_data.vital_signs
    vitals = [
        (label_of(VITALS, each.name), str(each.value), each.symbol or "")
        for each in (measurements(taken) if taken else [])
    ]
    lines = [line_of(each, language) for each in record.prescriptions]
    return Entry(record, label_of(RECORD_TYPES, record.record_type), vitals, lines)
