"""The smallest application there is, for tests of the server that stands before it."""

import json
from collections.abc import Callable, Iterable
from typing import Any

LARGE = b"x" * 3_000_000
TOLD = ("REMOTE_ADDR", "SCRIPT_NAME", "PATH_INFO", "wsgi.url_scheme", "CONTENT_LENGTH")


def application(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
    """Says what it was told; `/large` is three megabytes, `/broken` fails."""
    if environ["PATH_INFO"] == "/broken":
        raise ValueError("a canary that nobody may read")
    body = environ["wsgi.input"].read()
    said = {name: environ.get(name) for name in TOLD} | {"body": body.decode()}
    answer = LARGE if environ["PATH_INFO"] == "/large" else json.dumps(said).encode()
    start("200 OK", [("Content-Length", str(len(answer)))])
    return [answer]
