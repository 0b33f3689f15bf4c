"""Everyone's own page: who they are here, how they want to be spoken to, their sessions."""

from dataclasses import replace

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from medisecure.audit.actions import Action
from medisecure.dynamodb.unit_of_work import UnitOfWork
from medisecure.errors import Conflict
from medisecure.identity.person import Person, Preferences
from medisecure.identity.repository import People
from medisecure.web.display.frame import ROLE_NAMES
from medisecure.web.input.posted_forms import form_of, is_sent
from medisecure.web.profile.forms import PreferencesForm
from medisecure.web.requests import ClinicalRequest
from medisecure.web.sign_in import sign_out

EVERYWHERE = "sign_out_everywhere"


@require_http_methods(["GET", "POST"])
def profile(request: ClinicalRequest) -> HttpResponse:
    """Shows the person themselves; the session brought them along, so it costs no read."""
    if request.method == "POST" and EVERYWHERE in request.POST:
        return _sign_out_everywhere(request)
    form = form_of(request, PreferencesForm, person=request.person)
    if is_sent(request, form) and _is_saved(request.uow, form):
        with translation.override(form.preferences.language):
            messages.success(request, _("Your preferences are saved."))
        return redirect("profile")
    context = {"form": form, "person": request.person, "role_name": ROLE_NAMES[request.role]}
    return render(request, "identity/profile.html", context)


def _is_saved(uow: UnitOfWork, form: PreferencesForm) -> bool:
    """Store the choice, unless the profile changed since the form was opened."""
    people = People(uow)
    person = people.get(uow.actor.user_id)
    if form.cleaned_data["version"] != person.version:
        form.refuse_as_stale(person)
        return False
    try:
        _save(uow, person, form.preferences)
    except Conflict:
        form.refuse_as_stale(people.get(uow.actor.user_id))
        return False
    return True


def _save(uow: UnitOfWork, person: Person, preferences: Preferences) -> None:
    if preferences == person.preferences:
        return
    with uow:
        changed = replace(person, preferences=preferences, updated_at=uow.at)
        People(uow).save(changed, Action.UPDATE_PREFERENCES)


def _sign_out_everywhere(request: ClinicalRequest) -> HttpResponse:
    """A new session epoch: no session of this person holds any more, on no device."""
    uow = request.uow
    person = People(uow).get(request.person.user_id)
    with uow:
        ended = replace(person, session_epoch=person.session_epoch + 1, updated_at=uow.at)
        People(uow).save(ended, Action.SIGN_OUT_EVERYWHERE)
    return sign_out(request)
