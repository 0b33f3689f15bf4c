"""Who is asking: the person of the session, and the wall in front of everything else."""

from collections.abc import Callable
from http import HTTPStatus
from inspect import getclosurevars, unwrap
from typing import Any, cast
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.models import AnonymousUser
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.crypto import constant_time_compare

from medisecure.identity import interrupted_forms, second_factor
from medisecure.identity.models import User
from medisecure.identity.sessions import SessionStore

Respond = Callable[[HttpRequest], HttpResponse]
METHODS = "request_method_list"  # what Django's `require_http_methods` calls it


class PersonMiddleware:
    """Sets `request.user` from the session; a changed role or disabled person is a stranger."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        session: SessionStore = request.session  # type: ignore[assignment]
        request.user = user_of(session) or AnonymousUser()
        return self.get_response(request)


def user_of(session: SessionStore) -> User | None:
    """The session's user if everything about the session and the person still holds."""
    if session.session_key is None:
        return None
    claimed, seal = session.get(SESSION_KEY), session.get(HASH_SESSION_KEY)
    person = session.person
    if claimed is None or person is None:
        return None
    user = User.of(person, session.login)
    if not user.is_active:
        return None
    same = user.pk == claimed and constant_time_compare(str(seal), user.get_session_auth_hash())
    return user if same else None


class SignedInMiddleware:
    """Sends strangers to sign in, and keeps what they had typed for when they are back."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], _: Any, __: Any
    ) -> HttpResponse | None:
        if not getattr(view, "login_required", True):
            return None
        if isinstance(request.user, User):
            return self.second_factor_first(request, view)
        if request.headers.get("X-Polling") == "1":  # a page that asks again by itself
            return HttpResponse(status=HTTPStatus.UNAUTHORIZED)
        if request.method == "POST":
            interrupted_forms.keep(request)
        return redirect_to_login(
            page_to_come_back_to(request, view), reverse("oidc_authentication_init")
        )

    def second_factor_first(
        self, request: HttpRequest, view: Callable[..., Any]
    ) -> HttpResponse | None:
        """Whose role needs a second factor sees nothing else before it is set up and shown."""
        if getattr(view, "before_second_factor", False) or not second_factor.is_missing(
            cast(User, request.user), request.session
        ):
            return None
        if request.headers.get("X-Polling") == "1":
            return HttpResponse(status=HTTPStatus.UNAUTHORIZED)
        return redirect("second-factor")


def page_to_come_back_to(request: HttpRequest, view: Callable[..., Any]) -> str:
    """The page that was asked for; for a button that has no page, the one it stood on."""
    if request.method in ("GET", "HEAD") or has_page(view):
        return request.get_full_path()
    referrer = urlsplit(request.headers.get("Referer", ""))
    ours = f"{referrer.scheme}://{referrer.netloc}" == settings.BASE_URL
    path = f"{referrer.path}?{referrer.query}" if referrer.query else referrer.path
    return path if ours and path else "/"


def has_page(view: Callable[..., Any]) -> bool:
    """Whether the view answers to GET, as its `require_…` decorator says."""
    decorated = unwrap(view, stop=_says_methods)
    if not _says_methods(decorated):
        return True
    return "GET" in getclosurevars(decorated).nonlocals[METHODS]


def _says_methods(view: Callable[..., Any]) -> bool:
    return METHODS in getattr(getattr(view, "__code__", None), "co_freevars", ())
