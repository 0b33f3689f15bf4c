"""Having a program of our own work on one thing: in a process of its own, a few at once, not long.

What is set or opened there came from outside or costs a second of the processor. Done by the
threads that answer requests it would stand in everybody's way, and a fault in a library would be
a fault of ours. The program learns nothing of MediSecure: no settings, no keys, no credentials.
"""

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from threading import BoundedSemaphore

from medisecure.errors import Unavailable
from medisecure.errors import gettext_noop as _

AT_ONCE, PATIENCE, LONGEST = 2, 4.0, 20.0  # programs; seconds to wait for a place, and for the end
ENVIRONMENT = {"LANG": "C.UTF-8", "PATH": "/usr/bin:/bin", "HOME": "/nonexistent"}


class Busy(Unavailable):
    """All places are taken, or it takes too long."""

    default = _("Several papers are being printed just now. Please try again in a moment.")


class Slots:
    """How many such programs run at once in this worker."""

    def __init__(self, at_once: int = AT_ONCE, patience: float = PATIENCE) -> None:
        self._free, self._patience = BoundedSemaphore(at_once), patience

    def __enter__(self) -> None:
        if not self._free.acquire(timeout=self._patience):
            raise Busy

    def __exit__(self, *_error: object) -> None:
        self._free.release()


def run(
    program: Path, words: Sequence[str], given: bytes, longest: float = LONGEST
) -> tuple[int, bytes]:
    """The program's exit code and what it wrote; `Busy` if it takes longer than `longest`.

    What it wrote to stderr is dropped: it may quote what it was given.
    """
    try:
        done = subprocess.run(  # noqa: S603 - our own program, nothing typed in its words
            [sys.executable, "-I", str(program), *words],
            input=given,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=longest,
            env=ENVIRONMENT,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise Busy from None
    return done.returncode, done.stdout
