"""Starts the proxy of bad answers, asks it what it did, and ends it."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path

from tools.drills.proxy import CONTROL, HOST, ROUGH

ROOT = Path(__file__).resolve().parents[2]


class BadRoad:
    """A running proxy."""

    def __init__(self, port: int) -> None:
        self._port = port

    @property
    def endpoint(self) -> str:
        return f"http://{HOST}:{self._port}"

    def faults(self) -> dict[str, int]:
        """How often each fault was met so far."""
        asked = HTTPConnection(HOST, self._port, timeout=30)
        asked.request("GET", CONTROL)
        found: dict[str, int] = json.loads(asked.getresponse().read())
        asked.close()
        return found


@contextmanager
def bad_road(endpoint: str, seed: int, shares: dict[str, float] | None = None) -> Iterator[BadRoad]:
    """A proxy in front of `endpoint`, until the block ends."""
    known = ROUGH if shares is None else shares
    command = [sys.executable, "-m", "tools.drills.proxy", endpoint, str(seed), json.dumps(known)]
    process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    try:
        if process.stdout is None:
            raise RuntimeError("the proxy has no pipe")
        port = process.stdout.readline()
        if not port:
            raise RuntimeError(f"the proxy ended with {process.wait()} before it began")
        yield BadRoad(int(port))
    finally:
        process.kill()
        process.wait()
