"""AWS Signature Version 4 of a POST to the root of one service in one region.

Source: AWS General Reference, "Signing AWS API requests". The tests compare it with botocore's.
The key of a day is derived once: three of its four steps are the same for every request.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from functools import lru_cache
from hashlib import sha256
from hmac import HMAC, digest, new
from typing import NamedTuple, Protocol

ALGORITHM, DATE = "AWS4-HMAC-SHA256", "x-amz-date"
Headers = Sequence[tuple[str, str]]


class Pair(Protocol):
    """Credentials as botocore freezes them; without a token they are for good."""

    access_key: str
    secret_key: str
    token: str | None


@lru_cache(maxsize=8)
def signing_key(secret: str, day: str, region: str, service: str) -> bytes:
    """The key of one day: nothing but signatures for that day, region and service is made of it."""
    key = f"AWS4{secret}".encode()
    for part in (day, region, service, "aws4_request"):
        key = digest(key, part.encode(), "sha256")
    return key


@lru_cache(maxsize=8)
def _keyed(secret: str, day: str, region: str, service: str) -> HMAC:
    """What signs with that key; a copy of it costs a quarter of keying it anew."""
    return new(signing_key(secret, day, region, service), digestmod="sha256")


def signed(
    pair: Pair, region: str, service: str, headers: Headers, *, body: bytes, at: datetime
) -> Headers:
    """`headers`, named in small letters, with the time, the session's token and the signature.

    Every header given is signed, so `host` has to be among them.
    """
    stamp = _stamp(at)
    scope = f"{stamp[:8]}/{region}/{service}/aws4_request"
    form = _form(tuple(headers), pair.token)
    canonical = f"{form.until_date}{stamp}{form.after_date}{sha256(body).hexdigest()}"
    text = f"{ALGORITHM}\n{stamp}\n{scope}\n{sha256(canonical.encode()).hexdigest()}"
    mark = _keyed(pair.secret_key, stamp[:8], region, service).copy()
    mark.update(text.encode())
    signature = mark.hexdigest()
    said = (
        f"Credential={pair.access_key}/{scope}, SignedHeaders={form.names}, Signature={signature}"
    )
    return [
        *form.before, (DATE, stamp), *form.behind, ("authorization", f"{ALGORITHM} {said}")
    ]  # fmt: skip


def _stamp(at: datetime) -> str:
    """The second as signatures write it; `strftime` costs five times as much.

    >>> _stamp(datetime(2026, 12, 1, 9, 30, 5, tzinfo=UTC))
    '20261201T093005Z'
    """
    second = at.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="seconds")
    return f"{second.replace('-', '').replace(':', '')}Z"


class Form(NamedTuple):
    """What requests of the same headers have in common: only time and body are each one's own."""

    before: Headers  # in order, up to the date
    behind: Headers
    names: str
    until_date: str  # the canonical request up to the time
    after_date: str  # and from there to the digest of the body


@lru_cache(maxsize=32)
def _form(headers: tuple[tuple[str, str], ...], token: str | None) -> Form:
    tokens = [("x-amz-security-token", token)] if token else []
    given = sorted([*headers, *tokens])
    before = [each for each in given if each[0] < DATE]
    behind = given[len(before) :]
    names = ";".join(name for name, _ in [*before, (DATE, ""), *behind])
    lines = ["POST", "/", "", *map(_line, before), f"{DATE}:"]
    return Form(
        before, behind, names, "\n".join(lines), "\n".join(["", *map(_line, behind), "", names, ""])
    )


def _line(header: tuple[str, str]) -> str:
    return f"{header[0]}:{' '.join(header[1].split())}"
