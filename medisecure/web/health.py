"""Is it alive, and do the services behind it answer: for load balancers, without any detail."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from medisecure.dynamodb.keys import KEYSET
from medisecure.dynamodb.parallel import in_parallel
from medisecure.errors import MediSecureError
from medisecure.files import bucket_answers
from medisecure.identity.provider import answers
from medisecure.web.open_to_all import open_to_all
from medisecure.wiring import cipher, health_table, sessions_table


@require_safe
@open_to_all
def healthz(request: HttpRequest) -> HttpResponse:
    return JsonResponse({"status": "alive"})


@require_safe
@open_to_all
def readyz(request: HttpRequest) -> HttpResponse:
    """200 when tables, keys, files and sign-in answer, else 503 naming those that fail."""
    checks = {"table": _table, "sessions": _sessions, "keys": _keys, "files": bucket_answers,
              "sign-in": answers}  # fmt: skip
    results = dict(zip(checks, in_parallel(*checks.values()), strict=True))
    failing = [name for name, answered in results.items() if not answered]
    body = {"status": "ready" if not failing else "not ready", "failing": failing}
    return JsonResponse(body, status=503 if failing else 200)


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
