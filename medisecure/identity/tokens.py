"""Whether an ID token is Cognito's, ours, fresh and meant for this sign-in.

mozilla-django-oidc checks signature and nonce only; OpenID Connect Core 3.1.3.7 asks for the rest.
"""

from typing import Any

import jwt
import requests

LEEWAY_SECONDS = 30
KEYS_SECONDS = 3600
REFETCH_SECONDS = 10
REQUIRED = ["aud", "iss", "exp", "iat", "sub", "nonce"]


class BadToken(Exception):
    """The token proves nothing; the reason is for the log and holds no claim."""


def keys_at(url: str, timeout: float) -> jwt.PyJWKClient:
    """The provider's public keys, fetched once an hour, or when a token names an unknown one."""
    return jwt.PyJWKClient(
        url, timeout=timeout, lifespan=KEYS_SECONDS, cooldown_duration=REFETCH_SECONDS
    )


def _key(keys: jwt.PyJWKClient, key_id: str) -> jwt.PyJWK:
    """The key of that id; `BadToken` if the provider has none, `ConnectionError` if it fails."""
    try:
        return keys.get_signing_key(key_id)
    except (jwt.PyJWKClientConnectionError, jwt.PyJWKSetError, ValueError, KeyError) as error:
        # `requests`' own, as everything else that asks the provider raises
        raise requests.ConnectionError("the provider's keys could not be read") from error
    except jwt.PyJWKClientError as error:
        raise BadToken("unknown signing key") from error


def verified_claims(
    token: str, keys: jwt.PyJWKClient, *, issuer: str, audience: str, nonce: str
) -> dict[str, Any]:
    """The claims of a token that passes every check, or `BadToken`."""
    try:
        header = jwt.get_unverified_header(token)
        if header.get("alg") != "RS256":
            raise BadToken("wrong algorithm")
        claims: dict[str, Any] = jwt.decode(
            token,
            _key(keys, str(header.get("kid", ""))),
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
