"""Headers for pages that may hold health data: never stored, never embedded, never shared."""

from collections.abc import Callable, Sequence

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
            allow_sources(response, img_src=[pictures_from])
        return response


def allow_sources(response: HttpResponse, **directives: Sequence[str]) -> None:
    """Let this one page use these sources, too: `connect_src=[origin]`.

    `CONTENT_SECURITY_POLICY` is the rule. The attribute is what django-csp's own decorator leaves
    for its middleware; the decorator cannot name a source that is known only once the page is made.
    """
    update = dict(getattr(response, "_csp_update", {}))
    update |= {name.replace("_", "-"): list(sources) for name, sources in directives.items()}
    response._csp_update = update  # type: ignore[attr-defined]
