"""Whether an ID token is Cognito's, ours, fresh and meant for this sign-in.

mozilla-django-oidc checks signature and nonce only; OpenID Connect Core 3.1.3.7 asks for the rest.
"""

import time
from threading import Lock
from typing import Any

import jwt
import requests

LEEWAY_SECONDS = 30
KEYS_SECONDS = 3600
REFETCH_SECONDS = 10
REQUIRED = ["aud", "iss", "exp", "iat", "sub", "nonce"]


class BadToken(Exception):
    """The token proves nothing; the reason is for the log and holds no claim."""


class SigningKeys:
    """The provider's public keys, fetched once an hour, or when a token names an unknown one."""

    def __init__(self, url: str, timeout: float) -> None:
        self._url, self._timeout = url, timeout
        self._keys: dict[str, jwt.PyJWK] = {}
        self._fetched_at = float("-inf")
        self._guard = Lock()

    def key(self, key_id: str) -> jwt.PyJWK:
        """The key of that id; `BadToken` if the provider has none, `RequestException` if down."""
        with self._guard:
            age = time.monotonic() - self._fetched_at
            if age > KEYS_SECONDS or (key_id not in self._keys and age > REFETCH_SECONDS):
                self._fetch()
            if key_id not in self._keys:
                raise BadToken("unknown signing key")
            return self._keys[key_id]

    def _fetch(self) -> None:
        answer = requests.get(self._url, timeout=self._timeout)
        answer.raise_for_status()
        usable = [key for key in answer.json()["keys"] if key.get("kty") == "RSA"]
        self._keys = {key["kid"]: jwt.PyJWK(key, algorithm="RS256") for key in usable}
        self._fetched_at = time.monotonic()


def verified_claims(
    token: str, keys: SigningKeys, *, issuer: str, audience: str, nonce: str
) -> dict[str, Any]:
    """The claims of a token that passes every check, or `BadToken`."""
    try:
        header = jwt.get_unverified_header(token)
        if header.get("alg") != "RS256":
            raise BadToken("wrong algorithm")
        claims: dict[str, Any] = jwt.decode(
            token,
            keys.key(str(header.get("kid", ""))),
            algorithms=["RS256"],
            audience=audience,
            issuer=issuer,
            leeway=LEEWAY_SECONDS,
            options={"require": REQUIRED, "strict_aud": True},
        )
    except jwt.PyJWTError as error:
        raise BadToken(type(error).__name__) from error
    if claims.get("token_use") != "id":
        raise BadToken("not an ID token")
    if not nonce or claims["nonce"] != nonce:
        raise BadToken("wrong nonce")
    if claims.get("azp", audience) != audience:
        raise BadToken("issued to another client")
    if not isinstance(claims["sub"], str) or not claims["sub"]:
        raise BadToken("no subject")
    return claims
