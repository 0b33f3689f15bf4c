"""Who looked at my record: the patient's own page of the audit trail."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from medisecure.dynamodb.audit_entries import AuditEntries
from medisecure.dynamodb.parallel import in_parallel
from medisecure.identity.repository import Colleagues
from medisecure.web.display.paging import links_of, mark_of
from medisecure.web.requests import ClinicalRequest
from patients.profile.open_patient import Part, open_patient
from patients.viewed_by.looks import by_others, looks, names_of
from patients.viewed_by.things import things_of

# A patient's own looks stand between those of others, so more is read than is shown.
ENTRIES_ON_PAGE = 100


@require_safe
def viewed_by(request: ClinicalRequest, patient_id: str) -> HttpResponse:
    """Everyone else's looks at the record, the latest first."""
    open_patient(request.uow, patient_id, Part.TRAIL)
    page = AuditEntries(request.uow).about(patient_id, mark_of(request), ENTRIES_ON_PAGE)
    others = by_others(page.items, *request.uow.link_of(patient_id).ids)
    is_own = patient_id in request.uow.actor.ids
    people, things = in_parallel(
        lambda: Colleagues(request.uow).named(each.entry.user_id for each in others),
        lambda: things_of(request.uow, patient_id) if is_own and others else {},
    )
    context = {
        "patient_id": patient_id,
        "is_own": is_own,
        "looks": looks(others, names_of(request.uow, patient_id, others, people), things),
        "since": page.items[-1].timestamp if page.items and page.next_cursor else None,
        "pages": links_of(request, page),
    }
    return render(request, "patients/viewed_by/viewed_by.html", context)
