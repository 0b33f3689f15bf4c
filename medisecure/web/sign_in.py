"""The way in and out: to Cognito's page and back, and sign-out on both sides."""

from http import HTTPStatus
from typing import cast
from urllib.parse import urlencode

import requests
import structlog
from django.conf import settings
from django.contrib import auth
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render, resolve_url
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import get_language
from django.views.decorators.http import require_POST, require_safe
from mozilla_django_oidc.views import (
    OIDCAuthenticationCallbackView,
    OIDCAuthenticationRequestView,
)

from medisecure.access.limits import LimitedAction
from medisecure.audit.actions import Action
from medisecure.identity import attempts, last_person, second_factor
from medisecure.identity.attempts import Attempt
from medisecure.identity.fresh import AUTHENTICATED_AT
from medisecure.identity.models import User
from medisecure.identity.portal import linking
from medisecure.identity.provider import answers
from medisecure.identity.tokens import LEEWAY_SECONDS
from medisecure.web.limits import count_request
from medisecure.web.open_to_all import open_to_all
from medisecure.web.redirects import safe_redirect
from medisecure.web.requests import ClinicalRequest, request_context_of
from medisecure.wiring import unit_of_work

log = structlog.get_logger()
COGNITO_LANGUAGES = frozenset({"de", "en", "es", "fr", "id", "it", "ja", "ko"})
# Whoever may still be signed in at Cognito types the password again. It is seen by the time in
# the token that they did, never by what we asked.
PASSWORD_ANEW = {"prompt": "login", "max_age": "0"}
STATES = "oidc_states"  # where mozilla-django-oidc looks for a sign-in under way


@method_decorator(open_to_all, name="dispatch")
class SignInView(OIDCAuthenticationRequestView):  # type: ignore[misc]
    """Sends the browser to Cognito's page, unless Cognito does not answer."""

    def get(self, request: HttpRequest) -> HttpResponse:
        page = safe_redirect(request.GET.get("next", ""), "")
        if request.user.is_authenticated and "fresh" not in request.GET:
            return redirect(page or "home")  # signed in meanwhile, in another tab
        count_request(request, LimitedAction.SIGN_IN)
        if not answers():
            return unavailable(request)
        request.session.pop(STATES, None)
        response: HttpResponse = super().get(request)
        request.session.pop("oidc_login_next", None)
        [(state, secrets)] = request.session.pop(STATES).items()
        attempts.begin(request, response, state, secrets, page)
        return response

    def get_extra_params(self, request: HttpRequest) -> dict[str, str]:
        """Cognito's page speaks the person's language where it can; Arabic it cannot.

        For what wants a fresh sign-in it must ask for the password again; that it did is seen by
        the time in its token, never by what we asked.
        """
        language = get_language() or "en"
        return PASSWORD_ANEW | ({"lang": language} if language in COGNITO_LANGUAGES else {})


@method_decorator(open_to_all, name="dispatch")
class CallbackView(OIDCAuthenticationCallbackView):  # type: ignore[misc]
    """Takes the browser back; every way this can fail ends on a page that says what to do."""

    attempt: Attempt
    user: User

    def get(self, request: HttpRequest) -> HttpResponse:
        state = request.GET.get("state", "")
        attempt = attempts.attempt_of(request, state)
        if attempt is None or ("error" in request.GET and request.user.is_authenticated):
            return self.not_on_the_way_back()
        self.attempt = attempt
        linking.forget(request.session)
        secrets = {"nonce": attempt.nonce, "code_verifier": attempt.code_verifier}
        request.session[STATES] = {state: secrets}
        try:
            response: HttpResponse = super().get(request)
        except requests.RequestException as error:
            response = self.unanswered(error)
        request.session.pop(STATES, None)
        attempts.end(response, state)
        return response

    def not_on_the_way_back(self) -> HttpResponse:
        """A form sent twice, given up, or a link made up: whoever is signed in stays so."""
        if self.request.user.is_authenticated:
            return redirect("home")
        log.warning("sign-in refused", code="unknown state")
        return self.login_failure()

    def unanswered(self, error: requests.RequestException) -> HttpResponse:
        if is_refusal(error):
            log.warning("sign-in refused", code=type(error).__name__)
            return self.login_failure()
        log.error("sign-in provider does not answer", code=type(error).__name__)
        return unavailable(self.request)

    @property
    def success_url(self) -> str:
        """The page this attempt was begun for, not what another tab asked for."""
        return self.attempt.page or resolve_url(settings.LOGIN_REDIRECT_URL)

    def login_failure(self) -> HttpResponse:
        invited = linking.waiting(self.request.session)
        if invited is None:
            return redirect("sign-in-failed")
        if invited[1] < self.attempt.at - LEEWAY_SECONDS:
            return self.no_password()
        return redirect("link-account")

    def no_password(self) -> HttpResponse:
        log.warning("sign-in refused", code="no password since it was asked for")
        linking.forget(self.request.session)
        return leaving_cognito()

    def login_success(self) -> HttpResponse:
        """A new session for the person, and the sign-in in the trail before the page opens."""
        if self.user.authenticated_at < self.attempt.at - LEEWAY_SECONDS:
            return self.no_password()
        user_id = self.user.person.user_id
        self.request.session.belongs_to(self.user.login)
        uow = unit_of_work(self.user.actor, request_context_of(self.request))
        uow.record(Action.SIGN_IN, user_id)
        uow.close()
        if self.request.user == self.user:
            self.request.session.cycle_key()  # Django would let this person keep the old key
        secret = self.request.META.get("CSRF_COOKIE")
        response: HttpResponse = super().login_success()
        self.request.session[AUTHENTICATED_AT] = self.user.authenticated_at
        if secret and last_person.last_person(self.request) == user_id:
            self.request.META["CSRF_COOKIE"] = secret  # the forms in their other tabs stay good
        last_person.remember(response, user_id)
        wanted = self.attempt.page == reverse("second-factor")
        second_factor.note_sign_in(self.request.session, self.user, wanted=wanted)
        return response


def is_refusal(error: requests.RequestException) -> bool:
    """Whether the provider answered and said no, rather than failed."""
    status = getattr(error.response, "status_code", 0)
    return HTTPStatus.BAD_REQUEST <= status < HTTPStatus.INTERNAL_SERVER_ERROR


def unavailable(request: HttpRequest) -> HttpResponse:
    return render(request, "errors/sign_in_unavailable.html", status=503)


@require_safe
@open_to_all
def sign_in_failed(request: HttpRequest) -> HttpResponse:
    """Said the same way whatever the reason: a wrong code, an unknown person, a changed role."""
    return render(request, "identity/sign_in_failed.html", status=403)


@require_POST
@open_to_all
def sign_out(request: HttpRequest) -> HttpResponse:
    """Ends our session, then has Cognito end its own; also when ours has ended by itself."""
    if isinstance(request.user, User):
        clinical = cast(ClinicalRequest, request)
        clinical.uow.record(Action.SIGN_OUT, clinical.person.user_id)
    auth.logout(request)
    response = leaving_cognito()
    last_person.forget(response)
    response["Clear-Site-Data"] = '"cache", "storage"'
    return response


def leaving_cognito() -> HttpResponse:
    """To Cognito, which ends its session and sends the browser to our page that says so."""
    query = urlencode(
        {
            "client_id": settings.OIDC_RP_CLIENT_ID,
            "logout_uri": settings.BASE_URL + settings.LOGOUT_REDIRECT_URL,
        }
    )
    return HttpResponseRedirect(f"{settings.OIDC_OP_LOGOUT_ENDPOINT}?{query}")


@require_safe
@open_to_all
def signed_out(request: HttpRequest) -> HttpResponse:
    if request.user.is_authenticated:
        return redirect("home")
    return render(request, "errors/signed_out.html")
