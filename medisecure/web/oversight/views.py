"""Under construction."""
from typing import Any

from django.http import Http404, HttpResponse


def entries(request: Any, **ids: str) -> HttpResponse:
    raise Http404
