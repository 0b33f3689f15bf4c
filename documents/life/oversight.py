"""Legal holds, what is due, and disposal by two people: for compliance, without any contents."""

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from documents.keeping import Queue
from documents.life import services
from documents.life.forms import ReasonForm
from documents.life.repository import Lives
from documents.life.wording import QUEUES
from documents.models import Document, Status
from documents.wording import DEEDS, DOCUMENT_TYPES
from medisecure.access.actor import system
from medisecure.document_store import set_legal_hold
from medisecure.dynamodb.calls.parallel import in_parallel
from medisecure.dynamodb.unit_of_work import UnitOfWork
from medisecure.errors import Conflict
from medisecure.identity.repository import Colleagues, PatientNames
from medisecure.web.display.errors import error_text
from medisecure.web.display.frame import begin_counts
from medisecure.web.display.paging import links_of, mark_of
from medisecure.web.display.words.wording import label_of
from medisecure.web.input.ids import is_id
from medisecure.web.input.posted_forms import form_of, is_sent
from medisecure.web.requests import ClinicalRequest

Service = Callable[[UnitOfWork, Document, str], Document]
DOES: Mapping[str, Service] = {
    "hold": services.hold, "lift": services.lift, "propose": services.propose,
    "agree": services.agree, "decline": services.decline,
}  # fmt: skip


@require_safe
def lives(request: ClinicalRequest) -> HttpResponse:
    """What is held, due, proposed or agreed on; or all documents of one patient."""
    uow = request.uow
    uow.require("document_life:page")
    asked, patient_id = request.GET.get("queue", ""), request.GET.get("patient", "").strip()
    queue = Queue(asked) if asked in set(Queue) else Queue.DUE
    whose = patient_id if is_id(patient_id) else ""
    kept, mark = Lives(uow), mark_of(request)
    page = kept.of_patient(whose, mark) if whose else kept.in_queue(queue, mark)
    names = PatientNames(uow).by_id({each.patient_id for each in page.items})
    asked_for = {"patient": whose} if whose else {"queue": queue.value}
    context = {
        "lines": [(each, label_of(DOCUMENT_TYPES, each.document_type),
                   names.get(each.patient_id, each.patient_id), state_of(each))
                  for each in page.items],
        "queues": [(each, words, each is queue and not whose) for each, words in QUEUES.items()],
        "title": label_of(QUEUES, queue), "patient": patient_id,
        "wrong": "patient" in request.GET and not whose,
        "pages": links_of(request, page, **asked_for),
    }  # fmt: skip
    return render(request, "documents/life/lives.html", context)


@require_http_methods(["GET", "POST"])
def life(request: ClinicalRequest, patient_id: str, document_id: str) -> HttpResponse:
    """One document's dates and deeds; the next step, with its reason."""
    uow = request.uow
    uow.require("document_life:page")
    found, form = Lives(uow).get(patient_id, document_id), form_of(request, ReasonForm)
    if is_sent(request, form) and (what := request.POST.get("do", "")) in DOES:
        try:
            done(uow, found, what, form.cleaned_data["reason"])
        except Conflict as refused:
            messages.error(request, error_text(refused))
        else:
            messages.success(request, _("Done, and noted with your name."))
        return redirect("documents:life", patient_id, document_id)
    begin_counts(request)
    people, names = in_parallel(
        lambda: Colleagues(uow).named({each.by for each in found.changes}),
        lambda: PatientNames(uow).by_id([patient_id]),
    )
    context: dict[str, Any] = {
        "document": found, "kind": label_of(DOCUMENT_TYPES, found.document_type), "form": form,
        "name": names.get(patient_id, ""),
        "waits_for_another": found.keeping.queue is Queue.PROPOSED
        and found.keeping.proposed_by == uow.actor.user_id,
        "state": state_of(found), "steps": steps_of(found, uow.actor.user_id),
        "history": [
            (label_of(DEEDS, each.deed), each.at, each.reason,
             people[each.by].display_name if each.by in people else own_or_id(each.by))
            for each in reversed(found.changes)
        ],
    }  # fmt: skip
    return render(request, "documents/life/life.html", context)


def done(uow: UnitOfWork, found: Document, what: str, reason: str) -> None:
    """Do it; a hold is set in the store before it is noted, and lifted there after."""
    file = found.file_info
    if what == "hold" and file.s3_key:  # of what is disposed of there is no file
        set_legal_hold(file.s3_key, file.s3_version, on=True)
    DOES[what](uow, found, reason)
    if what == "lift":
        set_legal_hold(file.s3_key, file.s3_version, on=False)


def own_or_id(user_id: str) -> str:
    """Whoever is no colleague, by id; empty for a program of our own."""
    return "" if user_id.startswith(system("").user_id) else user_id


def state_of(document: Document) -> str:
    """Where it stands, in words; empty for one that is simply kept."""
    if document.status is Status.DISPOSED:
        return label_of(DEEDS, "DISPOSED")
    return label_of(QUEUES, document.queue)


def steps_of(document: Document, me: str) -> list[str]:
    """What may be done next by this person."""
    keeping = document.keeping
    if document.status is Status.DISPOSED:
        return []
    if keeping.is_held:
        return ["lift"]
    if keeping.agreed_at:
        return ["hold", "decline"]
    if keeping.proposed_at:
        return ["hold", "decline"] if keeping.proposed_by == me else ["hold", "agree", "decline"]
    return ["hold", "propose"] if keeping.due_on else ["hold"]
