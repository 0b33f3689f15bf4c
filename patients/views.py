"""Under construction."""
from typing import Any
from django.http import Http404, HttpResponse


def home(request: Any, **ids: str) -> HttpResponse:
    raise Http404


def chart(request: Any, **ids: str) -> HttpResponse:
    raise Http404


def viewed_by(request: Any, **ids: str) -> HttpResponse:
    raise Http404
