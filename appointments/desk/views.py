"""Under construction."""
from typing import Any
from django.http import Http404, HttpResponse


def board(request: Any, **ids: str) -> HttpResponse:
    raise Http404


def book(request: Any, **ids: str) -> HttpResponse:
    raise Http404


def cancel(request: Any, **ids: str) -> HttpResponse:
    raise Http404
