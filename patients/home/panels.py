"""Medicines, documents and looks on a home, written without the template engine.

See docs/adr/0089-what-templates-repeat.md.
"""

from collections.abc import Iterable

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from documents.models import ListedDocument
from documents.wording import DOCUMENT_TYPES
from medisecure.web.display.marks import decoration
from medisecure.web.display.markup.addresses import address
from medisecure.web.display.markup.panels import empty_state, panel, panel_link
from medisecure.web.display.values import framed, parts, value
from medisecure.web.display.words.wording import label_of
from patients.chart.current_lists import Medicine
from patients.viewed_by.look_lines import look_lines
from patients.viewed_by.looks import Look


def medicines_now(medicines: Iterable[Medicine]) -> SafeString:
    """Each with how it is taken and until when."""
    lines, nothing = "".join(map(_medicine, medicines)), ""
    if not lines:
        nothing = _muted(_("No medicine prescribed here is being taken today."))
    title = _("Medicines now")
    return panel("medicines-title", "pill", title, _list(lines) or nothing, name="medicines")


def _medicine(medicine: Medicine) -> str:
    name = framed("<bdi>", medicine.prescription.medication, "</bdi>")
    how, until = medicine.how, _("until your doctor changes it")
    if medicine.ends_on:
        until = _("until") + " " + value(medicine.ends_on, kind="date")
    told = f"{parts(how)} · " if how else ""
    return f'<li><p class="fw-semibold mb-0">{name}</p><p class="mb-0">{told}{until}</p></li>'


def latest_documents(patient_id: str, documents: Iterable[ListedDocument]) -> SafeString:
    """Each with what it is and its day, and the way to it."""
    inside = _list("".join(map(_document, documents)))
    if not inside:
        nothing = _("No documents yet. What the clinic shares with you appears here.")
        inside = empty_state(nothing, "document")
    links = panel_link(_("All documents"), "documents:of-patient", patient_id)
    title = _("Documents")
    return panel("documents-title", "document", title, inside, links=links, name="documents")


def _document(document: ListedDocument) -> str:
    where = address("documents:document", document.patient_id, document.document_id)
    opening = framed('<a class="fw-semibold" href="', where, '">')
    day, about = value(document.created_at, kind="date"), document.document_info.description
    comma = _(", ")
    kind = (
        value(about) if about else framed("", label_of(DOCUMENT_TYPES, document.document_type), "")
    )
    return (
        f"<li>{decoration('document')} {opening}{value(document.title)}"
        f'<span class="visually-hidden">{comma}{day}</span></a> '
        f'<span class="d-block muted">{kind} · {day}</span></li>'
    )


def viewed_by(patient_id: str, looks: Iterable[Look]) -> SafeString:
    """The latest looks of others, and the ways to all of them and to who may look."""
    lines = look_lines(looks)
    inside = (
        f'<ol class="timeline">{lines}</ol>'
        if lines
        else _muted(_("Nobody but you has looked at your record lately."))
    )
    who = panel_link(_("Who may look"), "patients:access", patient_id)
    everyone = panel_link(_("Everyone who looked"), "patients:viewed-by", patient_id)
    links = f"{who} {everyone}"
    return panel("viewed-title", "eye", _("Viewed by"), inside, links=links, name="viewed")


def _list(lines: str) -> str:
    return f'<ul class="list-unstyled stack mb-0">{lines}</ul>' if lines else ""


def _muted(sentence: str) -> str:
    return f'<p class="muted mb-0">{sentence}</p>'
