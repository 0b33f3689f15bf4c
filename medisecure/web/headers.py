"""Headers for pages that may hold health data: never stored, never embedded, never shared."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse


class HealthDataHeadersMiddleware:
    """Everything but static files is `no-store` and stays within our own origin.

    Only a page on which a photo was drawn (`display/photos.py`) may show pictures of the store.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response["Cache-Control"] = "no-store"
        response["Cross-Origin-Resource-Policy"] = "same-origin"
        pictures_from = getattr(request, "pictures_from", "")
        if pictures_from:
            more = {**getattr(response, "_csp_update", {}), "img-src": [pictures_from]}
            response._csp_update = more  # type: ignore[attr-defined]
        return response
