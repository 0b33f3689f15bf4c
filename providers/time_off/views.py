"""The page of a doctor's time off: what is coming, whom it meets, and what they are offered."""

from datetime import datetime

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from appointments.outbox.models import CallOutcome
from appointments.time_off import proposals
from appointments.time_off import services as away
from appointments.time_off.affected_rows import colleagues_of, table_of
from appointments.time_off.call_words import HOW_IT_ENDED, NOTE_LENGTH
from appointments.time_off.calls import CHANGED, note_call
from appointments.time_off.handing_over import give_all
from appointments.visits.models import Appointment
from medisecure.clock import from_utc_text, utc_text
from medisecure.dynamodb.calls.parallel import in_parallel
from medisecure.errors import Conflict, Invalid, NotFound, gettext_noop
from medisecure.web.display.errors import error_text
from medisecure.web.input.fields import TypedText
from medisecure.web.input.ids import id_or_none
from medisecure.web.input.posted_forms import form_of, is_sent
from medisecure.web.requests import ClinicalRequest
from providers.directory.absences import Absence, Absences
from providers.directory.models import Provider
from providers.directory.repository import Providers
from providers.hours.forms import TimeOffForm
from providers.hours.views import open_hours

PRESSES = {
    "told": CallOutcome.AGREED,
    "no-answer": CallOutcome.NO_ANSWER,
    "left-word": CallOutcome.LEFT_WORD,
}
NOTED = {
    CallOutcome.AGREED: _("Saved: the patient was told by phone."),
    CallOutcome.NO_ANSWER: _("Saved: no answer. The patient stays on the list."),
    CallOutcome.LEFT_WORD: _("Saved: a message was left. The patient stays on the list."),
}
CHOOSE = _("Choose the colleague who sees these patients.")
YEARS = range(2000, 2101)  # of times in an address; others are nobody's time off
WIDEST = 64  # days
PASSED = gettext_noop("This time has already passed.")


@require_http_methods(["GET", "POST"])
def time_off(request: ClinicalRequest, provider_id: str) -> HttpResponse:
    """What is coming; `?show=` one of them with the visits it meets."""
    uow = request.uow
    provider: Provider
    coming: list[Absence]
    visits: list[Appointment]
    doctors: list[Provider]
    provider, coming, visits, doctors = in_parallel(
        lambda: open_hours(request, provider_id),
        lambda: Absences(uow).coming(provider_id, uow.at.date()),
        lambda: _asked_visits(request, provider_id),
        lambda: Providers(uow).all() if "show" in {*request.GET, *request.POST} else [],
    )
    chosen = _chosen(request, coming)
    typed = QueryDict(mutable=True)
    if chosen is not None and request.method == "POST":
        if "remove" in request.POST:
            return _removed(request, provider, chosen)
        typed = _done(request, provider, chosen)
        if not any(text for name, text in typed.items() if name.startswith("note.")):
            return redirect(page_of(chosen))
        form, visits = TimeOffForm(), _met(request, chosen)
    else:
        form = form_of(request, TimeOffForm)
        if is_sent(request, form) and (added := _added(request, provider, form)):
            return redirect(page_of(added))
        if chosen is None and request.GET.get("show"):
            return redirect("providers:time-off", provider_id)  # taken back meanwhile
        if chosen is not None and "from" not in request.GET:
            return redirect(page_of(chosen))
    met = away.affected_by(chosen, visits, uow.at) if chosen else []
    context = {
        "provider": provider,
        "is_own": provider_id == request.person.user_id,
        "form": form,
        "coming": [{"absence": each, "url": page_of(each), "is_chosen": each is chosen,
                    "why": gettext(each.in_words)} for each in coming],
        "chosen": chosen,
        "colleagues": colleagues_of(request, provider, doctors) if met else [],
        "why": gettext(chosen.in_words) if chosen else "",
        **table_of(request, met, {each.provider_id: each for each in doctors}, typed),
    }  # fmt: skip
    return render(request, "providers/time_off/time_off.html", context)


def page_of(absence: Absence) -> str:
    """The page with this time off opened. Its span spares the page a round trip."""
    span = {"from": utc_text(absence.starts_at), "to": utc_text(absence.ends_at)}
    query = urlencode({"show": absence.time_off_id, **span})
    return f"{reverse('providers:time-off', args=[absence.provider_id])}?{query}"


def _asked_visits(request: ClinicalRequest, provider_id: str) -> list[Appointment]:
    """The doctor's visits of the span in the address; none without one."""
    since, until = _instant(request, "from"), _instant(request, "to")
    if since is None or until is None or not 0 <= (until - since).days <= WIDEST:
        return []
    return away.visits_between(request.uow, provider_id, since, until)


def _instant(request: ClinicalRequest, name: str) -> datetime | None:
    text = request.GET.get(name, "")
    if not text:
        return None
    try:
        found = from_utc_text(text)
    except ValueError as error:
        raise NotFound from error
    if found.year not in YEARS:
        raise NotFound
    return found


def _chosen(request: ClinicalRequest, coming: list[Absence]) -> Absence | None:
    wanted = request.POST.get("show") or request.GET.get("show", "")
    return next((each for each in coming if each.time_off_id == wanted), None)


def _added(request: ClinicalRequest, provider: Provider, form: TimeOffForm) -> Absence | None:
    """Write the time off down at once, then hold other times for those it meets."""
    uow = request.uow
    try:
        absence = form.absence(provider, uow.actor.user_id, uow.at)
        if absence.ends_at <= uow.at:
            raise Invalid({"first": PASSED})
        away.add(uow, absence)
    except Invalid as error:
        name, message = next(iter(error.fields.items()))
        form.add_error(name if name in form.fields else None, gettext(message))
        return None
    except Conflict as error:
        form.add_error(None, error_text(error))
        return None
    messages.success(request, _("The time off is saved. No visit was cancelled."))
    _hold(request, provider, absence)
    return absence


def _removed(request: ClinicalRequest, provider: Provider, chosen: Absence) -> HttpResponse:
    """Take the time off back, and what was held because of it."""
    met = _met(request, chosen)
    away.remove(request.uow, chosen)
    proposals.withdraw(request.uow, met)
    messages.success(request, _("The time off is removed. All visits stay as booked."))
    return redirect("providers:time-off", provider.provider_id)


def _done(request: ClinicalRequest, provider: Provider, chosen: Absence) -> QueryDict:
    """What one of the buttons beside a time off asks for.

    Gives back what was typed and is still to be kept: the notes on calls that were not noted.
    """
    uow, typed = request.uow, request.POST.copy()
    if "hold" in request.POST:
        _hold(request, provider, chosen)
    elif "accept" in request.POST:
        _accept(request, chosen)
    elif "give" in request.POST:
        _give(request, chosen)
    elif outcome := next((each for name, each in PRESSES.items() if name in request.POST), None):
        if noted := _call(request, chosen, outcome):
            typed.pop(noted, None)
    elif "propose" in request.POST:
        told = proposals.propose(uow, _met(request, chosen))
        message = ngettext(
            "%(n)d patient will be notified.", "%(n)d patients will be notified.", told
        )
        messages.success(request, message % {"n": told})
    else:
        messages.error(request, HOW_IT_ENDED)  # the Enter key in a note
    return typed


def _accept(request: ClinicalRequest, chosen: Absence) -> None:
    """The patient who answered the phone takes the held time: one press."""
    request.uow.require("desk:write")
    wanted = request.POST["accept"]
    visit = next((each for each in _met(request, chosen) if each.appointment_id == wanted), None)
    try:
        if visit is None:
            raise Conflict(proposals.LAPSED)
        proposals.accept(request.uow, visit)
    except Conflict as error:
        messages.error(request, error_text(error))
    else:
        messages.success(request, _("The visit is moved to the held time."))


def _call(request: ClinicalRequest, chosen: Absence, outcome: CallOutcome) -> str:
    """Note how a call to one of the patients ended, with what was said.

    Gives the name of the box whose note is stored now; an empty one if none is.
    """
    request.uow.require("desk:write")
    [press] = [name for name, each in PRESSES.items() if each is outcome]
    patient_id = request.POST[press]
    name = f"note.{patient_id}"
    visits = [each for each in _met(request, chosen) if each.patient_id == patient_id]
    try:
        note = TypedText(max_length=NOTE_LENGTH, required=False).clean(request.POST.get(name, ""))
        if not visits:
            raise Conflict(CHANGED)
        note_call(request.uow, visits, outcome, note)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    except Conflict as error:
        messages.error(request, error_text(error))
    else:
        messages.success(request, NOTED[outcome])
        return name
    return ""


def _give(request: ClinicalRequest, chosen: Absence) -> None:
    """All visits of the list to one colleague."""
    request.uow.require("desk:write")
    colleague = id_or_none(request.POST.get("colleague", ""))
    if not colleague:
        messages.error(request, CHOOSE)
        return
    try:
        given = give_all(request.uow, _met(request, chosen), colleague)
    except (Conflict, NotFound) as error:
        messages.error(request, error_text(error) if isinstance(error, Conflict) else CHOOSE)
    else:
        message = ngettext(
            "%(n)d visit is given to the colleague.", "%(n)d visits are given to the colleague.",
            given,
        )  # fmt: skip
        messages.success(request, message % {"n": given})


def _met(request: ClinicalRequest, absence: Absence) -> list[Appointment]:
    span = (absence.provider_id, absence.starts_at, absence.ends_at)
    return away.affected_by(absence, away.visits_between(request.uow, *span), request.uow.at)


def _hold(request: ClinicalRequest, provider: Provider, absence: Absence) -> None:
    met = _met(request, absence)
    held = proposals.hold_others(request.uow, provider, met)
    if met:
        message = ngettext(
            "Another time is held for %(n)d visit.", "Other times are held for %(n)d visits.", held
        )
        messages.info(request, message % {"n": held})
