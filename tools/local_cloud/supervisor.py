"""Starts and stops the local cloud from the application's own virtual environment."""

import os
import signal
import socket
import subprocess
import time
from dataclasses import dataclass
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from types import TracebackType
from typing import Self

from tools.tied import tied

HOST = "127.0.0.1"
ROOT = Path(__file__).resolve().parents[2]
PYTHON = Path(".venv-cloud/bin/python")
LOG_NAME = "cloud.log"
STOP_WITHIN = 10.0  # seconds before a stop becomes a kill


class LocalCloudError(Exception):
    """The local cloud could not be started; the text says why and what to do."""


@dataclass(frozen=True)
class LocalCloud:
    """Where a local cloud answers and where it keeps what it is told."""

    port: int
    state_dir: Path

    @property
    def endpoint(self) -> str:
        return f"http://{HOST}:{self.port}"


class RunningCloud:
    """A started local cloud; as a context manager it stops at the end."""

    def __init__(self, cloud: LocalCloud, process: subprocess.Popen[bytes]) -> None:
        self.cloud = cloud
        self._process = process

    @property
    def endpoint(self) -> str:
        return self.cloud.endpoint

    @property
    def port(self) -> int:
        return self.cloud.port

    @property
    def pid(self) -> int:
        return self._process.pid

    def is_running(self) -> bool:
        return self._process.poll() is None

    def stop(self) -> None:
        """End it cleanly, or by force after ten seconds. Repeats safely."""
        if self.is_running():
            self._process.send_signal(signal.SIGTERM)
            try:
                self._process.wait(STOP_WITHIN)
            except subprocess.TimeoutExpired:
                self.kill()

    def kill(self) -> None:
        """End it as a power cut would (SIGKILL). Repeats safely."""
        self._process.kill()
        self._process.wait()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()


def start(
    state_dir: Path,
    port: int | None = None,
    *,
    python: Path = PYTHON,
    log: Path | None = None,
    timeout: float = 30,
    may_lose_power: bool = False,
) -> RunningCloud:
    """Start the local cloud on `state_dir` and wait until it answers.

    `port` None means a free one. A relative `python` is looked for in the project. The log
    goes to `cloud.log` in the state folder unless `log` names another file.
    One that `may_lose_power` does not wait for the disk; a kill it survives all the same.
    Raises `LocalCloudError`: port taken, no virtual environment, folder in use, no answer
    within `timeout` seconds.
    """
    interpreter = ROOT / python  # an absolute path stays as it is
    if not interpreter.exists():
        raise LocalCloudError(f"{interpreter} is missing: install {_requirements()} there first")
    state_dir = state_dir.absolute()
    state_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    state_dir.chmod(0o700)
    log = log or state_dir / LOG_NAME
    log_start = log.stat().st_size if log.exists() else 0
    with _listener(port) as listener:
        options = ["--may-lose-power"] if may_lose_power else []
        cloud = LocalCloud(port=listener.getsockname()[1], state_dir=state_dir)
        running = RunningCloud(cloud, _spawn(interpreter, cloud, listener, log, options))
    try:
        _wait_until_it_answers(running, timeout)
    except LocalCloudError as error:
        running.kill()
        raise LocalCloudError(f"{error}{_said(log, log_start)}") from None
    except BaseException:  # Ctrl-C while waiting must not leave it behind
        running.kill()
        raise
    return running


def _listener(port: int | None) -> socket.socket:
    """Bound here and handed over, so that a port found free cannot be lost on the way."""
    try:
        return socket.create_server((HOST, port or 0), backlog=256)
    except OSError as error:
        raise LocalCloudError(
            f"port {port} on {HOST} cannot be used: it is taken or not allowed"
        ) from error


def _spawn(
    interpreter: Path, cloud: LocalCloud, listener: socket.socket, log: Path, options: list[str]
) -> subprocess.Popen[bytes]:
    command = [str(interpreter), "-m", "tools.local_cloud.server"]
    command += ["--state-dir", str(cloud.state_dir), "--fd", str(listener.fileno()), *options]
    with os.fdopen(os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "wb") as output:
        return subprocess.Popen(
            tied(command),
            cwd=ROOT,
            env={"PATH": os.environ.get("PATH", os.defpath), "LANG": "C.UTF-8"},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            pass_fds=[listener.fileno()],
            start_new_session=True,  # Ctrl-C is for whoever started it, who then calls stop()
        )


def _wait_until_it_answers(running: RunningCloud, timeout: float) -> None:
    deadline = time.monotonic() + timeout
    while not _answers(running.port, max(0.1, min(1.0, deadline - time.monotonic()))):
        if not running.is_running():
            raise LocalCloudError("the local cloud did not start")
        if time.monotonic() > deadline:
            raise LocalCloudError(f"the local cloud did not answer within {timeout:g} seconds")
        time.sleep(0.05)


def _answers(port: int, timeout: float) -> bool:
    connection = HTTPConnection(HOST, port, timeout=timeout)
    try:
        connection.request("GET", "/_ministack/health")
        return connection.getresponse().status == HTTPStatus.OK
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()


def _said(log: Path, start: int) -> str:
    with log.open("rb") as file:
        file.seek(start)
        text = file.read().decode(errors="replace").strip()
    return f": {text[-2000:]}" if text else ""


def _requirements() -> str:
    return str(Path(__file__).with_name("requirements.txt").relative_to(ROOT))
