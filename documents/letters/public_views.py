"""The one page of letters that is open to strangers: is this number, with this birth date, ours?

Nobody is signed in before it, so it acts under a name of its own, which the trail then holds. A
number alone tells nothing; a wrong number and a wrong birth date are answered alike, for neither
is looked up without the other.
"""

from contextlib import closing

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from documents.letters import numbers, services
from documents.letters.forms import CheckForm
from documents.letters.models import Letter, LetterKind
from documents.letters.paper import line_of
from documents.letters.wording import KINDS
from medisecure.access.actor import system
from medisecure.access.limits import LimitedAction
from medisecure.clock import CLINIC_ZONE
from medisecure.web.display.words.wording import label_of
from medisecure.web.limits import limited
from medisecure.web.open_to_all import open_to_all
from medisecure.web.requests import request_context_of
from medisecure.wiring import unit_of_work

JOB = "letter-check"


@require_http_methods(["GET", "POST"])
@open_to_all
@limited(LimitedAction.CHECK)
def check(request: HttpRequest) -> HttpResponse:
    """Say whether the letter is genuine, and whether it was withdrawn, to who holds the paper."""
    asked = request.method == "POST"
    given = {"number": request.GET.get("number", "")[:40]}
    form = CheckForm(request.POST) if asked else CheckForm(initial=given)
    found = _found(request, form) if asked and form.is_valid() else None
    context = {
        "form": form,
        "asked": asked,
        "found": found,
        "kind": label_of(KINDS, found.kind) if found else "",
        "clinic_zone": CLINIC_ZONE,
        "medicines": _medicines(request, found),
    }
    return render(request, "documents/letters/check.html", context)


def _found(request: HttpRequest, form: CheckForm) -> Letter | None:
    number, born = numbers.read(form.cleaned_data["number"]), form.cleaned_data["born_on"]
    with closing(unit_of_work(system(JOB), request_context_of(request))) as uow:
        return services.checked(uow, number, born.on if born else None)


def _medicines(request: HttpRequest, letter: Letter | None) -> list[object]:
    """What a prescription orders, so that a forged line is seen; of other letters nothing."""
    if letter is None or letter.kind is not LetterKind.PRESCRIPTION:
        return []
    return [line_of(each, request.LANGUAGE_CODE) for each in letter.content.medicines]
