"""The application under gunicorn on this machine, as in production."""

import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException
from pathlib import Path

from tools.tied import tied

ROOT = Path(__file__).resolve().parent.parent
READY_WITHIN_SECONDS = 180  # a very busy machine needs more than a minute
STOP_WITHIN_SECONDS = 30


class WebServerError(Exception):
    """The web server did not start; the text says how far it came."""


def free_port() -> int:
    """A port nobody listens on, on this machine only."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def web_server(
    environ: Mapping[str, str], port: int, *, within: float = READY_WITHIN_SECONDS
) -> Iterator[subprocess.Popen[bytes]]:
    """Run gunicorn on 127.0.0.1:`port` with `environ` until the block ends; ready on entry.

    Raises `WebServerError` when it ends early or is not ready `within` so many seconds.
    """
    server = subprocess.Popen(
        tied([sys.executable, "-m", "gunicorn", "medisecure.wsgi:application"]),
        env={**environ, "PORT": str(port)},
        cwd=ROOT,
        start_new_session=True,  # Ctrl-C is for whoever started us; they end it in order
    )
    try:
        _wait_until_ready(server, port, within)
        yield server
    finally:
        _stop(server)


def _wait_until_ready(server: subprocess.Popen[bytes], port: int, within: float) -> None:
    deadline = time.monotonic() + within
    while not _ready(port):
        if server.poll() is not None:
            raise WebServerError("The web server did not start; its lines above say why.")
        if time.monotonic() > deadline:
            raise WebServerError(f"/readyz was not well within {within} seconds.")
        time.sleep(0.2)


def _ready(port: int) -> bool:
    """Whether the application and every service it needs answer."""
    connection = HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/readyz")
        return connection.getresponse().status == HTTPStatus.OK
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()


def _stop(server: subprocess.Popen[bytes]) -> None:
    """Let requests finish, then end; by force after half a minute. A second Ctrl-C waits too."""
    impatient = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        server.terminate()
        server.wait(STOP_WITHIN_SECONDS)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()
    finally:
        signal.signal(signal.SIGINT, impatient)
