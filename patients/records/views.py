"""Under construction."""
from typing import Any
from django.http import Http404, HttpResponse


def records(request: Any, **ids: str) -> HttpResponse:
    raise Http404


def record(request: Any, **ids: str) -> HttpResponse:
    raise Http404
