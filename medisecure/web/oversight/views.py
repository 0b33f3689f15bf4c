"""Who did what to whose record: the audit trail by day, by person and by patient."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from medisecure.access.actor import Role
from medisecure.audit.event import AuditEvent
from medisecure.clock import zone
from medisecure.dynamodb.unit_of_work import Page, UnitOfWork
from medisecure.identity.person import Person
from medisecure.identity.repository import Colleagues
from medisecure.web.display.paging import MARK, mark_of
from medisecure.web.display.trail_words import for_officer
from medisecure.web.input.chosen_day import ChosenDay, chosen_day
from medisecure.web.oversight.day_entries import DayEntries
from medisecure.web.oversight.forms import QuestionForm
from medisecure.web.oversight.wording import PURPOSES, ROLES, said
from medisecure.web.requests import ClinicalRequest

AT_ONCE = 50
COLLEAGUES = frozenset({Role.PROVIDER, Role.STAFF, Role.COMPLIANCE})
PART = "part"  # which of the UTC days of a local day the page mark belongs to
PARTS = ("0", "1", "2")  # a day of 25 hours may touch three of them


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """The page of entries, and the address of the ones before them."""

    entries: list[AuditEvent]
    older: dict[str, Any]


@require_safe
def entries(request: ClinicalRequest) -> HttpResponse:
    """One page of the trail; every question is itself an entry in it."""
    request.uow.require("oversight:read")
    asked = chosen_day(request, zone(timezone.get_current_timezone_name()))
    form = QuestionForm(request.GET)
    found = Found(entries=[], older={})
    if form.is_valid() and not asked.problem:
        found = _found(request, form.cleaned_data, asked)
    names = _names(request.uow, found.entries)
    kept = _kept(form)
    context = {
        "form": form,
        "asked": asked,
        "person": kept.get("person", ""),
        "patient": kept.get("patient", ""),
        "rows": [_row(each, names) for each in found.entries],
        "clock": request.uow.at,
        "newer_url": f"?{urlencode(kept or {'date': str(asked.day)})}" if mark_of(request) else "",
        "older_url": f"?{urlencode(found.older)}" if found.older else "",
        "could_ask": form.is_valid() and not asked.problem,
    }
    return render(request, "oversight/entries.html", context)


def _kept(form: QuestionForm) -> dict[str, str]:
    """The question itself, without its page mark."""
    if not form.is_valid():
        return {}
    return {name: value for name, value in form.cleaned_data.items() if value}


def _found(request: ClinicalRequest, question: dict[str, str], asked: ChosenDay) -> Found:
    trail, mark = DayEntries(request.uow), mark_of(request)
    if question.get("person"):
        page = trail.by_person(question["person"], mark, AT_ONCE)
        return _paged(page, person=question["person"])
    if question.get("patient"):
        page = trail.about(question["patient"], mark, AT_ONCE)
        return _paged(page, patient=question["patient"])
    clock = zone(timezone.get_current_timezone_name())
    told = request.GET.get(PART, "")
    part = PARTS.index(told) if mark and told in PARTS else 0
    page, part = trail.on_local(asked.day, clock, part, mark, AT_ONCE)
    return _paged(page, date=asked.day, part=part)


def _paged(page: Page[AuditEvent], **question: Any) -> Found:
    older = {**question, MARK: page.next_cursor} if page.next_cursor else {}
    return Found(entries=page.items, older=older)


def _names(uow: UnitOfWork, shown: Sequence[AuditEvent]) -> dict[str, Person]:
    """Those who work here, by id; patients stay ids."""
    return Colleagues(uow).named(each.user_id for each in shown if each.role in COLLEAGUES)


def _row(entry: AuditEvent, names: dict[str, Person]) -> dict[str, Any]:
    person = names.get(entry.user_id)
    resources = entry.resources or [entry.resource_id]
    return {
        "entry": entry,
        "name": person.display_name if person else "",
        "role": said(ROLES, entry.role),
        "action": for_officer(entry.action),
        "purpose": said(PURPOSES, entry.purpose) if entry.purpose else "",
        "resources": resources,
        "count": entry.resource_count or len(resources),
        "unnamed": max(0, (entry.resource_count or 0) - len(resources)),
    }
