"""What is packed is the page, and what need not be packed is left as it is."""

import gzip
import secrets
from collections.abc import Iterator

import pytest
from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.test import RequestFactory

from medisecure.server.packing import PackingMiddleware

PAGE = b"<p>The same words again and again.</p>" * 200


def answered(response: HttpResponseBase, accepts: str = "br, gzip;q=0.5") -> HttpResponseBase:
    request = RequestFactory().get("/", headers={"accept-encoding": accepts})
    return PackingMiddleware(lambda _: response)(request)


def test_a_page_comes_packed_and_is_the_page() -> None:
    response = HttpResponse(PAGE, headers={"ETag": '"strong"'})
    assert answered(response) is response
    assert gzip.decompress(response.content) == PAGE
    assert response.headers["Content-Length"] == str(len(response.content))
    assert (response.headers["Content-Encoding"], response.headers["Vary"]) == (
        "gzip", "Accept-Encoding",
    )  # fmt: skip
    assert response.headers["ETag"] == 'W/"strong"'


def test_a_level_below_djangos_costs_a_thirtieth_of_the_size_at_most() -> None:
    words = b" ".join(secrets.token_hex(2).encode() for _ in range(400))
    response = HttpResponse(PAGE + words)
    answered(response)
    name = 101
    assert len(response.content) <= len(gzip.compress(PAGE + words, 6)) * 31 / 30 + name


@pytest.mark.parametrize(
    ("content", "headers", "accepts"),
    [
        (b"short", {}, "gzip"),
        (PAGE, {"Content-Encoding": "br"}, "gzip"),
        (PAGE, {}, "br"),
        (secrets.token_bytes(300), {}, "gzip"),  # nothing makes it shorter
    ],
)
def test_what_gains_nothing_or_is_packed_already_is_left(
    content: bytes, headers: dict[str, str], accepts: str
) -> None:
    response = HttpResponse(content, headers=headers)
    answered(response, accepts)
    assert response.content == content
    assert response.headers.get("Content-Encoding") == headers.get("Content-Encoding")


def test_a_stream_is_packed_by_django() -> None:
    def pieces() -> Iterator[bytes]:
        yield PAGE
        yield PAGE

    response = answered(StreamingHttpResponse(pieces()))
    assert isinstance(response, StreamingHttpResponse)
    packed = b"".join(response.streaming_content)  # type: ignore[arg-type]
    assert gzip.decompress(packed) == 2 * PAGE
