"""A nursery signals its own children and nobody else, whoever names which number."""

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[4]
SLEEPERS = """
import sys, time
from tools.drills.killing.crash_worker import fork_for_each
fork_for_each(sys.stdin, lambda job: time.sleep(job["seconds"]))
"""
IGNORING = """
import os, signal, sys
signal.signal(signal.SIGCHLD, signal.SIG_IGN)
os.execv(sys.executable, [sys.executable, "-c", sys.argv[1]])
"""
STARTS = {"as usual": ["-c", SLEEPERS], "by one who ignores the dead": ["-c", IGNORING, SLEEPERS]}


class Sleepers:
    """A nursery whose children sleep for as long as their jobs say."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self.process = process

    def tell(self, **line: Any) -> None:
        assert self.process.stdin
        self.process.stdin.write(json.dumps(line) + "\n")
        self.process.stdin.flush()

    def bear(self, job: int, seconds: float) -> int:
        """The number of a new child."""
        known = set(self.children())
        self.tell(job=job, seconds=seconds)
        assert self.process.stdout
        assert json.loads(self.process.stdout.readline()) == {"job": job, "born": True}
        (pid,) = set(self.children()) - known
        return pid

    def no_more(self) -> int:
        """Its exit code once it has gone, and its children before it."""
        assert self.process.stdin
        self.process.stdin.close()
        return self.process.wait(20)

    def children(self) -> list[int]:
        pid = self.process.pid
        return [int(each) for each in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


@pytest.fixture(params=STARTS.values(), ids=STARTS)
def sleepers(request: pytest.FixtureRequest) -> Iterator[Sleepers]:
    with started([sys.executable, *request.param]) as process:
        nursery = Sleepers(process)
        yield nursery
        nursery.no_more()


@contextmanager
def started(command: list[str]) -> Iterator["subprocess.Popen[str]"]:
    process = subprocess.Popen(
        command, cwd=ROOT, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def wait_until(true: Callable[[], bool]) -> None:
    until = time.monotonic() + 20
    while not true():
        assert time.monotonic() < until
        time.sleep(0.01)


def state_of(pid: int) -> str:
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]


def test_a_number_that_is_no_job_is_nobodys_to_kill(sleepers: Sleepers) -> None:
    with started(["sleep", "60"]) as stranger:
        sleepers.tell(bury=stranger.pid, kill=True)
        sleepers.bear(1, 0)  # it has gone on
        assert stranger.poll() is None


def test_a_child_that_has_ended_keeps_its_number_until_it_is_buried(sleepers: Sleepers) -> None:
    child = sleepers.bear(1, 0)
    wait_until(lambda: state_of(child) == "Z")
    sleepers.bear(2, 60)
    assert state_of(child) == "Z"
    sleepers.tell(bury=1, kill=True)
    wait_until(lambda: child not in sleepers.children())


def test_a_child_is_killed_and_buried_once(sleepers: Sleepers) -> None:
    child = sleepers.bear(1, 60)
    for _ in range(2):
        sleepers.tell(bury=1, kill=True)
    wait_until(lambda: child not in sleepers.children())
    assert sleepers.bear(2, 0) not in (0, child)  # the second time met nobody


def test_nobody_is_left_behind(sleepers: Sleepers) -> None:
    child = sleepers.bear(1, 60)
    assert sleepers.no_more() == 0
    assert not Path(f"/proc/{child}").exists()
