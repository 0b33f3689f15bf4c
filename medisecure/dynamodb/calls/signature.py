"""AWS Signature Version 4 of a POST to the root of one service in one region.

Source: AWS General Reference, "Signing AWS API requests". The tests compare it with botocore's.
The key of a day is derived once: three of its four steps are the same for every request.
"""

from collections.abc import Sequence
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


def signed(
    pair: Pair, region: str, service: str, headers: Headers, *, body: bytes, at: datetime
) -> Headers:
    """`headers`, named in small letters, with the time, the session's token and the signature.

    Every header given is signed, so `host` has to be among them.
    """
    stamp = at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
    scope = f"{stamp[:8]}/{region}/{service}/aws4_request"
    token = [("x-amz-security-token", pair.token)] if pair.token else []
    all_of_them = sorted([*headers, ("x-amz-date", stamp), *token])
    names = ";".join(name for name, _ in all_of_them)
    canonical = "\n".join(
        ["POST", "/", "", *(f"{name}:{' '.join(value.split())}" for name, value in all_of_them), "",
         names, sha256(body).hexdigest()]
    )  # fmt: skip
    text = f"{ALGORITHM}\n{stamp}\n{scope}\n{sha256(canonical.encode()).hexdigest()}"
    key = signing_key(pair.secret_key, stamp[:8], region, service)
    mark = digest(key, text.encode(), "sha256").hex()
    said = f"Credential={pair.access_key}/{scope}, SignedHeaders={names}, Signature={mark}"
    return [*all_of_them, ("authorization", f"{ALGORITHM} {said}")]
