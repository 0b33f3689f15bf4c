"""Headers for pages that may hold health data: never stored, never embedded, never shared.

What they say follows from the settings and is worked out once; the libraries would do so for every
page, one layer each. See docs/adr/0127-a-light-frame.md.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache

from csp.utils import build_policy
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django_permissions_policy import PermissionsPolicyMiddleware

POLICY = "Content-Security-Policy"
MORE = "_csp_update"  # where a view leaves what its page may load besides, by directive


class PageHeadersMiddleware:
    """Everything but static files is `no-store`, in no frame, and stays within our own origin.

    Only a page on which a photo was drawn (`display/photos.py`) may show pictures of the store.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        features: dict[str, str | list[str] | tuple[str]] = {**settings.PERMISSIONS_POLICY}
        self.always = {
            "Cache-Control": "no-store",
            "Cross-Origin-Resource-Policy": "same-origin",
            "X-Frame-Options": settings.X_FRAME_OPTIONS,
            "Permissions-Policy": PermissionsPolicyMiddleware.compute_header_value(
                features, name="PERMISSIONS_POLICY"
            ),
        }

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        headers = response.headers
        for name, value in self.always.items():
            headers[name] = value
        more: Mapping[str, list[str]] = getattr(response, MORE, {})
        if pictures_from := getattr(request, "pictures_from", ""):
            more = {**more, "img-src": [pictures_from]}
        headers[POLICY] = policy(*((directive, *more[directive]) for directive in sorted(more)))
        return response


@lru_cache(maxsize=32)
def policy(*more: tuple[str, ...]) -> str:
    """The policy of the settings; each of `more` is a directive and the sources it has besides."""
    return build_policy(update={directive: sources for directive, *sources in more})


def allow_sources(response: HttpResponse, **directives: Sequence[str]) -> None:
    """Let this one page use these sources, too: `connect_src=[origin]`.

    `CONTENT_SECURITY_POLICY` is the rule. The attribute is what django-csp's own decorator leaves
    for its middleware; the decorator cannot name a source that is known only once the page is made.
    """
    update = dict(getattr(response, MORE, {}))
    update |= {name.replace("_", "-"): list(sources) for name, sources in directives.items()}
    setattr(response, MORE, update)
