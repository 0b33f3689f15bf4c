"""Slows down whoever guesses passwords, the way Cognito does."""

import time
from collections.abc import Callable
from dataclasses import dataclass

FREE_TRIES = 5
LONGEST = 900.0  # seconds
REMEMBERED = 10_000  # names, known or not


@dataclass(frozen=True, slots=True)
class _Failures:
    count: int
    locked_until: float


class LockOut:
    """Failures by name: after five in a row a second of rest, then twice as long each time.

    Never more than 15 minutes. Unknown names are counted like known ones, so that being
    locked tells nothing. Kept in memory only: a restart forgives.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._failures: dict[tuple[str, str], _Failures] = {}

    def locked(self, pool_id: str, username: str) -> bool:
        """Whether this name has to wait; trying meanwhile does not lengthen the wait."""
        known = self._failures.get(_key(pool_id, username))
        return known is not None and known.locked_until > self._clock()

    def failed(self, pool_id: str, username: str) -> None:
        """Count one wrong password or code."""
        key = _key(pool_id, username)
        known = self._failures.pop(key, None)
        count = known.count + 1 if known else 1
        rest = min(LONGEST, 2.0 ** min(count - FREE_TRIES, 30)) if count >= FREE_TRIES else 0.0
        while len(self._failures) >= REMEMBERED:
            del self._failures[next(iter(self._failures))]
        self._failures[key] = _Failures(count, self._clock() + rest)

    def cleared(self, pool_id: str, username: str) -> None:
        """Forget: the person has signed in completely."""
        self._failures.pop(_key(pool_id, username), None)


def _key(pool_id: str, username: str) -> tuple[str, str]:
    return pool_id, username.strip().casefold()
