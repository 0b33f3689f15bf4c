"""Where a page leads back to: only ever a page of this site."""

from django.conf import settings
from django.utils.http import url_has_allowed_host_and_scheme


def safe_redirect(wanted: str, otherwise: str) -> str:
    """`wanted` if it is a path of this site, else `otherwise`: no address leads elsewhere."""
    ours = wanted.startswith("/") and url_has_allowed_host_and_scheme(
        wanted, allowed_hosts=None, require_https=settings.IS_HTTPS
    )
    return wanted if ours else otherwise
