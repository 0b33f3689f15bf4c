"""A patient's chart as it is read: the list of its entries, and one entry in full."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from documents.letters.models import Letter
from documents.letters.repository import Letters
from documents.letters.writing import certificate_id
from documents.models import Document
from documents.repository import Documents
from documents.wording import DOCUMENT_TYPES
from medisecure.dynamodb.calls.parallel import in_parallel
from medisecure.dynamodb.unit_of_work import Page
from medisecure.web.display.paging import links_of, mark_of
from medisecure.web.display.words.wording import label_of
from medisecure.web.input.as_of import read_as_of
from medisecure.web.requests import ClinicalRequest
from patients.coding.wording import plainly
from patients.prescribing.wording import instruction_parts
from patients.profile.banner import Banner, open_to_read
from patients.record_pages.protected_entry import protected
from patients.records.as_of import entry_at, is_doctor, lines_of
from patients.records.header import RecordHeader
from patients.records.lines.listed import RecordLine, listed
from patients.records.models import Record, Status
from patients.records.repository import RecordHeaders, Records
from patients.records.versions import RecordVersion, Versions
from patients.records.wording import RECORD_STATES, RECORD_TYPES, SEVERITIES, VISIT_TYPES
from patients.vitals.measurements import Measurement, measurements
from patients.vitals.wording import VITALS
from providers.directory.models import Provider
from providers.directory.repository import Providers

MOST_ATTACHMENTS = 20
# Kept left to right in a sentence of any direction: "= 37.0 °C".
SAME = "\N{LEFT-TO-RIGHT ISOLATE}= {}\N{NO-BREAK SPACE}{}\N{POP DIRECTIONAL ISOLATE}"


@dataclass(frozen=True, slots=True)
class Paper:
    """An attachment; `document` is None where the reader may not open it."""

    kind: str
    document: Document | None


def line_of(record: Record, doctors: dict[str, Provider]) -> RecordLine:
    """The entry as lists and its own page show it."""
    doctor = doctors.get(record.provider_id)
    state = label_of(RECORD_STATES, record.status) if record.status in RECORD_STATES else ""
    name = doctor.display_name if doctor else ""
    return RecordLine(record, name, label_of(RECORD_TYPES, record.record_type), state)


def shut_line(record: RecordHeader, doctors: dict[str, Provider]) -> RecordLine:
    """A protected entry of another doctor: that it is there, and by whom."""
    doctor = doctors.get(record.provider_id)
    return RecordLine(record, doctor.display_name if doctor else "", "", _("Protected"))


@require_safe
def records(request: ClinicalRequest, patient_id: str) -> HttpResponse:
    """The entries of a chart, the newest first."""
    banner: Banner
    page: Page[Record]
    banner, page = in_parallel(
        lambda: open_to_read(request, patient_id),
        lambda: Records(request.uow).latest(patient_id, cursor=mark_of(request)),
    )
    as_of, at = read_as_of(request)
    shown = Versions(request.uow).as_of(page.items, at) if at else page.items
    shut = [each for each in page.shut if at is None or each.seen_at <= at]
    doctors = Providers(request.uow).by_id(
        each.provider_id for each in [*page.items, *shut]
    )  # fmt: skip
    lines = [*(line_of(each, doctors) for each in shown), *(shut_line(e, doctors) for e in shut)]
    newest_first = sorted(lines, key=lambda e: e.record.seen_at, reverse=True)
    context = {
        "banner": banner,
        "lines": listed(newest_first, f"?{request.GET.urlencode()}" if at else ""),
        "pages": links_of(request, page), "as_of": as_of, "at": at,
        "is_doctor": is_doctor(request),
    }  # fmt: skip
    return render(request, "patients/records/records.html", context)


@require_safe
def record(request: ClinicalRequest, patient_id: str, record_id: str) -> HttpResponse:
    """One entry: what brought the patient, what was found, what was decided, what comes next."""
    doctor, (as_of, at) = is_doctor(request), read_as_of(request)
    banner: Banner
    found: list[Record]
    versions: list[RecordVersion]
    banner, found, versions = in_parallel(
        lambda: open_to_read(request, patient_id),
        lambda: Records(request.uow).open_to_actor(patient_id, record_id),
        lambda: Versions(request.uow).of(patient_id, record_id) if doctor else [],
    )
    opened = None if found else protected(request, patient_id, record_id)
    now = found[0] if opened is None else opened.entry
    if now is None:
        return redirect("patients:record-open", patient_id, record_id)
    entry = entry_at(now, versions, at)
    if entry is None:
        messages.info(request, _("This entry was not signed yet at that time."))
        return redirect("patients:record", patient_id, record_id)
    doctors, papers, certificate, older, newer = companions_of(request, entry)
    vitals = entry.clinical_data and entry.clinical_data.vital_signs
    taken = measurements(vitals) if vitals else []
    context = {
        "banner": banner,
        "record": entry,
        "clinical": entry.clinical_data,
        "line": line_of(entry, doctors),
        "visit_type": label_of(VISIT_TYPES, entry.visit_info.type),
        "vitals": [vital_fact(each) for each in taken],
        "any_inferred": any(each.is_inferred for each in taken),
        "diagnoses": [
            (each, label_of(SEVERITIES, each.severity), plainly(each.code))
            for each in entry.diagnoses
        ],
        "papers": papers,
        "prescriptions": [
            (each, instruction_parts(each.written, each.instruction))
            for each in entry.prescriptions
        ],
        "addenda": [(each, name_in(doctors, each.by)) for each in entry.addenda or []],
        "amended_by": name_in(doctors, entry.amended.by) if entry.amended else "",
        "certificate": certificate, "older": older, "newer": newer, "may_issue": doctor,
        "opening": opened.opening if opened else None,
        "versions": lines_of(versions, entry),
        "as_of": as_of, "at": at, "is_doctor": doctor, "since": since(now, entry),
        "may_add": doctor and not at and not opened and entry.status.is_final
        and not banner.preparing,
        "may_correct": entry.provider_id == request.person.user_id,
    }  # fmt: skip
    return render(request, "patients/records/record.html", context)


def since(now: Record, shown: Record) -> str:
    """What was done to the entry after it stood as it is shown; empty if it stands so."""
    if now == shown:
        return ""
    if now.status is Status.ENTERED_IN_ERROR:
        return _("It was struck out since: nothing in it counts.")
    return _("It was changed since: this is not how it stands now.")


def companions_of(
    request: ClinicalRequest, entry: Record
) -> tuple[dict[str, Provider], list[Paper], Letter | None, str, str]:
    """The entry's doctors, attachments and certificate, as far as the reader may know them.

    The last two are the ids of the entries before and after it.
    """
    attached = (entry.attachments or [])[:MOST_ATTACHMENTS]
    wanted = [each.document_id for each in attached]
    doctors: dict[str, Provider]
    found: dict[str, Document]
    certificate: list[Letter]
    doctors, found, certificate, older, newer = in_parallel(
        lambda: Providers(request.uow).by_id(hands_of(entry)),
        lambda: Documents(request.uow).attached(entry.patient_id, wanted),
        lambda: Letters(request.uow).find(entry.patient_id, certificate_id(entry.record_id))
        if entry.sick_leave else [],
        lambda: RecordHeaders(request.uow).before(entry),
        lambda: RecordHeaders(request.uow).after(entry),
    )  # fmt: skip
    papers = [
        Paper(label_of(DOCUMENT_TYPES, each.type), found.get(each.document_id)) for each in attached
    ]
    return doctors, papers, next(iter(certificate), None), older, newer


def hands_of(entry: Record) -> list[str]:
    """Everybody who wrote on the entry."""
    later = [each.by for each in entry.addenda or []]
    return [entry.provider_id, *later, *([entry.amended.by] if entry.amended else [])]


def name_in(doctors: dict[str, Provider], user_id: str) -> str:
    """A doctor's name, as far as it is known."""
    found = doctors.get(user_id)
    return found.display_name if found else ""


def vital_fact(taken: Measurement) -> dict[str, object]:
    """One vital sign as it was recorded, for the list of facts."""
    label, note = label_of(VITALS, taken.name), vital_note(taken)
    return {"label": label, "value": taken.value, "unit": taken.symbol, "note": note}


def vital_note(taken: Measurement) -> str:
    """The same in the unit we show, and whether the unit was worked out (`*`) or is unknown."""
    shown = taken.shown
    same = SAME.format(shown.value, shown.symbol) if shown.unit != taken.unit else ""
    unknown = _("unit not recorded") if taken.unit is None else ""
    notes = _("; ").join(part for part in (same, unknown) if part)
    return " ".join(filter(None, (f"({notes})" if notes else "", "*" if taken.is_inferred else "")))
