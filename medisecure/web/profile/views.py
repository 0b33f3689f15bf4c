"""Under construction."""
from typing import Any

from django.http import Http404, HttpResponse


def profile(request: Any, **ids: str) -> HttpResponse:
    raise Http404
