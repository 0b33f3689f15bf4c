"""For whom the signed-in person acts: begin, stop, and end it for good."""

from contextlib import closing
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.middleware.csrf import rotate_token
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from medisecure.access.actor import Role
from medisecure.access.proxies import Proxy
from medisecure.audit.actions import Action
from medisecure.dynamodb.repositories.proxies import Proxies
from medisecure.errors import AccessDenied, Conflict, NotFound
from medisecure.identity import acting
from medisecure.identity.acting import Subject
from medisecure.web.acting.relation_lines import last_day
from medisecure.web.acting.wording import RELATIONSHIPS, scopes_said
from medisecure.web.display.errors import error_text
from medisecure.web.display.words.wording import label_of
from medisecure.web.input.ids import id_or_none
from medisecure.web.open_to_all import as_oneself
from medisecure.web.requests import ClinicalRequest, request_context_of
from medisecure.wiring import unit_of_work


@dataclass(frozen=True, slots=True)
class Line:
    """One person for whom the reader acts."""

    proxy: Proxy
    relationship: Any
    may: list[Any]
    ends: date | None


@require_http_methods(["GET", "POST"])
@as_oneself
def people(request: ClinicalRequest) -> HttpResponse:
    """Everybody for whom the reader acts now, and the buttons to begin, stop and end it.

    Only the front desk can undo the last, so it is asked about first.
    """
    if request.role not in {Role.PATIENT, Role.PROXY}:
        raise NotFound
    asks = id_or_none(request.POST.get("end", "")) if "sure" not in request.POST else None
    if request.method == "POST" and not asks:
        return _pressed(request)
    uow = request.uow
    relations = Proxies(uow).of_person(request.person.user_id)
    lines = [line_of(each, request) for each in relations if each.scopes_at(uow.at)]
    lines.sort(key=lambda each: each.proxy.patient_name.casefold())
    now = acting.subject_of(request.session, request.person.user_id)
    return render(request, "acting/people.html", {"lines": lines, "now": now, "asks": asks})


def line_of(proxy: Proxy, request: ClinicalRequest) -> Line:
    """The relation in the words of whoever acts by it."""
    return Line(
        proxy=proxy,
        relationship=label_of(RELATIONSHIPS, proxy.relationship),
        may=scopes_said(proxy.scopes_at(request.uow.at)),
        ends=last_day(proxy),
    )


def _pressed(request: ClinicalRequest) -> HttpResponse:
    """One of the buttons. Forms of before a switch are refused: their token is another one."""
    if "stop" in request.POST:
        return _stopped(request)
    begins = id_or_none(request.POST.get("begin", ""))
    relation = _relation(request, begins or id_or_none(request.POST.get("end", "")))
    if relation is None:
        messages.error(request, _("You do not act for this person, or no longer."))
        return redirect("acting")
    if begins:
        return _begun(request, relation)
    try:
        with request.uow as uow:
            ended = relation.ended(by=request.person.user_id, at=uow.at)
            Proxies(uow).save(ended, Action.END_PROXY)
    except Conflict as refusal:
        messages.info(request, error_text(refusal))
    else:
        messages.success(request, _("You no longer act for this person."))
        now = acting.subject_of(request.session, request.person.user_id)
        if now and now.patient_id == relation.patient_id:
            acting.stop(request.session)
    return redirect("acting")


def _relation(request: ClinicalRequest, patient_id: str | None) -> Proxy | None:
    """The reader's relation to that patient while it allows something."""
    if not patient_id:
        return None
    try:
        found = Proxies(request.uow).find(patient_id, request.person.user_id)
    except AccessDenied:
        return None
    return found if found and found.scopes_at(request.uow.at) else None


def _begun(request: ClinicalRequest, relation: Proxy) -> HttpResponse:
    _note(request, Action.BEGIN_ACTING, relation.patient_id)
    subject = Subject(relation.patient_id, relation.patient_name)
    acting.begin(request.session, request.person.user_id, subject)
    rotate_token(request)
    return redirect("home")


def _note(request: ClinicalRequest, action: Action, patient_id: str) -> None:
    """Into the trail as the proxy they are for this patient."""
    actor = request.user.acting_for(patient_id)
    with closing(unit_of_work(actor, request_context_of(request))) as uow:
        uow.record(action, request.person.user_id, patient_id)


def _stopped(request: ClinicalRequest) -> HttpResponse:
    now = acting.subject_of(request.session, request.person.user_id)
    if now is not None:
        _note(request, Action.STOP_ACTING, now.patient_id)
        acting.stop(request.session)
        rotate_token(request)
    return redirect("home")
