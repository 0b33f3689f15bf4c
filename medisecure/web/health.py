"""Is it alive, and do the services behind it answer: for load balancers, without any detail."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from medisecure.document_store import bucket_answers
from medisecure.dynamodb.calls.parallel import in_threads
from medisecure.dynamodb.keys import KEYSET
from medisecure.errors import MediSecureError
from medisecure.identity.provider import answers
from medisecure.web.open_to_all import open_to_all
from medisecure.wiring import cipher, health_table, sessions_table

PATHS = frozenset({"/healthz", "/readyz"})
# Without it nobody can sign in; whoever is signed in works on, so no server is taken out for it.
WORKS_WITHOUT = frozenset({"sign-in"})


class AnyHostMiddleware:
    """Lets load balancers ask by the server's own address; every other page is the site's alone."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path in PATHS:
            request.META["HTTP_HOST"] = settings.ALLOWED_HOSTS[0]
        return self.get_response(request)


@require_safe
@open_to_all
def healthz(request: HttpRequest) -> HttpResponse:
    return JsonResponse({"status": "alive"})


@require_safe
@open_to_all
def readyz(request: HttpRequest) -> HttpResponse:
    """200 when tables, keys and files answer, else 503; what fails is named in either case."""
    checks = {"table": _table, "sessions": _sessions, "keys": _keys, "files": bucket_answers,
              "sign-in": answers}  # fmt: skip
    results = dict(zip(checks, in_threads(*checks.values()), strict=True))
    failing = [name for name, answered in results.items() if not answered]
    ready = WORKS_WITHOUT.issuperset(failing)
    body = {"status": "ready" if ready else "not ready", "failing": failing}
    return JsonResponse(body, status=200 if ready else 503)


def _table() -> bool:
    try:
        return health_table().get(KEYSET.key(name="values"), only=("PK",)) is not None
    except MediSecureError:
        return False


def _sessions() -> bool:
    try:
        sessions_table().get({"PK": "SESSION#none"}, only=("PK",))
    except MediSecureError:
        return False
    return True


def _keys() -> bool:
    try:
        cipher()
    except MediSecureError:
        return False
    return True
