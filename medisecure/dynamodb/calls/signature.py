"""AWS Signature Version 4 of a POST to the root of one service in one region.

Source: AWS General Reference, "Signing AWS API requests". The tests compare it with botocore's.
The key of a day is derived once: three of its four steps are the same for every request.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from hashlib import sha256
from hmac import digest
from typing import Protocol

ALGORITHM = "AWS4-HMAC-SHA256"
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


@dataclass(frozen=True, slots=True)
class Form:
    """What requests with the same headers have alike: all that is signed but its time and body."""

    names: str
    before: str  # of the canonical request, up to the time
    after: str  # from there to the body's digest
    headers: Headers  # in their order, without the time
    place: int  # of the time among them


@lru_cache(maxsize=64)
def _form(headers: Headers, token: str | None) -> Form:
    more = [("x-amz-security-token", token)] if token else []
    whole = sorted([*headers, ("x-amz-date", ""), *more])
    names = ";".join(name for name, _ in whole)
    lines = [f"{name}:{' '.join(value.split())}" for name, value in whole]
    place = next(n for n, (name, _) in enumerate(whole) if name == "x-amz-date")
    before = "\n".join(["POST", "/", "", *lines[: place + 1]])
    after = "\n".join(["", *lines[place + 1 :], "", names, ""])
    return Form(names, before, after, (*whole[:place], *whole[place + 1 :]), place)


def signed(
    pair: Pair, region: str, service: str, headers: Headers, *, body: bytes, at: datetime
) -> Headers:
    """`headers`, named in small letters, with the time, the session's token and the signature.

    Every header given is signed, so `host` has to be among them.
    """
    stamp = at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
    scope = f"{stamp[:8]}/{region}/{service}/aws4_request"
    form = _form(tuple(headers), pair.token)
    canonical = f"{form.before}{stamp}{form.after}{sha256(body).hexdigest()}"
    text = f"{ALGORITHM}\n{stamp}\n{scope}\n{sha256(canonical.encode()).hexdigest()}"
    key = signing_key(pair.secret_key, stamp[:8], region, service)
    mark = digest(key, text.encode(), "sha256").hex()
    said = f"Credential={pair.access_key}/{scope}, SignedHeaders={form.names}, Signature={mark}"
    return [
        *form.headers[: form.place], ("x-amz-date", stamp), *form.headers[form.place :],
        ("authorization", f"{ALGORITHM} {said}"),
    ]  # fmt: skip
