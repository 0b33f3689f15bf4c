"""A sign-in provider of the tests' own: an RSA key, its key list on loopback, and its tokens."""

import json
import time
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

ISSUER = "https://cognito-idp.me-central-1.amazonaws.com/me-central-1_tests"
CLIENT = "client-of-the-tests"
NONCE = "nonce-of-this-sign-in"
SUB = "f1932d7a-8031-7015-fa2f-cccf477c6ac4"


def new_key() -> RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def public_jwk(key: RSAPrivateKey, key_id: str) -> dict[str, Any]:
    made: dict[str, Any] = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(key.public_key()))
    return made | {"kid": key_id, "use": "sig", "alg": "RS256"}


def part(value: Any) -> str:
    """One part of a token, unsigned."""
    text = value if isinstance(value, bytes) else json.dumps(value).encode()
    return urlsafe_b64encode(text).rstrip(b"=").decode()


@dataclass
class Issuer:
    """What the provider answers, and how often it was asked."""

    key: RSAPrivateKey = field(default_factory=new_key)
    key_id: str = "key-1"
    asked: int = 0
    status: int = 200
    url: str = ""
    published: list[dict[str, Any]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.published = [public_jwk(self.key, self.key_id)]

    def claims(self, **changed: Any) -> dict[str, Any]:
        """A good token's claims; a change to `...` takes one away."""
        moment = int(time.time())
        good = {
            "sub": SUB, "aud": CLIENT, "iss": ISSUER, "nonce": NONCE, "token_use": "id",
            "iat": moment, "exp": moment + 3600, "auth_time": moment,
            "cognito:username": "john", "cognito:groups": ["patient"], "email": "j@example.com",
        } | changed  # fmt: skip
        return {name: value for name, value in good.items() if value is not ...}

    def token(self, header: dict[str, Any] | None = None, key: Any = None, algorithm: str = "RS256",
              **changed: Any) -> str:  # fmt: skip
        headers = {"kid": self.key_id} | (header or {})
        return jwt.encode(self.claims(**changed), key or self.key, algorithm, headers=headers)

    def by_hand(
        self, header: dict[str, Any], claims: dict[str, Any], signature: bytes = b""
    ) -> str:
        return f"{part(header)}.{part(claims)}.{part(signature)}"


@contextmanager
def running_issuer() -> Iterator[Issuer]:
    """An issuer whose key list is served on a free port of this machine."""
    issuer = Issuer()

    class KeyList(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            issuer.asked += 1
            body = json.dumps({"keys": issuer.published}).encode()
            self.send_response(issuer.status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: Any) -> None:
            """Says nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), KeyList)
    Thread(target=server.serve_forever, daemon=True).start()
    issuer.url = f"http://127.0.0.1:{server.server_address[1]}/jwks.json"
    try:
        yield issuer
    finally:
        server.shutdown()
        server.server_close()
