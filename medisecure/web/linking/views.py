"""The pages for whoever was invited: what to do, and the code before their first page."""

from contextlib import closing

from django.conf import settings
from django.contrib import auth, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from medisecure.access.actor import system
from medisecure.access.limits import LimitedAction
from medisecure.audit.actions import Action
from medisecure.dynamodb.unit_of_work import UnitOfWork
from medisecure.errors import Conflict, Invalid
from medisecure.identity import last_person
from medisecure.identity.fresh import AUTHENTICATED_AT
from medisecure.identity.models import User
from medisecure.identity.person import Person
from medisecure.identity.portal import linking
from medisecure.resources.kinds import INVITATION_DAYS
from medisecure.web.language import LANGUAGES
from medisecure.web.limits import count_request
from medisecure.web.linking.forms import LinkForm
from medisecure.web.open_to_all import open_to_all
from medisecure.web.requests import request_context_of
from medisecure.wiring import unit_of_work

PAGE = "identity/link_account.html"
JOB = "linking"


@require_safe
@open_to_all
def invited(request: HttpRequest) -> HttpResponse:
    """Where the invitation's mail leads: the steps, and what to do when something has expired."""
    return render(request, "identity/invited.html", {"days": INVITATION_DAYS})


@require_http_methods(["GET", "POST"])
@open_to_all
def link_account(request: HttpRequest) -> HttpResponse:
    """Ask for the code; the right one links the account and signs in."""
    found = linking.waiting(request.session)
    if found is None:
        return redirect("oidc_authentication_init")
    sub, seen = found
    with closing(unit_of_work(system(JOB), request_context_of(request))) as uow:
        if request.method == "POST":
            return _typed(request, uow, sub, seen)
        return _shown(request, uow, sub, LinkForm())


def _shown(request: HttpRequest, uow: UnitOfWork, sub: str, form: LinkForm) -> HttpResponse:
    """The form, or that no invitation is open and what to do about it."""
    still_open, over = linking.open_invitations(uow, sub)
    stage = over[0].stage_at(uow.at) if over else ""
    context = {"form": form if still_open else None, "stage": stage}
    return render(request, PAGE, context, status=422 if form.errors else 200)


def _typed(request: HttpRequest, uow: UnitOfWork, sub: str, seen: int) -> HttpResponse:
    count_request(request, LimitedAction.LINK)
    form = LinkForm(request.POST)
    if form.is_valid():
        try:
            person = linking.link(uow, sub, form.cleaned_data["code"], chosen_language(request))
        except Invalid as error:
            form.add_error("code", _(error.fields["code"]))
        except Conflict:
            form.add_error(None, _("This invitation has changed meanwhile. Ask the clinic anew."))
        else:
            return _signed_in(request, person, seen)
    return _shown(request, uow, sub, form)


def chosen_language(request: HttpRequest) -> str:
    """The language that was chosen on our pages in this browser; empty if none was."""
    code = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    return code if code in LANGUAGES else ""


def _signed_in(request: HttpRequest, person: Person, seen: int) -> HttpResponse:
    """A session of their own, as after any sign-in; the sign-in stands in the trail before it."""
    user = User.of(person)
    with closing(unit_of_work(user.actor, request_context_of(request))) as uow:
        uow.record(Action.SIGN_IN, person.user_id)
    linking.forget(request.session)
    request.session.belongs_to(person)  # type: ignore[attr-defined]
    auth.login(request, user, backend=settings.AUTHENTICATION_BACKENDS[0])
    request.session[AUTHENTICATED_AT] = seen
    messages.success(request, _("Your account is linked. You are signed in."))
    response = redirect("home")
    last_person.remember(response, person.user_id)
    return response
