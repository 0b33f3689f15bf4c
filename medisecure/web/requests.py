"""A request as our views see it, with its id and its deadline."""

from collections.abc import Callable
from uuid import uuid4

import structlog
from django.conf import settings
from django.http import HttpRequest, HttpResponse

from medisecure.access.actor import RequestContext, Role
from medisecure.dynamodb.calls.deadline import deadline
from medisecure.dynamodb.calls.lines import here
from medisecure.dynamodb.calls.parallel import Started
from medisecure.dynamodb.unit_of_work import UnitOfWork
from medisecure.dynamodb.watch import Watch
from medisecure.identity.acting import Subject
from medisecure.identity.models import User
from medisecure.identity.person import Person
from medisecure.server.client_address import believe_only, caller

ROUTE = "medisecure.route"  # in the environ that gunicorn logs from


class ClinicalRequest(HttpRequest):
    """A request past the sign-in wall: it carries the only handle on health data."""

    uow: UnitOfWork
    user: User
    person: Person
    role: Role
    subject_id: str  # whose portal it is: one's own, or that of whom one acts for
    acting: Subject | None  # for whom this page is asked; None for oneself
    request_id: str
    is_polling: bool  # set by a page that a browser asks for again by itself
    counts: dict[str, Started[int]]  # what waits in places of the navigation, being asked
    watch: Watch  # notes whom a colleague sees
    touched: Started[None] | None  # the idle clock being set back, once that has begun


class RequestMiddleware:
    """Gives a request its id and the seconds it may take in all."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        believe_only(settings.TRUSTED_PROXIES, request.META)
        request.request_id = uuid4().hex  # type: ignore[attr-defined]
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=request.request_id)  # type: ignore[attr-defined]
        with deadline():
            try:
                response = self.get_response(request)
            finally:
                here.finish()  # what the view began and did not wait for, such as a count
        if request.resolver_match:  # what the access log says: a path may hold a secret
            request.META[ROUTE] = f"/{request.resolver_match.route}"
        return response


def request_context_of(request: HttpRequest) -> RequestContext:
    """What the audit trail says of this request."""
    match = request.resolver_match
    return RequestContext(
        request_id=request.request_id,  # type: ignore[attr-defined]
        page=match.view_name if match else "",
        ip_address=address_of(request),
        user_agent=request.META.get("HTTP_USER_AGENT", ""),
    )


def address_of(request: HttpRequest) -> str:
    """The caller's address, for the trail: a proxy's word counts if it is one of ours."""
    return caller(settings.TRUSTED_PROXIES, request.META)
