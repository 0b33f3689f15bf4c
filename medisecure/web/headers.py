"""Headers for pages that may hold health data: never stored, never embedded, never shared."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse


class HealthDataHeadersMiddleware:
    """Everything but static files is `no-store` and stays within our own origin."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response["Cache-Control"] = "no-store"
        response["Cross-Origin-Resource-Policy"] = "same-origin"
        return response
