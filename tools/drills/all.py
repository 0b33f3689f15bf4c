"""The drills by name, each at its full size times a scale."""

from collections.abc import Callable
from typing import Protocol

from tools.drills import reminders, restore
from tools.drills.booking import call_in, race
from tools.drills.files import proof, uploads
from tools.drills.intrusion import access, slow_clients
from tools.drills.killing import crash, notes
from tools.drills.report import Drill
from tools.drills.stage import Scan

HALF = 0.5


class Runs(Protocol):
    """Runs one drill."""

    def __call__(
        self, endpoint: str, scan: Scan, *, seed: int, scale: float, say: Callable[[str], None]
    ) -> Drill: ...


def _race(
    endpoint: str, scan: Scan, *, seed: int, scale: float, say: Callable[[str], None]
) -> Drill:
    return race.run(endpoint, scan, seed=seed, times=max(1, round(race.TIMES * scale)), say=say)


def _crash(
    endpoint: str, scan: Scan, *, seed: int, scale: float, say: Callable[[str], None]
) -> Drill:
    return crash.run(endpoint, scan, seed=seed, kills=max(1, round(crash.KILLS * scale)), say=say)


def _reminders(
    endpoint: str, scan: Scan, *, seed: int, scale: float, say: Callable[[str], None]
) -> Drill:
    size = max(1, round(reminders.MESSAGES * scale))
    return reminders.run(endpoint, scan, seed=seed, size=size, say=say)


def _access(
    endpoint: str, scan: Scan, *, seed: int, scale: float, say: Callable[[str], None]
) -> Drill:
    """All relations and ways at full size; below half of it, by GET and POST alone."""
    return access.run(endpoint, scan, seed=seed, whole=scale >= HALF, say=say)


def _slow_clients(
    endpoint: str, scan: Scan, *, seed: int, scale: float, say: Callable[[str], None]
) -> Drill:
    seconds = max(5.0, slow_clients.SECONDS * scale)
    return slow_clients.run(endpoint, scan, seed=seed, seconds=seconds, say=say)


def _restore(
    endpoint: str, scan: Scan, *, seed: int, scale: float, say: Callable[[str], None]
) -> Drill:
    items = max(100, round(restore.ITEMS * scale))
    return restore.run(endpoint, scan, seed=seed, items=items, say=say)


def _notes(
    endpoint: str, scan: Scan, *, seed: int, scale: float, say: Callable[[str], None]
) -> Drill:
    return notes.run(endpoint, scan, seed=seed, rounds=max(1, round(notes.ROUNDS * scale)), say=say)


def _uploads(
    endpoint: str, scan: Scan, *, seed: int, scale: float, say: Callable[[str], None]
) -> Drill:
    size = max(1, round(uploads.FILES * scale))
    return uploads.run(endpoint, scan, seed=seed, size=size, say=say)


def _proof(
    endpoint: str, scan: Scan, *, seed: int, scale: float, say: Callable[[str], None]
) -> Drill:
    size = max(1, round(proof.DOCUMENTS * scale))
    return proof.run(endpoint, scan, seed=seed, size=size, say=say)


def _call_in(
    endpoint: str, scan: Scan, *, seed: int, scale: float, say: Callable[[str], None]
) -> Drill:
    rounds = max(1, round(call_in.ROUNDS * scale))
    return call_in.run(endpoint, scan, seed=seed, rounds=rounds, say=say)


DRILLS: dict[str, Runs] = {
    "race": _race,
    "call-in": _call_in,
    "crash": _crash,
    "reminders": _reminders,
    "access": _access,
    "slow-clients": _slow_clients,
    "restore": _restore,
    "notes": _notes,
    "uploads": _uploads,
    "proof": _proof,
}
