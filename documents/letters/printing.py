"""Having a letter printed: in a process of its own, a few at once, and never for long.

Setting a page costs a second of the processor. Done by the threads that answer requests it would
stand in everybody's way; so each letter has its own process, and a worker runs two at a time.
"""

import subprocess
import sys
from pathlib import Path
from threading import BoundedSemaphore

import structlog

from medisecure.errors import Unavailable
from medisecure.errors import gettext_noop as _

PRESS = Path(__file__).with_name("press.py")
AT_ONCE, PATIENCE, LONGEST = 2, 4.0, 20.0  # letters; seconds to wait for a place, and for the page
ENVIRONMENT = {"LANG": "C.UTF-8", "PATH": "/usr/bin:/bin", "HOME": "/nonexistent"}
log = structlog.get_logger()


class Busy(Unavailable):
    """Both places are taken, or the page takes too long."""

    default = _("Several papers are being printed just now. Please try again in a moment.")


class Places:
    """How many letters are printed at once in this worker."""

    def __init__(self, at_once: int = AT_ONCE, patience: float = PATIENCE) -> None:
        self._free, self._patience = BoundedSemaphore(at_once), patience

    def __enter__(self) -> None:
        if not self._free.acquire(timeout=self._patience):
            raise Busy

    def __exit__(self, *_error: object) -> None:
        self._free.release()


places = Places()


def printed(html: str) -> bytes:
    """The page as PDF; `Busy` without a place or time for it, `Unavailable` if it failed."""
    with places:
        try:
            done = subprocess.run(  # noqa: S603 - our own program, nothing typed in its words
                [sys.executable, "-I", str(PRESS)],
                input=html.encode(),
                capture_output=True,
                timeout=LONGEST,
                env=ENVIRONMENT,
                check=False,
            )
        except subprocess.TimeoutExpired:
            log.warning("a letter took too long")
            raise Busy from None
    if done.returncode or not done.stdout.startswith(b"%PDF-"):
        # What it wrote to stderr may quote the page.
        log.error("a letter was not printed", code=str(done.returncode))
        raise Unavailable
    return done.stdout
