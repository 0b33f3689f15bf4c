"""A letter as a page of HTML, in the language it was issued in, for the press."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext, override

from documents.letters.models import Content, Letter, LetterKind
from documents.letters.numbers import spoken
from documents.letters.wording import KINDS
from medisecure.clock import CLINIC_ZONE, clinic_date
from medisecure.web.display.people import SEXES
from medisecure.web.display.words.wording import label_of
from medisecure.written.numbers import spoken_record_number
from patients.coding import plain_words
from patients.prescribing import medicines
from patients.prescribing.wording import instruction_parts
from patients.records.models import Diagnosis, Prescription
from patients.vitals.measurements import Measurement, measurements
from patients.vitals.wording import VITALS


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A medicine as it is printed: its name for the reader, as written, and how it is taken."""

    name: str
    written: str
    how: list[tuple[str, str]]


# https://www.unicode.org/reports/tr9/: LRI, FSI, PDI
LTR, FIRST_STRONG, POP = "\u2066", "\u2068", "\u2069"
_BDI = re.compile(r"(<bdi[^>]*>)(.*?)</bdi>", re.DOTALL)
# Elements that isolate and nothing else. Of some ten in an entry each costs the press as much as a
# line: without them it needs half the time.
_ONLY_ISOLATES = re.compile(r'<bdi(?: dir="\w+")?(?: class="value-code")?>')
_TIME = re.compile(r"</?time[^>]*>")  # nothing on paper, and nothing in its tags


def page_of(letter: Letter) -> str:
    """The page of a letter, with its number and the code that leads to checking it."""
    numbered = {
        "number": spoken(letter.number),
        "code_leads_to": f"{check_at()}?number={letter.number}",
        "check_at": check_at(),
        "issued_at": letter.issued_at,
        "withdrawn_at": letter.withdrawn_at,
    }
    if not letter.content.subject.patient_id:  # of an earlier release
        numbered["patient_id"] = letter.patient_id
    return _page(letter.kind, letter.content, letter.language, numbered)


def summary_page(content: Content, language: str) -> str:
    """The page of a visit's summary: it has no number, for it orders nothing."""
    return _page(LetterKind.SUMMARY, content, language, {"number": ""})


def file_name(kind: LetterKind, its_id: str) -> str:
    """What the file is called: nothing in it tells whose it is.

    >>> file_name(LetterKind.SICK_LEAVE, "letter_01JZ3N5Q7S9V1X3Z5B7D9F1H3K")
    'sick-leave-9F1H3K.pdf'
    """
    return f"{kind.value.lower().replace('_', '-')}-{its_id[-6:]}.pdf"


def clinic_name(language: str) -> str:
    """The clinic's name for readers of that language."""
    return (
        settings.CLINIC_NAME_AR or settings.CLINIC_NAME
        if language == "ar"
        else str(settings.CLINIC_NAME)
    )


def check_at() -> str:
    """Where a number is checked, as it is printed and typed."""
    return f"{settings.BASE_URL}{reverse('documents:check')}"


def _page(kind: LetterKind, content: Content, language: str, numbered: dict[str, Any]) -> str:
    with override(language):
        context = _context(kind, content, language) | numbered
        return isolated(render_to_string("documents/letters/paper.html", context))


def isolated(page: str) -> str:
    """The page with Unicode's isolates for every `<bdi>`, line by line.

    The press knows `dir` of whole blocks and no `unicode-bidi`: without these signs "120/80",
    "-5" and an English sentence in an Arabic paper would turn round.
    """
    return _BDI.sub(_isolate, _TIME.sub("", page))


def _isolate(found: "re.Match[str]") -> str:
    opened, inside = found.groups()
    begins = LTR if 'dir="ltr"' in opened else FIRST_STRONG
    parts = "\n".join(f"{begins}{each}{POP}" if each else "" for each in inside.split("\n"))
    return parts if _ONLY_ISOLATES.fullmatch(opened) else f"{opened}{parts}</bdi>"


def _context(kind: LetterKind, content: Content, language: str) -> dict[str, Any]:
    subject, taken = content.subject, content.vital_signs
    return {
        "kind": kind,
        "title": label_of(KINDS, kind),
        "clinic": clinic_name(language),
        "clinic_zone": CLINIC_ZONE,
        "content": content,
        "subject": subject,
        "record_number": subject.record_number and spoken_record_number(subject.record_number),
        "patient_id": subject.patient_id,
        "sex": label_of(SEXES, subject.sex),
        "medicines": [line_of(each, language) for each in content.medicines],
        "diagnoses": [(each, _plain(each, language)) for each in content.diagnoses],
        "back_by": _back_by(content),
        "vitals": [_vital(each) for each in measurements(taken)] if taken else [],
    }


def line_of(given: Prescription, language: str) -> Line:
    """A medicine for readers of that language; the name as it was written stands beside it."""
    listed = medicines.coded(given.atc) or medicines.named(given.medication)
    name = listed.name_in(language) if listed else given.medication
    names = {each.casefold() for each in listed.names} if listed else set()
    same = " ".join(given.medication.split()).casefold() in names | {name.casefold()}
    how = instruction_parts(given.written, given.instruction)
    return Line(name=name, written="" if same else given.medication, how=how)


def _back_by(content: Content) -> date | None:
    """The day to be back by, where the entry names a span."""
    seen, follow_up = content.seen_at, content.follow_up
    return follow_up.due_on(clinic_date(seen)) if follow_up and seen else None


def _plain(diagnosis: Diagnosis, language: str) -> str:
    words = plain_words.of(diagnosis.code)
    return words.name_in(language) if words else ""


def _vital(taken: Measurement) -> tuple[str, str, str]:
    unit = taken.symbol or gettext("unit not recorded")
    return label_of(VITALS, taken.name), str(taken.value), unit
