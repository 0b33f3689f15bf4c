"""The nursery seen from the drill: give it jobs, kill their workers, hear the others' answers."""

import json
import os
import subprocess
import sys
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path
from queue import Empty, Queue
from statistics import median
from threading import Lock, Thread
from time import monotonic
from typing import IO, Any

from django.conf import settings

ROOT = Path(__file__).resolve().parents[3]
LONGEST_JOB, LONGEST_END, FIRST_GUESS = 30.0, 10.0, 0.1
SETTINGS = ("AWS_ENDPOINT_URL", "AWS_REGION", "TABLE_NAME", "KMS_KEY_ID")
Said = dict[str, Any]


class Nursery:
    """A running nursery."""

    def __init__(self, process: "subprocess.Popen[bytes]") -> None:
        if process.stdin is None or process.stdout is None:
            raise RuntimeError("the nursery has no pipes")
        self._jobs, self._stdin, self._guard = count(), process.stdin, Lock()
        self._heard: dict[int, Queue[Said]] = {}
        self._seconds: deque[float] = deque([FIRST_GUESS], maxlen=50)
        Thread(target=self._listen, args=(process.stdout,), daemon=True).start()

    @property
    def usual_seconds(self) -> float:
        """How long a worker that lives has lately needed for its job."""
        return median(self._seconds)

    def do(self, job: Said, *, kill_after: float | None = None) -> Said | None:
        """The worker's answer; None if it was killed before it gave one.

        `kill_after` seconds after its birth it dies by SIGKILL, wherever it is; a worker with a
        fault planted dies where the fault is, if the job says so.
        """
        number, heard = next(self._jobs), Queue[Said]()
        self._heard[number] = heard
        self._tell(job | {"job": number})
        heard.get(timeout=LONGEST_JOB)  # it is born
        answer = self._answer(heard, kill_after)
        self._tell({"bury": number, "kill": answer is None})
        del self._heard[number]
        return answer

    def _tell(self, line: Said) -> None:
        with self._guard:
            self._stdin.write(json.dumps(line).encode() + b"\n")
            self._stdin.flush()

    def _answer(self, heard: "Queue[Said]", kill_after: float | None) -> Said | None:
        began = monotonic()
        try:
            said = heard.get(timeout=LONGEST_JOB if kill_after is None else kill_after)
        except Empty:
            return None
        if "seam" in said:
            return None
        if kill_after is None:
            self._seconds.append(monotonic() - began)
        return said

    def _listen(self, output: IO[bytes]) -> None:
        for line in output:
            said = json.loads(line)
            heard = self._heard.get(said["job"])
            if heard is not None:
                heard.put(said)


@contextmanager
def nursery(endpoint: str, mutant: str = "") -> Iterator[Nursery]:
    """A nursery whose workers go over `endpoint`, with that fault planted in them."""
    known = {name: str(getattr(settings, name)) for name in SETTINGS}
    command = [sys.executable, "-m", "tools.drills.killing.crash_worker", endpoint, mutant]
    environ = {**os.environ, **known, "DJANGO_SETTINGS_MODULE": "medisecure.settings"}
    process = subprocess.Popen(
        command, cwd=ROOT, env=environ,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    )  # fmt: skip
    try:
        yield Nursery(process)
    finally:
        _end(process)


def _end(process: "subprocess.Popen[bytes]") -> None:
    """Give it no more jobs: it buries who is left, and goes."""
    if process.stdin is not None:
        with suppress(BrokenPipeError):
            process.stdin.close()
    try:
        process.wait(LONGEST_END)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
