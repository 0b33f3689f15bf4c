"""Calm pages for what goes wrong. Refused and absent look exactly alike."""

import sys
from http import HTTPStatus

import structlog
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from medisecure.encryption.cipher import Tampered
from medisecure.errors import (
    AccessDenied,
    Conflict,
    Invalid,
    MediSecureError,
    NotFound,
    TooMany,
    Unavailable,
)
from medisecure.identity.acting import subject_of
from medisecure.identity.models import User
from medisecure.web.open_to_all import open_to_all

log = structlog.get_logger()

STATUS: dict[type[MediSecureError], int] = {
    NotFound: 404,
    AccessDenied: 404,
    Invalid: 400,
    Conflict: 409,
    TooMany: 429,
    Unavailable: 503,
    Tampered: 500,
}
RETRY_SECONDS = "10"


def page_for(request: HttpRequest, error: MediSecureError) -> HttpResponse:
    """The page that tells the person what happened and what to do."""
    status = next((code for kind, code in STATUS.items() if isinstance(error, kind)), 500)
    if status >= 500:  # noqa: PLR2004
        log.error("request failed", code=type(error).__name__, status=status)
    context = {"error": error, "typed": typed_in(request) if isinstance(error, TooMany) else []}
    template = "damaged" if isinstance(error, Tampered) else str(status)
    response = render(request, f"errors/{template}.html", context, status=status)
    if status == STATUS[Unavailable]:
        response["Retry-After"] = RETRY_SECONDS
    if isinstance(error, TooMany):
        response["Retry-After"] = str(error.seconds)
    return response


def explained(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """The same answer; with a page in it if Django refused the method with an empty one.

    Whoever types the address of a form, or reloads it, would see their browser's own error page.
    """
    if response.status_code != HTTPStatus.METHOD_NOT_ALLOWED:
        return response
    page = render(request, "errors/405.html", status=HTTPStatus.METHOD_NOT_ALLOWED)
    page["Allow"] = response["Allow"]
    return page


def typed_in(request: HttpRequest) -> list[tuple[str, str]]:
    """Every field of the form that was sent, to be sent again from the page that refused it."""
    return [
        (name, value)
        for name, values in request.POST.lists()
        for value in values
        if name != "csrfmiddlewaretoken"
    ]


@open_to_all
def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "errors/400.html", status=400)


@open_to_all
def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django's own refusals look like an absent page, too."""
    return page_for(request, NotFound())


@open_to_all
def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return page_for(request, NotFound())


@open_to_all
def server_error(request: HttpRequest) -> HttpResponse:
    """The last resort; an error of ours that was raised outside a view gets its own page."""
    error = sys.exc_info()[1]
    if isinstance(error, MediSecureError):
        return page_for(request, error)
    log.error("request failed", status=500, exc_info=error)
    return render(request, "errors/500.html", status=500)


@open_to_all
def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form without our token: from another site, or of before a sign-in or a switch of person.

    Whoever acts for somebody now is told for whom: the same form may have been another one's.
    """
    user = getattr(request, "user", None)
    viewed = subject_of(request.session, user.person.user_id) if isinstance(user, User) else None
    return render(request, "errors/403_csrf.html", {"viewed": viewed}, status=403)
