"""Pages are sent compressed, files are compressed beforehand, and sizes do not tell secrets."""

import gzip
import re
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.test import Client

from tests.people import JOHN

SignedIn = Callable[[str], Client]
ACCEPTS = {"HTTP_ACCEPT_ENCODING": "gzip, deflate, br"}
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
CHANGING = re.compile(rf'{TOKEN.pattern}|data-idle-seconds="\d+"')  # a second may pass between two


def test_a_page_is_sent_compressed_to_who_can_read_it(signed_in: SignedIn) -> None:
    client = signed_in(JOHN)
    packed: Any = client.get("/profile/", **ACCEPTS)
    plain: Any = client.get("/profile/")
    assert packed["Content-Encoding"] == "gzip"
    assert "Content-Encoding" not in plain
    for response in (packed, plain):
        assert "Accept-Encoding" in response["Vary"]
        assert response["Cache-Control"] == "no-store"
        assert int(response["Content-Length"]) == len(response.content)
    opened = gzip.decompress(packed.content).decode()
    assert CHANGING.sub("", opened) == CHANGING.sub("", plain.content.decode())
    assert len(packed.content) < len(plain.content) / 2


def test_who_refuses_gzip_gets_the_page_as_it_is(signed_in: SignedIn) -> None:
    response: Any = signed_in(JOHN).get("/profile/", HTTP_ACCEPT_ENCODING="identity")
    assert "Content-Encoding" not in response
    assert b"<h1" in response.content


def test_the_size_of_a_page_is_blurred_and_its_token_never_the_same(signed_in: SignedIn) -> None:
    """Against BREACH: what an onlooker measures says little, and the token is masked anew."""
    client = signed_in(JOHN)
    pages: list[Any] = [client.get("/profile/", **ACCEPTS) for _ in range(12)]
    tokens = [TOKEN.findall(gzip.decompress(page.content).decode())[0] for page in pages]
    assert len(set(tokens)) == len(pages)
    names = {page.content[10 : page.content.index(b"\0", 10)] for page in pages}
    assert all(page.content[3] & 0x08 for page in pages)  # RFC 1952: a name comes first …
    assert len({len(name) for name in names}) > 1  # … of a random length


def test_an_error_page_is_compressed_too_and_a_few_words_are_not(signed_in: SignedIn) -> None:
    client = signed_in(JOHN)
    absent: Any = client.get("/no/such/page/", **ACCEPTS)
    assert (absent.status_code, absent["Content-Encoding"]) == (404, "gzip")
    health: Any = client.get("/healthz", **ACCEPTS)
    assert "Content-Encoding" not in health


def test_files_never_come_by_the_compressor() -> None:
    """They are packed once, when collected, and the file server answers before it."""
    order = settings.MIDDLEWARE
    files = order.index("whitenoise.middleware.WhiteNoiseMiddleware")
    assert files < order.index("medisecure.server.packing.PackingMiddleware")
