"""The entry a note becomes, and where its doctor goes on once it is signed."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from ulid import ULID

from appointments.visits.models import Appointment
from appointments.visits.repository import Appointments
from documents.letters.models import LetterKind
from documents.letters.services import LetterRequest, made
from documents.letters.writing import Drafted, certificate_id, drafted, language_for
from medisecure.clock import CLINIC_ZONE, zone
from medisecure.dynamodb.calls.parallel import in_parallel
from medisecure.dynamodb.unit_of_work import UnitOfWork
from medisecure.local_day import day_bounds
from medisecure.web.requests import ClinicalRequest
from patients.encounter.models import Sent
from patients.encounter.note import Note
from patients.encounter.page import NoteView
from patients.encounter.services import Becoming, Signed
from patients.profile.models import Patient
from patients.profile.repository import Patients
from patients.records.models import Record, Status, VisitInfo
from providers.directory.models import Provider
from providers.directory.repository import Providers

KIND = "CONSULTATION"


def record_from(uow: UnitOfWork, view: NoteView, note: Note, sent: Sent) -> Record:
    """The entry of a note that was found valid; its instant is when the note was begun.

    That instant is part of its key: the same form sent twice names the same entry.
    """
    cleaned = note.visit.cleaned_data
    own = view.own[0] if view.own else None
    record_id = view.stored.record_id if view.stored else sent.record_id
    seen_at = own.seen_at if own else note.visit.seen_at(ULID.from_str(record_id[-26:]).datetime)
    return Record(
        record_id=record_id,
        record_type=own.record_type if own else KIND,
        patient_id=view.subject.patient_id,
        provider_id=uow.actor.user_id,
        appointment_id=view.subject.appointment_id or None,
        visit_info=VisitInfo(
            date=seen_at, type=cleaned["visit_type"] or None, duration=cleaned["visit_minutes"],
            location=cleaned["location"] or None,
        ),
        clinical_data=note.clinical_data(),
        follow_up=note.plan.made,
        attachments=note.attachments.found,
        sick_leave=note.leave.leave,
        is_sensitive="sensitive" in note.typed,
        status=Status.COMPLETED,
        created_at=uow.at,
        updated_at=uow.at,
    )  # fmt: skip


def becoming(uow: UnitOfWork, view: NoteView, record: Record) -> Becoming:
    """The entry, and if it certifies a sick leave the certificate that is issued with it.

    That is in the patient's language and does not say why. Its id is made of the entry's, so that
    a note that is sent twice certifies once.
    """
    if record.sick_leave is None:
        return Becoming(entry=record, used=view.at_hand.used)
    patient: Patient
    doctor: Provider
    patient, doctor = in_parallel(
        lambda: Patients(uow).get(record.patient_id),
        lambda: Providers(uow).get(record.provider_id),
    )
    of = Drafted(patient=patient, author=doctor, record=record)
    order = LetterRequest(
        letter_id=certificate_id(record.record_id), kind=LetterKind.SICK_LEAVE,
        language=language_for(patient), content=drafted(LetterKind.SICK_LEAVE, of),
        record_id=record.record_id, is_sensitive=record.is_sensitive,
    )  # fmt: skip
    certificate = made(uow, record.patient_id, order)
    return Becoming(entry=record, certificate=certificate, used=view.at_hand.used)


def going_on(request: ClinicalRequest, view: NoteView) -> Appointment | None:
    """The visit the doctor goes on with; None where signing leads to the entry itself."""
    if view.visit is None or request.POST.get("sign") == "stay":
        return None
    return next_visit(request.uow, view.visit)


def after(
    request: ClinicalRequest, view: NoteView, done: Signed, following: Appointment | None
) -> HttpResponse:
    """Say that it is signed; from a visit the doctor goes on with the next one of the day."""
    patient_id, entry = view.subject.patient_id, done.entry
    messages.success(request, _("Corrected.") if view.own else _("Signed."))
    if entry.sick_leave:
        _tell_of_certificate(request, view, entry)
    if view.visit is None or request.POST.get("sign") == "stay":
        return redirect("patients:record", patient_id, entry.record_id)
    if done.visit is None and view.visit.is_live:
        messages.warning(
            request, _("The visit itself is not completed: note its steps on the day, please.")
        )
    query = f"?visit={following.appointment_id}#patient" if following else ""
    return redirect(reverse("providers:day") + query)


def _tell_of_certificate(request: ClinicalRequest, view: NoteView, entry: Record) -> None:
    """Where to print it; after a correction of the days: that the paper says other ones."""
    before = view.own[0] if view.own else None
    if before is None:
        url = reverse("documents:letter", args=[entry.patient_id, certificate_id(entry.record_id)])
        messages.info(request, link(url, _("The sick-leave certificate is issued: print it.")))
    elif before.sick_leave != entry.sick_leave:
        url = reverse("documents:letters", args=[entry.patient_id])
        told = _("A certificate of other days holds until you withdraw it: issue it anew.")
        messages.warning(request, link(url, told))


def link(url: str, words: str) -> SafeString:
    """A message that leads on."""
    return format_html('<a href="{}">{}</a>', url, words)


def next_visit(uow: UnitOfWork, done: Appointment) -> Appointment | None:
    """Who comes next today: whoever waits, the earliest first, else the next planned one."""
    bounds = day_bounds(uow.today, zone(CLINIC_ZONE))
    today = Appointments(uow).of_provider(uow.actor.user_id, *bounds)
    others = [v for v in today if v.appointment_id != done.appointment_id and v.is_live]
    waiting = [each for each in others if each.status.is_waiting]
    planned = [each for each in others if each.status.is_movable and each.ends_at > uow.at]
    return next(iter([*waiting, *planned]), None)
