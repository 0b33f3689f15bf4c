"""The front door, and the small things every page's frame can do."""

from dataclasses import replace

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import check_for_language
from django.views.decorators.http import require_POST, require_safe

from medisecure.access.proxies import Scope
from medisecure.audit.actions import Action
from medisecure.identity.models import User
from medisecure.identity.person import Preferences
from medisecure.identity.repository import People
from medisecure.identity.sessions import SessionStore
from medisecure.web.display.frame import HOME
from medisecure.web.open_to_all import open_to_all
from medisecure.web.redirects import safe_redirect
from medisecure.web.requests import ClinicalRequest


@require_safe
@open_to_all
def home(request: HttpRequest) -> HttpResponse:
    """A stranger is asked to sign in; everyone else goes where their role's day begins."""
    if isinstance(request.user, User):
        return redirect(begin_page(request))  # type: ignore[arg-type]
    return render(request, "identity/welcome.html")


def begin_page(request: ClinicalRequest) -> str:
    """Where the person's pages begin: their role's, or those of whom they act for."""
    if request.acting is None:
        return reverse(HOME[request.user.role])
    if Scope.HEALTH in request.uow.scopes:
        return reverse("patients:home")
    if request.uow.scopes & {Scope.VISITS, Scope.BOOK}:
        return reverse("appointments:of-patient", args=[request.subject_id])
    return reverse("acting")


@require_POST
@open_to_all
def language(request: HttpRequest) -> HttpResponse:
    """Read on in another language; a signed-in person's choice is kept in their preferences."""
    wanted = request.POST.get("language", "")
    response = HttpResponseRedirect(safe_redirect(request.POST.get("next", ""), "/"))
    if wanted not in dict(settings.LANGUAGES) or not check_for_language(wanted):
        return response
    if isinstance(request.user, User):
        keep_language(request, wanted)  # type: ignore[arg-type]
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        wanted,
        max_age=365 * 24 * 3600,
        secure=True,
        httponly=True,
        samesite="Lax",
    )
    return response


def keep_language(request: ClinicalRequest, wanted: str) -> None:
    """Store the choice in the person's own preferences."""
    uow = request.uow
    person = People(uow).get(request.person.user_id)
    preferences = replace(person.preferences or Preferences(), language=wanted)
    with uow:
        changed = replace(person, preferences=preferences, updated_at=uow.at)
        People(uow).save(changed, Action.UPDATE_PREFERENCES)


@require_POST
def stay_signed_in(request: ClinicalRequest) -> HttpResponse:
    """The person is still there: the idle clock starts anew, and the answer says for how long."""
    session: SessionStore = request.session  # type: ignore[assignment]
    return HttpResponse(status=204, headers={"Idle-Seconds": str(session.seconds_left)})
