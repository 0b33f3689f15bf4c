"""Of all the tokens one could bring along, only the one meant for this sign-in is taken."""

import hashlib
import hmac
import time
from collections.abc import Callable, Iterator
from typing import Any

import jwt
import pytest
import requests
import time_machine
from cryptography.hazmat.primitives import serialization
from django.conf import settings as django_settings

from medisecure.identity import backend
from medisecure.identity.backend import CognitoBackend
from medisecure.identity.tokens import BadToken, keys_at, verified_claims
from tests.identity.issuer import (
    CLIENT,
    ISSUER,
    NONCE,
    SUB,
    Issuer,
    new_key,
    part,
    public_jwk,
    running_issuer,
)

OTHER_KEY = new_key()


@pytest.fixture(scope="module")
def shared() -> Iterator[Issuer]:
    with running_issuer() as issuer:
        yield issuer


@pytest.fixture
def issuer(shared: Issuer) -> Issuer:
    """Asked by nobody yet, with its one key published."""
    shared.asked, shared.status = 0, 200
    shared.published = [public_jwk(shared.key, shared.key_id)]
    return shared


def taken(issuer: Issuer, token: str, nonce: str = NONCE) -> dict[str, Any]:
    return taken_with(keys_at(issuer.url, 3), token, nonce)


def taken_with(keys: jwt.PyJWKClient, token: str, nonce: str = NONCE) -> dict[str, Any]:
    return verified_claims(token, keys, issuer=ISSUER, audience=CLIENT, nonce=nonce)


def test_the_token_that_was_asked_for_is_taken(issuer: Issuer) -> None:
    assert taken(issuer, issuer.token())["sub"] == SUB
    assert taken(issuer, issuer.token(azp=CLIENT))["sub"] == SUB
    assert taken(issuer, issuer.token(exp=int(time.time()) - 20))["sub"] == SUB  # leeway


def hs256_with_the_public_key(issuer: Issuer) -> str:
    """The classic: an RSA public key taken for an HMAC secret."""
    pem = issuer.key.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    signed = f"{part({'alg': 'HS256', 'kid': issuer.key_id, 'typ': 'JWT'})}.{part(issuer.claims())}"
    return f"{signed}.{part(hmac.new(pem, signed.encode(), hashlib.sha256).digest())}"


def header(**changed: Any) -> Callable[[Issuer], str]:
    return lambda issuer: issuer.token(changed)


def claim(**changed: Any) -> Callable[[Issuer], str]:
    return lambda issuer: issuer.token(**changed)


def swapped(place: int, with_: Callable[[Issuer], str]) -> Callable[[Issuer], str]:
    """A good token with one of its three parts from another one."""

    def made(issuer: Issuer) -> str:
        parts = issuer.token().split(".")
        parts[place] = with_(issuer).split(".")[place]
        return ".".join(parts)

    return made


def now(seconds: float) -> int:
    return int(time.time() + seconds)


BAD: dict[str, Callable[[Issuer], Any]] = {
    # who signed, and how
    "unsigned": lambda i: i.by_hand({"alg": "none", "kid": i.key_id}, i.claims()),
    "unsigned, in capitals": lambda i: i.by_hand({"alg": "NONE", "kid": i.key_id}, i.claims()),
    "no algorithm": lambda i: i.by_hand({"kid": i.key_id}, i.claims(), b"x" * 256),
    "the public key as HMAC secret": hs256_with_the_public_key,
    "HMAC with a guessed secret": lambda i: jwt.encode(
        i.claims(), "x" * 32, "HS256", headers={"kid": i.key_id}
    ),
    "another hash": lambda i: i.token(algorithm="RS512"),
    "PSS instead of PKCS1": lambda i: i.token(algorithm="PS256"),
    "somebody else's key": lambda i: i.token(key=OTHER_KEY),
    "unknown key id": header(kid="key-2"),
    "no key id": lambda i: jwt.encode(i.claims(), i.key, "RS256"),
    "a key id that is a path": header(kid="../../dev/null"),
    "a key of its own in the header": lambda i: i.token(
        {"jwk": public_jwk(OTHER_KEY, i.key_id)}, key=OTHER_KEY
    ),
    "an address for the key in the header": lambda i: i.token(
        {"jku": "http://127.0.0.1:1/jwks", "x5u": "http://127.0.0.1:1"}, key=OTHER_KEY
    ),
    "a critical extension nobody knows": header(crit=["b64", "exp2"], exp2=1),
    # what was tampered with
    "cut": lambda i: i.token()[:-20],
    "no signature": lambda i: ".".join(i.token().split(".")[:2]) + ".",
    "claims of another token": swapped(1, claim(sub="somebody-else")),
    "header of another token": swapped(0, header(kid="key-2")),
    "signature of another token": swapped(2, claim(sub="somebody-else")),
    "four parts": lambda i: i.token() + ".x",
    "a token in a token": lambda i: part(i.token().encode()) + "..",
    "an encrypted token": lambda i: i.token() + ".x.y",
    "nothing": lambda i: "",
    "no token at all": lambda i: None,
    "letters of another alphabet": lambda i: "٣.٣.٣",
    # whom it is for
    "another client": claim(aud="another-client"),
    "a list of clients": claim(aud=[CLIENT]),
    "a list with another client": claim(aud=[CLIENT, "another-client"]),
    "no client": claim(aud=...),
    "issued to another client": claim(azp="another-client"),
    "another pool": claim(iss=ISSUER + "2"),
    "another pool, by prefix": claim(iss=ISSUER[:-1]),
    "no issuer": claim(iss=...),
    # when
    "expired beyond the leeway": lambda i: i.token(exp=now(-31)),
    "no expiry": claim(exp=...),
    "expiry in words": claim(exp="tomorrow"),
    "issued in the future": lambda i: i.token(iat=now(60)),
    "no time of issue": claim(iat=...),
    "not valid yet": lambda i: i.token(nbf=now(60)),
    # about whom
    "nobody": claim(sub=...),
    "an empty name": claim(sub=""),
    "a number": claim(sub=7),
    # what for
    "another sign-in's nonce": claim(nonce="nonce-of-another"),
    "no nonce": claim(nonce=...),
    "an empty nonce": claim(nonce=""),
    "an access token": claim(token_use="access"),
    "no use": claim(token_use=...),
}


@pytest.mark.parametrize("mutation", BAD.values(), ids=BAD.keys())
def test_any_other_token_is_refused(issuer: Issuer, mutation: Callable[[Issuer], Any]) -> None:
    with pytest.raises(BadToken) as refused:
        taken(issuer, mutation(issuer))
    assert not [said for said in (SUB, "example.com", NONCE) if said in str(refused.value)]


def test_a_sign_in_that_never_had_a_nonce_takes_no_token(issuer: Issuer) -> None:
    for nonce in ("", "x"):
        with pytest.raises(BadToken):
            taken(issuer, issuer.token(nonce=""), nonce)


@pytest.mark.parametrize("mutation", BAD.values(), ids=BAD.keys())
def test_the_sign_in_itself_refuses_them_too(
    issuer: Issuer, mutation: Callable[[Issuer], Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(django_settings, "OIDC_ISSUER", ISSUER)
    monkeypatch.setattr(django_settings, "OIDC_RP_CLIENT_ID", CLIENT)
    monkeypatch.setattr(backend, "signing_keys", lambda: keys_at(issuer.url, 3))
    asking = CognitoBackend()
    good = asking.verify_token(issuer.token(), nonce=NONCE)
    assert good is not None
    assert asking.verify_token(mutation(issuer), nonce=NONCE) is None


def test_a_symmetric_key_in_the_list_is_never_used(issuer: Issuer) -> None:
    secret = b"0" * 32
    issuer.published.append({"kty": "oct", "kid": "oct-1", "k": part(secret), "alg": "HS256"})
    token = jwt.encode(issuer.claims(), secret, "HS256", headers={"kid": "oct-1"})
    with pytest.raises(BadToken):
        taken(issuer, token)


# The list of keys


def test_the_key_list_is_fetched_once_for_many_tokens(issuer: Issuer) -> None:
    keys = keys_at(issuer.url, 3)
    for _ in range(20):
        verified_claims(issuer.token(), keys, issuer=ISSUER, audience=CLIENT, nonce=NONCE)
    assert issuer.asked == 1


def test_unknown_key_ids_cannot_make_us_ask_more_than_every_ten_seconds(issuer: Issuer) -> None:
    keys = keys_at(issuer.url, 3)
    taken_with(keys, issuer.token())
    for n in range(20):
        with pytest.raises(BadToken):
            taken_with(keys, issuer.token({"kid": f"guess-{n}"}))
    assert issuer.asked == 1


def test_a_new_key_is_learned_and_a_withdrawn_one_forgotten(
    issuer: Issuer, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys = keys_at(issuer.url, 3)
    taken_with(keys, issuer.token())
    issuer.published = [public_jwk(OTHER_KEY, "key-2")]
    moment = time.monotonic()
    monkeypatch.setattr("time.monotonic", lambda: moment + 11)
    token = issuer.token({"kid": "key-2"}, key=OTHER_KEY)
    assert verified_claims(token, keys, issuer=ISSUER, audience=CLIENT, nonce=NONCE)
    with pytest.raises(BadToken):
        taken_with(keys, issuer.token())
    assert issuer.asked == 2


def test_the_list_is_fetched_anew_every_hour(
    issuer: Issuer, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys = keys_at(issuer.url, 3)
    taken_with(keys, issuer.token())
    moment = time.monotonic()
    monkeypatch.setattr("time.monotonic", lambda: moment + 3601)
    taken_with(keys, issuer.token())
    assert issuer.asked == 2


def test_a_provider_that_fails_is_no_bad_token(issuer: Issuer) -> None:
    """Whoever signs in then is told to try again, not that they are unknown."""
    issuer.status = 503
    with pytest.raises(requests.ConnectionError):
        taken(issuer, issuer.token())


@pytest.mark.parametrize("published", [[], [{"kty": "oct"}], ["no key"]])
def test_a_provider_without_a_key_one_could_use_is_no_bad_token_either(
    issuer: Issuer, published: list[Any]
) -> None:
    issuer.published = published
    with pytest.raises(requests.ConnectionError):
        taken(issuer, issuer.token())


def test_an_hour_old_token_is_of_no_use(issuer: Issuer) -> None:
    with time_machine.travel(time.time() - 2 * 3600):
        old = issuer.token()
    with pytest.raises(BadToken):
        taken(issuer, old)
