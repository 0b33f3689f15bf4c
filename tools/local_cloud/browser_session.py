"""Who is signed in at the hosted page itself: for an hour, in a cookie, as at Cognito.

Without it nobody would notice here that an application forgot to ask for the password again.
"""

import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from http.cookies import CookieError, SimpleCookie
from typing import TypeVar

COOKIE = "cognito"
SECONDS = 3600.0
REMEMBERED = 1000
V = TypeVar("V")


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Somebody who has shown all factors: when, epoch seconds."""

    pool_id: str
    username: str
    at: int


class BrowserSessions:
    """Sessions by the value of their cookie, and when the password behind a nonce was typed."""

    def __init__(self, clock: Callable[[], float] = time.time) -> None:
        self._clock = clock
        self._sessions: dict[str, SignedIn] = {}
        self._typed_at: dict[str, int] = {}

    def begin(self, pool_id: str, username: str) -> tuple[SignedIn, str]:
        """A new session, and the header that puts its cookie into the browser."""
        value = secrets.token_urlsafe(24)
        signed_in = SignedIn(pool_id, username, int(self._clock()))
        _bounded(self._sessions)[value] = signed_in
        return signed_in, f"{COOKIE}={value}; Path=/; HttpOnly; SameSite=Lax; Max-Age={SECONDS:.0f}"

    def of(self, cookies: str, pool_id: str, *, max_age: float = SECONDS) -> SignedIn | None:
        """Who has signed in at this pool with this browser, not longer ago than `max_age`."""
        found = self._sessions.get(_value(cookies))
        if found is None or found.pool_id != pool_id:
            return None
        return found if self._clock() - found.at < min(max_age, SECONDS) else None

    def end(self, cookies: str) -> None:
        """The browser has signed out."""
        self._sessions.pop(_value(cookies), None)

    def told(self, nonce: str, at: int) -> None:
        """A code for this nonce rests on a password typed then."""
        _bounded(self._typed_at)[nonce] = at

    def typed_at(self, nonce: str) -> int | None:
        """When the password behind this nonce was typed; the claim `auth_time`."""
        return self._typed_at.get(nonce)


def _bounded(known: dict[str, V]) -> dict[str, V]:
    while len(known) >= REMEMBERED:
        del known[next(iter(known))]
    return known


def _value(cookies: str) -> str:
    try:
        morsel = SimpleCookie(cookies).get(COOKIE)
    except CookieError:
        return ""
    return morsel.value if morsel else ""
