"""Runs an image as production does: not as root, nothing writable, no rights of the kernel's."""

import json
import signal
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any

from tools.image.builder import ImageError

USER = 10001
READY_WITHIN_SECONDS, STOP_WITHIN_SECONDS = 60, 60
IN_MEMORY = ["nosuid", "nodev", "noexec", "mode=1777", "size=64m"]
SETS = ("bounding", "effective", "permitted", "inheritable", "ambient")


class Container:
    """A running container; its network is this machine's, its address therefore loopback."""

    def __init__(self, process: subprocess.Popen[bytes], bundle: Path, name: str) -> None:
        self.process, self._bundle, self.name = process, bundle, name

    def terminate(self) -> None:
        """Ask it to stop, as the platform does before it replaces a task."""
        runc("kill", self.name, "TERM")

    def run(self, *command: str) -> subprocess.CompletedProcess[str]:
        """Run a command inside, as the same user."""
        return subprocess.run(
            ["runc", "exec", self.name, *command], capture_output=True, text=True, check=False
        )


@contextmanager
def running(files: Path, environ: Mapping[str, str], port: int, place: Path) -> Iterator[Container]:
    """Start the image's web server on 127.0.0.1:`port`; ready on entry, stopped after."""
    name = f"medisecure-{port}"
    place.mkdir(parents=True, exist_ok=True)
    told = {**environ, "BIND": f"127.0.0.1:{port}"}
    config = json.dumps(specification(files, ["gunicorn", "medisecure.wsgi:application"], told))
    (place / "config.json").write_text(config, encoding="utf-8")
    process = subprocess.Popen(["runc", "run", "--bundle", str(place), name])
    container = Container(process, place, name)
    try:
        wait_until_ready(container, port)
        yield container
    finally:
        stop(container)


def specification(files: Path, command: list[str], environ: Mapping[str, str]) -> dict[str, Any]:
    """The container in the words of the Open Container Initiative."""
    image_says = {"PATH": "/venv/bin:/usr/bin:/bin", "PYTHONDONTWRITEBYTECODE": "1",
                  "PYTHONUNBUFFERED": "1", "TMPDIR": "/dev/shm"}  # fmt: skip
    told = {**environ, **image_says}
    return {
        "ociVersion": "1.0.2",
        "process": {
            "user": {"uid": USER, "gid": USER},
            "args": command,
            "env": [f"{name}={value}" for name, value in told.items()],
            "cwd": "/app",
            "noNewPrivileges": True,
            "capabilities": {each: [] for each in SETS},
        },
        "root": {"path": str(files), "readonly": True},
        "mounts": [
            {"destination": "/proc", "type": "proc", "source": "proc"},
            {"destination": "/dev", "type": "tmpfs", "source": "tmpfs",
             "options": ["nosuid", "mode=755", "size=1m"]},
            {"destination": "/dev/shm", "type": "tmpfs", "source": "shm", "options": IN_MEMORY},
            {"destination": "/tmp", "type": "tmpfs", "source": "tmp", "options": IN_MEMORY},
        ],
        "linux": {"namespaces": [{"type": kind} for kind in ("pid", "ipc", "mount", "uts")]},
    }  # fmt: skip


def wait_until_ready(container: Container, port: int) -> None:
    deadline = time.monotonic() + READY_WITHIN_SECONDS
    while status(port, "/readyz") != HTTPStatus.OK:
        if container.process.poll() is not None:
            raise ImageError("the container ended by itself; its lines above say why")
        if time.monotonic() > deadline:
            raise ImageError(f"/readyz was not well within {READY_WITHIN_SECONDS} seconds")
        time.sleep(0.2)


def status(port: int, path: str, *, host: str | None = None) -> int:
    """The status of one GET, or 0 when nobody answered; `host` is what the request claims."""
    connection = HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", path, headers={"Host": host} if host else {})
        return connection.getresponse().status
    except (OSError, HTTPException):
        return 0
    finally:
        connection.close()


def stop(container: Container) -> None:
    """End it in order, or by force after a minute, and forget it."""
    if container.process.poll() is None:
        container.terminate()
        try:
            container.process.wait(STOP_WITHIN_SECONDS)
        except subprocess.TimeoutExpired:
            runc("kill", container.name, signal.Signals.SIGKILL.name)
            container.process.wait()


def runc(*arguments: str) -> None:
    subprocess.run(["runc", *arguments], check=False)
