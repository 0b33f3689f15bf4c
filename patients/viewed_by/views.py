"""Who looked at my record: the patient's own page of the audit trail."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from medisecure.access.actor import Role
from medisecure.audit.event import AuditEvent
from medisecure.audit.grouping import Line
from medisecure.dynamodb.calls.parallel import in_parallel
from medisecure.dynamodb.repositories.audit_entries import AuditEntries
from medisecure.dynamodb.unit_of_work import Page, UnitOfWork
from medisecure.identity.repository import Colleagues, PatientNames, ProxyNames
from medisecure.web.display.frame import begin_counts
from medisecure.web.display.paging import links_of, mark_of
from medisecure.web.requests import ClinicalRequest
from patients.profile.open_patient import Part, open_patient
from patients.viewed_by.look_lines import look_lines
from patients.viewed_by.looks import by_others, looks, names_of
from patients.viewed_by.seen_names import names_of_seen

# A patient's own looks stand between those of others, so more is read than is shown: a page at
# least, and further ones as long as nobody else is on them.
ENTRIES_ON_PAGE = 100
MOST_PAGES = 5


@require_safe
def viewed_by(request: ClinicalRequest, patient_id: str) -> HttpResponse:
    """Everyone else's looks at the record, the latest first."""
    asks_all = request.role is Role.COMPLIANCE
    if asks_all:
        begin_counts(request)
    open_patient(request.uow, patient_id, Part.TRAIL)
    page, others = _page_with_others(request.uow, patient_id, mark_of(request))
    is_own = patient_id in request.uow.actor.ids
    looked_at = {thing for line in others for thing in line.things}
    acted = {each.entry.user_id for each in others if each.entry.role == Role.PROXY}
    people, things, patients, proxies = in_parallel(
        lambda: Colleagues(request.uow).named(each.entry.user_id for each in others),
        lambda: names_of_seen(request.uow, patient_id, looked_at) if is_own and others else {},
        lambda: PatientNames(request.uow).by_id([patient_id, *acted] if asks_all else []),
        lambda: ProxyNames(request.uow).by_id(acted if asks_all else []),
    )
    names = names_of(request.uow, patient_id, others, people) | patients | proxies
    context = {
        "patient_id": patient_id,
        "patient_name": patients.get(patient_id, ""),
        "is_own": is_own,
        "may_ask_all": asks_all,
        "look_lines": look_lines(looks(others, names, things)),
        "since": page.items[-1].timestamp if page.items and page.next_cursor else None,
        "pages": links_of(request, page),
    }
    return render(request, "patients/viewed_by/viewed_by.html", context)


def _page_with_others(
    uow: UnitOfWork, patient_id: str, mark: str
) -> tuple[Page[AuditEvent], list[Line]]:
    """A page of the trail and what others did on it; pages that are all the patient's are passed.

    Whoever reads their own record often would find an empty page instead of who looked at it.
    """
    entries = AuditEntries(uow)
    for _ in range(MOST_PAGES):
        page = entries.told_to(patient_id, mark, ENTRIES_ON_PAGE)
        others = by_others(page.items, *uow.link_of(patient_id).ids)
        if others or not page.next_cursor:
            break
        mark = page.next_cursor
    return page, others
