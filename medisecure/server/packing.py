"""Pages are packed as Django packs them, at a level that costs half as much. See ADR 17."""

import gzip
import secrets

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware, re_accepts_gzip
from django.utils.cache import patch_vary_headers

LEVEL = 4  # Django's 6 packs a fiftieth more: a page of 26 KB in 312 µs and not in 178
SMALLEST = 200  # bytes worth it, as for Django
NAME_AT = 10  # where a name may come after the head (RFC 1952)


class PackingMiddleware(GZipMiddleware):
    """Django's; what it does not pack here is left to it, streams among them."""

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        if not isinstance(response, HttpResponse) or not _is_wanted(request, response):
            return super().process_response(request, response)
        patch_vary_headers(response, ("Accept-Encoding",))
        packed = self.packed(response.content)
        if len(packed) < len(response.content):
            response.content = packed
            response.headers["Content-Length"] = str(len(packed))
            response.headers["Content-Encoding"] = "gzip"
            if response.headers.get("ETag", "").startswith('"'):  # RFC 9110, 8.8.1
                response.headers["ETag"] = f"W/{response.headers['ETag']}"
        return response

    def packed(self, content: bytes) -> bytes:
        """The page, after a name of random length: its size on the wire says little (BREACH)."""
        plain = gzip.compress(content, LEVEL, mtime=0)
        head = bytearray(plain[:NAME_AT])
        head[3] |= gzip.FNAME
        name = b"a" * secrets.randbelow(self.max_random_bytes) + b"\0"
        return bytes(head) + name + plain[NAME_AT:]


def _is_wanted(request: HttpRequest, response: HttpResponse) -> bool:
    if "Content-Encoding" in response.headers or len(response.content) < SMALLEST:
        return False
    return bool(re_accepts_gzip.search(request.META.get("HTTP_ACCEPT_ENCODING", "")))
