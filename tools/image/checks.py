"""What must be true of a running container beside the walk: who it is, what it holds, its end."""

import os
import signal
import threading
import time
from collections.abc import Iterator
from http import HTTPStatus
from pathlib import Path

from tools.image.container import USER, Container, status
from tools.image.walk import Step

BUILDING = ("gcc", "cc", "make", "pip", "pip3", "apt", "apt-get", "curl", "wget", "git", "msgfmt")
IMAGE = "image"
SELF = "import os; print(os.getuid(), open('/proc/self/status').read())"
WRITE = "open('/app/written', 'w')"


def inspect(files: Path, container: Container, port: int) -> Iterator[Step]:
    """Not root, nothing to build with, nothing writable, and the health check's own words."""
    told = container.run("/venv/bin/python", "-c", SELF).stdout
    yield Step(IMAGE, f"runs as {USER}", told.startswith(f"{USER} "))
    yield Step(IMAGE, "has no rights of the kernel's", "CapEff:\t0000000000000000" in told)
    yield Step(IMAGE, "cannot gain any", "NoNewPrivs:\t1" in told)
    written = container.run("/venv/bin/python", "-c", WRITE)
    yield Step(IMAGE, "cannot change its own files", "Read-only file system" in written.stderr)
    for tool in BUILDING:
        there = any((files / place / tool).exists() for place in ("bin", "usr/bin", "venv/bin"))
        yield Step(IMAGE, f"holds no {tool}", not there)
    healthy = container.run("/venv/bin/python", "-m", "medisecure.web.alive").returncode == 0
    yield Step(IMAGE, "says it is healthy", healthy)
    by_address = status(port, "/healthz", host="10.0.0.7:8000")
    yield Step(IMAGE, "is healthy by its address too", by_address == HTTPStatus.OK)
    foreign = status(port, "/", host="evil.example")
    yield Step(IMAGE, "answers to no other name", foreign == HTTPStatus.BAD_REQUEST)


def stop_gracefully(container: Container, port: int, cloud_pid: int) -> Iterator[Step]:
    """A request under way when the stop comes is finished; a new one is not taken."""
    answers: list[int] = []
    os.kill(cloud_pid, signal.SIGSTOP)
    try:
        asking = threading.Thread(target=lambda: answers.append(status(port, "/readyz")))
        asking.start()
        time.sleep(0.5)  # a worker has it by now, and waits for the cloud
        container.terminate()
        time.sleep(0.5)
        refused = status(port, "/healthz") == 0
    finally:
        os.kill(cloud_pid, signal.SIGCONT)
    asking.join()
    code = container.process.wait(60)
    yield Step(IMAGE, "takes nothing new once it is told to stop", refused)
    yield Step(IMAGE, "finishes what it has begun", answers != [0])
    yield Step(IMAGE, "ends by itself", code == 0)
