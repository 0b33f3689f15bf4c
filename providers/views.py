"""Under construction."""
from typing import Any
from django.http import Http404, HttpResponse


def day(request: Any, **ids: str) -> HttpResponse:
    raise Http404


def patients(request: Any, **ids: str) -> HttpResponse:
    raise Http404
