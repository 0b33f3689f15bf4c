"""Under construction."""
from typing import Any
from django.http import Http404, HttpResponse


def find(request: Any, **ids: str) -> HttpResponse:
    raise Http404


def register(request: Any, **ids: str) -> HttpResponse:
    raise Http404


def details(request: Any, **ids: str) -> HttpResponse:
    raise Http404
