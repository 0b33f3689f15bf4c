"""What the front desk knows of one patient: contact details and visits."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from appointments.booking.visit_lists import visits_of
from appointments.notifications.returned_mail import returned_mail_of
from appointments.visits.models import Appointment
from medisecure.clock import from_utc_text, utc_text
from medisecure.dynamodb.calls.parallel import in_parallel
from medisecure.errors import NotFound
from medisecure.identity.person import Guardian, Identifiers
from medisecure.identity.portal.email_change import EmailChanges
from medisecure.identity.portal.invitations import Invitations
from medisecure.identity.repository import Colleagues
from medisecure.web.display.frame import begin_counts
from medisecure.web.display.paging import links_of, mark_of
from medisecure.web.display.words.channels import CHANNELS
from medisecure.web.requests import ClinicalRequest
from medisecure.written.numbers import spoken_record_number
from patients.change_requests.repository import ChangeRequests
from patients.correction.wording import corrections_of
from patients.details.portal_panel import portal_panel
from patients.linking.repository import Merges
from patients.profile.models import Demographics
from patients.profile.open_patient import open_patient
from patients.registration.forms import GENDERS
from patients.registration.wording import LANGUAGE_NAMES
from patients.search.wanted_slot import slot_query
from providers.directory.models import Provider
from providers.directory.repository import Providers


@require_safe
def details(request: ClinicalRequest, patient_id: str) -> HttpResponse:
    """Who the patient is, and their visits: those to come, and the past ones a page at a time."""
    uow = request.uow
    uow.require("desk:read")
    begin_counts(request)
    before = _before(request)
    # What is asked by the patient's id goes first: it asks for their other ids beside itself, which
    # an invitation that is not there wants to know as well.
    patient, corrections, visits, merges, asked, invitation, email_change = in_parallel(
        lambda: open_patient(uow, patient_id),
        lambda: corrections_of(uow, patient_id),
        lambda: visits_of(uow, patient_id, before=before, cursor=mark_of(request)),
        lambda: Merges(uow).of(patient_id),
        lambda: ChangeRequests(uow).of_patient(patient_id),
        lambda: Invitations(uow).of(patient_id),
        lambda: EmailChanges(uow).of(patient_id),
    )
    inviter = [invitation.invited_by] if invitation else []
    visits, doctors, people, returned = in_parallel(
        lambda: visits.as_they_are(uow),
        lambda: Providers(uow).by_id(visits.provider_ids),
        lambda: Colleagues(uow).named(inviter),
        lambda: returned_mail_of(uow, patient),
    )
    by = "".join(each.display_name for each in people.values())
    context = {
        "patient": patient,
        "facts": facts_of(patient),
        "portal": portal_panel(patient, invitation, email_change, uow.at, by=by),
        "returned": returned,
        "corrections": corrections,
        "asked": [each for each in asked if each.is_open],
        "joinings": [each for each in merges if each.holds or each.is_under_way],
        "coming": rows_of(visits.coming, doctors),
        "called_off": rows_of(visits.called_off, doctors),
        "past": rows_of(visits.past.items, doctors),
        "pages": links_of(request, visits.past, before=utc_text(before)),
        "slot": slot_query(request.GET),
    }
    return render(request, "patients/registration/details.html", context)


def rows_of(visits: Iterable[Appointment], doctors: Mapping[str, Provider]) -> list[dict[str, Any]]:
    """Each visit with its doctor's name, or the id of a doctor who is no longer known."""
    return [
        {
            "visit": each,
            "doctor": doctors[each.provider_id].display_name
            if each.provider_id in doctors
            else each.provider_id,
        }
        for each in visits
    ]


def _before(request: ClinicalRequest) -> datetime:
    """Where past begins: now, or when the reader opened the list (page marks hold only for it)."""
    asked = request.GET.get("before", "")
    if not asked:
        return request.uow.at
    try:
        return from_utc_text(asked)
    except ValueError as error:
        raise NotFound from error


def guardian_facts(guardian: Guardian | None) -> list[dict[str, Any]]:
    """Who answers for the patient, and how to reach them."""
    if guardian is None:
        return []
    return [
        {
            "label": _("Guardian or carer"),
            "value": [each for each in (guardian.name, guardian.relationship) if each],
        },
        {"label": _("Their phone"), "value": guardian.phone_number, "kind": "phone"},
        {"label": _("Their e-mail"), "value": guardian.email},
    ]


def _there(*facts: dict[str, Any]) -> list[dict[str, Any]]:
    """Those of the facts that are known: what few people have is not missing from the others."""
    return [fact for fact in facts if fact["value"]]


def facts_of(patient: Demographics) -> list[dict[str, Any]]:
    """What the desk knows of a patient, labelled."""
    who, wishes, home = patient.personal_info, patient.preferences, patient.personal_info.address
    lines = (home.street, home.city, home.state, home.postal_code, home.country) if home else ()
    language = wishes.language if wishes else None
    ids, guardian = who.identifiers or Identifiers(), who.guardian
    spoken = spoken_record_number(ids.record_number) if ids.record_number else None
    return [
        *_there(
            {"label": _("Record number"), "value": spoken, "kind": "id"},
            {"label": _("Qatari id (QID)"), "value": ids.national_id, "kind": "id"},
            {"label": _("Passport number"), "value": ids.passport_number, "kind": "id"},
            {"label": _("Former names"), "value": who.previous_names},
        ),
        {"label": _("Phone"), "value": who.phone_number, "kind": "phone"},
        {"label": _("E-mail"), "value": who.email},
        {"label": _("Sex"), "value": dict(GENDERS).get(who.gender or "-", who.gender)},
        *guardian_facts(guardian),
        {"label": _("Address"), "value": [line for line in dict.fromkeys(lines) if line]},
        {"label": _("Language"), "value": LANGUAGE_NAMES.get(language or "", language)},
        {
            "label": _("Reminders by"),
            "value": CHANNELS.get(wishes.communication_method) if wishes else None,
        },
        {"label": _("Registered"), "value": patient.created_at, "kind": "date"},
    ]
