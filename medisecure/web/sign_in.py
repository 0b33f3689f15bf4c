"""The way in and out: to Cognito's page and back, and sign-out on both sides."""

from http import HTTPStatus
from urllib.parse import urlencode

import requests
import structlog
from django.conf import settings
from django.contrib import auth
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.decorators import method_decorator
from django.utils.translation import get_language
from django.views.decorators.http import require_POST, require_safe
from mozilla_django_oidc.views import (
    OIDCAuthenticationCallbackView,
    OIDCAuthenticationRequestView,
)

from medisecure.audit.actions import Action
from medisecure.identity.fresh import AUTHENTICATED_AT
from medisecure.identity.provider import answers
from medisecure.web.open_to_all import open_to_all
from medisecure.web.requests import ClinicalRequest, occasion_of
from medisecure.wiring import unit_of_work

log = structlog.get_logger()
COGNITO_LANGUAGES = frozenset({"de", "en", "es", "fr", "id", "it", "ja", "ko"})


@method_decorator(open_to_all, name="dispatch")
class SignInView(OIDCAuthenticationRequestView):  # type: ignore[misc]
    """Sends the browser to Cognito's page, unless Cognito does not answer."""

    def get(self, request: HttpRequest) -> HttpResponse:
        if not answers():
            return unavailable(request)
        response: HttpResponse = super().get(request)
        return response

    def get_extra_params(self, request: HttpRequest) -> dict[str, str]:
        """Cognito's page speaks the person's language where it can; Arabic it cannot.

        For what wants a fresh sign-in it must ask for the password again; that it did is seen by
        the time in its token, never by what we asked.
        """
        language = get_language() or "en"
        extra = {"lang": language} if language in COGNITO_LANGUAGES else {}
        return extra | ({"prompt": "login", "max_age": "0"} if request.GET.get("fresh") else {})


@method_decorator(open_to_all, name="dispatch")
class CallbackView(OIDCAuthenticationCallbackView):  # type: ignore[misc]
    """Takes the browser back; every way this can fail ends on a page that says what to do."""

    def get(self, request: HttpRequest) -> HttpResponse:
        states = request.session.get("oidc_states") or {}
        if request.GET.get("state", "") not in states:
            # Not on the way back from Cognito: whoever is signed in stays so.
            log.warning("sign-in refused", code="unknown state")
            return self.login_failure()
        try:
            response: HttpResponse = super().get(request)
        except requests.RequestException as error:
            if is_refusal(error):
                log.warning("sign-in refused", code=type(error).__name__)
                return self.login_failure()
            log.error("sign-in provider does not answer", code=type(error).__name__)
            return unavailable(request)
        return response

    def login_failure(self) -> HttpResponse:
        return redirect("sign-in-failed")

    def login_success(self) -> HttpResponse:
        """A new session for the person, and the sign-in in the trail before the page opens."""
        self.request.session.belongs_to(self.user.person)
        uow = unit_of_work(self.user.actor, occasion_of(self.request))
        uow.record(Action.SIGN_IN, self.user.person.user_id)
        uow.close()
        if self.request.user == self.user:
            self.request.session.cycle_key()  # Django would let this person keep the old key
        response: HttpResponse = super().login_success()
        self.request.session[AUTHENTICATED_AT] = self.user.authenticated_at
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
def sign_out(request: ClinicalRequest) -> HttpResponse:
    """Ends our session, then has Cognito end its own."""
    request.uow.record(Action.SIGN_OUT, request.person.user_id)
    auth.logout(request)
    query = urlencode(
        {
            "client_id": settings.OIDC_RP_CLIENT_ID,
            "logout_uri": settings.BASE_URL + settings.LOGOUT_REDIRECT_URL,
        }
    )
    response = HttpResponseRedirect(f"{settings.OIDC_OP_LOGOUT_ENDPOINT}?{query}")
    response["Clear-Site-Data"] = '"cache", "storage"'
    return response


@require_safe
@open_to_all
def signed_out(request: HttpRequest) -> HttpResponse:
    if request.user.is_authenticated:
        return redirect("home")
    return render(request, "errors/signed_out.html")
