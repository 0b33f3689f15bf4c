"""All documents of one kind (the schema's pattern 6), of the patients in the reader's care."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from documents.kinds import KINDS
from documents.repository import Documents
from documents.views import line_of
from documents.wording import DOCUMENT_TYPES
from medisecure.web.display.paging import links_of, mark_of
from medisecure.web.display.words.wording import label_of
from medisecure.web.requests import ClinicalRequest
from patients.profile.repository import DemographicsOf


@require_safe
def of_type(request: ClinicalRequest) -> HttpResponse:
    """The kinds to choose from and, of the chosen one, every document, the newest first."""
    uow = request.uow
    uow.require("document:list-page")
    chosen = request.GET.get("type", "")
    kind = chosen if chosen in KINDS else next(iter(KINDS))
    page = Documents(uow).of_type(kind, cursor=mark_of(request))
    people = DemographicsOf(uow).by_id({each.patient_id for each in page.items})
    lines = [
        (line_of(each), people[each.patient_id].display_name)
        for each in page.items
        if each.patient_id in people
    ]
    context = {
        "kinds": [(code, words, code == kind) for code, words in DOCUMENT_TYPES.items()],
        "kind": label_of(DOCUMENT_TYPES, kind), "loinc": KINDS[kind].loinc, "lines": lines,
        "pages": links_of(request, page, type=kind),
    }  # fmt: skip
    return render(request, "documents/details/of_type.html", context)
