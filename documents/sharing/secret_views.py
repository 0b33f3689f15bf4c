"""What a patient shared, for whoever has the link and the code: nobody is signed in before it.

It acts under a name of its own, which the trail then holds. A link that never was, was taken back,
ran out or was closed by wrong codes leads to one and the same page.
"""

from contextlib import closing
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from documents.details.views import ViewRequest, look, read_view_request
from documents.repository import Documents
from documents.services import hold_back_altered, to_view
from documents.sharing import services
from documents.sharing.forms import CodeForm
from documents.sharing.models import Share
from documents.views import line_of
from medisecure.access.actor import system
from medisecure.access.limits import LimitedAction
from medisecure.dynamodb.calls.parallel import in_parallel
from medisecure.dynamodb.unit_of_work import UnitOfWork
from medisecure.errors import Conflict, NotFound
from medisecure.web.limits import start_counting
from medisecure.web.open_to_all import open_to_all
from medisecure.web.requests import request_context_of
from medisecure.wiring import unit_of_work
from patients.lists.models import ListName
from patients.lists.repository import Lists
from patients.profile.repository import Patients

JOB = "shared-link"
GONE = 404


@require_http_methods(["GET", "POST"])
@open_to_all
def shared(request: HttpRequest, secret: str) -> HttpResponse:
    """Ask for the code; show what was shared to who has it.

    How often an address tries is counted beside the first look-up, before any code is weighed.
    """
    counted = start_counting(request, LimitedAction.CHECK) if request.method == "POST" else None
    with closing(unit_of_work(system(JOB), request_context_of(request))) as uow:
        found = services.working_share(uow, secret)
        if counted:
            counted()
        if found is None:
            return over(request)
        form = CodeForm(request.POST if request.method == "POST" else None)
        if request.method == "POST" and form.is_valid():
            again = "page" in request.POST
            try:
                right = services.is_right(uow, found, form.cleaned_data["code"], again=again)
            except Conflict:
                right = False
            if right:
                return render_shared(request, uow, found)
            if services.working_share(uow, secret) is None:
                return over(request)  # that was one wrong code too many
            form.add_error("code", _("This is not the code of this link. Ask the patient for it."))
        return render(request, "documents/sharing/code.html", {"form": form})


def over(request: HttpRequest) -> HttpResponse:
    """The one page of all that leads nowhere."""
    return render(request, "documents/sharing/over.html", {}, status=GONE)


def render_shared(request: HttpRequest, uow: UnitOfWork, share: Share) -> HttpResponse:
    """What was shared, as it stands now; nothing of what the patient may not see any more."""
    document_id, whose = share.document_id, share.patient_id
    patient, items, document = in_parallel(
        lambda: Patients(uow).get(whose),
        lambda: Lists(uow).now(whose) if document_id is None else [],
        lambda: Documents(uow).get(whose, document_id) if document_id else None,
    )
    context: dict[str, Any] = {"share": share, "patient": patient, "code": request.POST["code"]}
    if document is None:
        names = ("problems", ListName.CONDITION), ("medicines", ListName.MEDICATION), (
            "vaccines", ListName.IMMUNIZATION)  # fmt: skip
        context["lists"] = [
            (name, [each for each in items if each.list_name is which]) for name, which in names
        ]
        return render(request, "documents/sharing/summary.html", context)
    if not document.visible_to_patient:
        raise NotFound
    wanted: ViewRequest = read_view_request(request.POST)
    looked = look(document, wanted)
    if looked.is_altered:
        with closing(unit_of_work(system(JOB), request_context_of(request))) as other:
            hold_back_altered(other, document)
        raise NotFound
    to_view(uow, document)
    context |= {
        "document": document, "line": line_of(document), "asked": wanted,
        "shown": looked.shown, "why_not": looked.why_not,
    }  # fmt: skip
    return render(request, "documents/sharing/document.html", context)
