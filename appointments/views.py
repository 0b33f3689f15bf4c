"""Under construction."""
from typing import Any
from django.http import Http404, HttpResponse


def of_patient(request: Any, **ids: str) -> HttpResponse:
    raise Http404


def detail(request: Any, **ids: str) -> HttpResponse:
    raise Http404
