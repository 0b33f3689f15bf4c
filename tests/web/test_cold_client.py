"""What a browser fetches that was never here, and what it fetches again: bytes on the wire."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import brotli
import pytest
from django.contrib.staticfiles import finders
from django.test import Client

from tests.people import DR_SMITH, JOHN, REEM

SignedIn = Callable[[str], Client]
COLD_BYTES, COLD_REQUESTS, REPEAT_BYTES = 60_000, 8, 12_000
TAG = re.compile(r"<(?:link|script)\b[^>]*>")
ADDRESS = re.compile(r'(?:href|src)="/static/([^"]+)"')
HASHED = re.compile(r"\.[0-9a-f]{12}(?=\.[a-z0-9]+$)")


def files_of(page: str) -> list[str]:
    """The files a page makes a browser fetch."""
    found = (ADDRESS.search(tag) for tag in TAG.findall(page))
    return sorted({HASHED.sub("", each[1]) for each in found if each})


def packed(files: list[str]) -> Iterator[int]:
    """The size of each as it is sent: packed beforehand."""
    for name in files:
        path = finders.find(name)
        assert path, name
        with open(path, "rb") as file:
            yield len(brotli.compress(file.read()))


@pytest.mark.parametrize(
    ("who", "path", "requests"),
    [
        (JOHN, "/home/", COLD_REQUESTS), (JOHN, f"/patients/{JOHN}/records/", COLD_REQUESTS),
        (REEM, "/patients/find/", COLD_REQUESTS),
        (DR_SMITH, "/day/", COLD_REQUESTS), (DR_SMITH, f"/patients/{JOHN}/", COLD_REQUESTS),
    ],
)  # fmt: skip
def test_a_first_page_and_a_repeated_one_are_small(
    signed_in: SignedIn, who: str, path: str, requests: int
) -> None:
    client = signed_in(who)
    plain: Any = client.get(path)
    assert plain.status_code == 200
    sent: Any = client.get(path, headers={"accept-encoding": "gzip, deflate, br"})
    files = files_of(plain.content.decode())
    assert 1 + len(files) <= requests, files
    assert len(sent.content) + sum(packed(files)) <= COLD_BYTES
    assert len(sent.content) <= REPEAT_BYTES
