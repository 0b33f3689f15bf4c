"""Sign-ins under way: each has a cookie of its own, so that those of several tabs do not mix.

In the session they would meet: tabs that a browser opens at once begin a session each, of which
one survives, and the page to go on to would be that of whoever asked last.
"""

import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass

from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare

PREFIX = "__Host-sign-in-"
SALT = "medisecure.sign-in"
SECONDS = 3600  # to fill in the provider's page
MOST = 10  # of about 400 bytes each, in a request whose header may hold 8 KB
LONGEST_PAGE = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """What must be known when the browser comes back: only then, and only in this browser."""

    state: str
    nonce: str
    code_verifier: str
    page: str  # where to go on to; "" for the start page
    at: int  # epoch seconds: a password typed before then does not count


def begin(
    request: HttpRequest, response: HttpResponse, state: str, secrets: Mapping[str, str], page: str
) -> None:
    """Note the attempt in the browser, and drop the oldest when there are too many."""
    attempt = Attempt(
        state=state,
        nonce=secrets["nonce"],
        code_verifier=secrets["code_verifier"],
        page=page if len(page) <= LONGEST_PAGE else "",
        at=int(time.time()),
    )
    response.set_cookie(
        _name(state),
        signing.dumps(asdict(attempt), salt=SALT),
        max_age=SECONDS,
        secure=True,
        httponly=True,
        samesite="Lax",
    )
    for name in _oldest(request, beyond=MOST - 1):
        _drop(response, name)


def attempt_of(request: HttpRequest, state: str) -> Attempt | None:
    """The attempt of that `state`, if it was begun in this browser within the hour."""
    attempt = _opened(request.COOKIES.get(_name(state), ""))
    return attempt if attempt and constant_time_compare(attempt.state, state) else None


def end(response: HttpResponse, state: str) -> None:
    """An attempt is good once."""
    _drop(response, _name(state))


def _name(state: str) -> str:
    """The cookie's name. An invented state must not break a header, whatever it holds."""
    return PREFIX + "".join(each for each in state[:16] if each.isascii() and each.isalnum())


def _opened(value: str) -> Attempt | None:
    try:
        return Attempt(**signing.loads(value, salt=SALT, max_age=SECONDS))
    except signing.BadSignature:
        return None


def _oldest(request: HttpRequest, *, beyond: int) -> list[str]:
    """The cookies of all but the latest attempts, and any that is none of ours."""
    begun = {
        name: attempt.at if (attempt := _opened(value)) else 0
        for name, value in request.COOKIES.items()
        if name.startswith(PREFIX)
    }
    return sorted(begun, key=begun.__getitem__, reverse=True)[beyond:]


def _drop(response: HttpResponse, name: str) -> None:
    response.delete_cookie(name, samesite="Lax")
    response.cookies[name]["secure"] = True
    response.cookies[name]["httponly"] = True
