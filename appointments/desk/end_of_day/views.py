"""The end of the day: visits nobody closed, and people to call."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from appointments.desk.calls.to_call import CalledMessage, call_of, called
from appointments.desk.end_of_day.closing import ENDS, ClosingResult, close_many
from appointments.desk.end_of_day.forms import note_name, ticked_visits
from appointments.desk.end_of_day.open_visits import open_visits_page
from appointments.outbox.models import CallOutcome
from appointments.time_off.call_words import HOW_IT_ENDED, NOTE_LENGTH
from medisecure.errors import Conflict
from medisecure.web.display.errors import error_text
from medisecure.web.input.fields import TypedText
from medisecure.web.requests import ClinicalRequest

SELECTED = {
    "all": gettext_lazy("All visits of the list are selected."),
    "none": gettext_lazy("No visit is selected."),
}
PRESSES = {
    "called": CallOutcome.AGREED,
    "no-answer": CallOutcome.NO_ANSWER,
    "left-word": CallOutcome.LEFT_WORD,
}


@require_http_methods(["GET", "POST"])
def end_of_day(request: ClinicalRequest) -> HttpResponse:
    """Visits whose time is over and which nobody brought to an end; many are closed at once.

    And whom to ring because a message did not reach them; "Called" takes them off the list.
    """
    request.uow.require("desk:read")
    if request.method == "POST":
        request.uow.require("desk:write")
        if "end" in request.POST:
            return _close(request)
        if select := SELECTED.get(request.POST.get("select", "")):
            messages.info(request, select)
        if "enter" in request.POST:
            messages.error(request, HOW_IT_ENDED)
        for name, outcome in PRESSES.items():
            if call := call_of(request.POST.get(name, "")):
                return _call(request, call, outcome)
    return _shown(request, request.POST)


def _shown(request: ClinicalRequest, typed: QueryDict) -> HttpResponse:
    """The page, with what was ticked and typed in it."""
    page = open_visits_page(request, typed)
    return render(request, "appointments/desk/end_of_day/end_of_day.html", page)


def _close(request: ClinicalRequest) -> HttpResponse:
    """Bring the ticked visits to the end that was pressed, and say which could not be."""
    end = ENDS.get(request.POST["end"])
    ticked, wrong = ticked_visits(request.POST)
    if end is None or not ticked:
        messages.error(request, _("Select visits first, then choose how they ended."))
        return _shown(request, request.POST)
    if wrong:
        messages.error(request, _("Write each time as HH:MM, such as 08:00. Nothing was closed."))
        return _shown(request, request.POST)
    _say(request, close_many(request.uow, ticked, end))
    return redirect("appointments:end-of-day")


def _say(request: ClinicalRequest, outcome: ClosingResult) -> None:
    if outcome.closed:
        count = len(outcome.closed)
        messages.success(
            request,
            ngettext("%(n)d visit is closed.", "%(n)d visits are closed.", count) % {"n": count},
        )
    for why in dict.fromkeys(error_text(refusal) for _visit, refusal in outcome.refused):
        count = sum(error_text(refusal) == why for _visit, refusal in outcome.refused)
        messages.warning(
            request,
            ngettext(
                "%(n)d visit stays open: %(why)s", "%(n)d visits stay open: %(why)s", count
            ) % {"n": count, "why": why},
        )  # fmt: skip


def _call(request: ClinicalRequest, call: CalledMessage, outcome: CallOutcome) -> HttpResponse:
    """Note how the call ended, with what was said; what is typed for others stays in its box."""
    name = note_name(call.value)
    try:
        note = TypedText(max_length=NOTE_LENGTH, required=False).clean(request.POST.get(name, ""))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return _shown(request, request.POST)
    try:
        called(request.uow, call, outcome, note)
    except Conflict as error:
        messages.info(request, error_text(error))
    else:
        reached = outcome is CallOutcome.AGREED
        messages.success(
            request,
            _("Call saved: the patient was reached.")
            if reached
            else _("Call saved. The patient stays on the list to be called again."),
        )
    others = request.POST.copy()
    others.pop(name, None)
    if any(text for each, text in others.items() if each.startswith("note.")):
        return _shown(request, others)
    return redirect(f"{reverse('appointments:end-of-day')}#to-call")
