"""Whoever is killed leaves no server behind: a test run, a bench, `make run`."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.environment import free_port
from tools.tied import tied

pytestmark = pytest.mark.thorough  # starts whole runs and kills them

ROOT = Path(__file__).resolve().parents[2]
CLOUD, WEB = "tools.local_cloud.server", "gunicorn"
STARTED_WITHIN, GONE_WITHIN = 180.0, 40.0  # seconds; far more than a slow machine needs
A_TEST = "import time\ndef test_waits(cloud):\n    time.sleep(600)\n"
# Nobody's state is touched, and no patients are made: it is killed before anybody signs in.
MAKE_RUN = """
import sys
from pathlib import Path
from tools import run_local
run_local.ENV_FILE, run_local.STATE = Path(sys.argv[1]) / ".env", Path(sys.argv[1])
run_local.fill = lambda environ: run_local.manage(
    run_local.local_administrator(environ), "create_tables")
run_local.main()
"""
BENCH = "from tools.bench.isolated_bookings import isolated_bookings\nisolated_bookings()"


def descendants(pid: int) -> dict[int, str]:
    """Every process below this one, and what it was started as."""
    parents, commands = {}, {}
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            after_name = (entry / "stat").read_text().rpartition(")")[2].split()
            parents[int(entry.name)] = int(after_name[1])
            commands[int(entry.name)] = (entry / "cmdline").read_text().replace("\0", " ")
        except OSError:  # it ended while we looked
            continue
    found: dict[int, str] = {}
    below = {pid}
    while below:
        below = {child for child, parent in parents.items() if parent in below}
        found |= {child: commands[child] for child in below if child in commands}
    return found


def is_alive(pid: int) -> bool:
    try:
        return "Z" not in Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False


def until(holds: Callable[[], bool], seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


def left_behind(command: list[str], servers: set[str], **environ: str) -> list[str]:
    """Start it, wait for its servers, kill it; what of it still runs some time later."""
    with subprocess.Popen(
        command, cwd=ROOT, env={**os.environ, **environ}, start_new_session=True,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    ) as process:  # fmt: skip
        try:
            there = until(
                lambda: (
                    all(
                        any(each in said for said in descendants(process.pid).values())
                        for each in servers
                    )
                    or process.poll() is not None
                ),
                STARTED_WITHIN,
            )
            assert there
            assert process.poll() is None, "it ended by itself"
            family = descendants(process.pid)
        finally:
            process.send_signal(signal.SIGKILL)
    assert family
    until(lambda: not any(map(is_alive, family)), GONE_WITHIN)
    alive = [pid for pid in family if is_alive(pid)]
    for pid in alive:
        os.kill(pid, signal.SIGKILL)
    return [family[pid] for pid in alive]


@pytest.mark.parametrize("workers", [["-n0"], ["-n1"]], ids=["itself", "workers"])
def test_a_killed_test_run(tmp_path: Path, workers: list[str]) -> None:
    (tmp_path / "conftest.py").write_text("from tests.conftest import cloud")
    (tmp_path / "test_waits.py").write_text(A_TEST)
    command = [sys.executable, "-m", "pytest", "-c", str(ROOT / "pyproject.toml"),
               "-p", "no:cacheprovider", *workers, str(tmp_path)]  # fmt: skip
    assert left_behind(command, {CLOUD}) == []


def test_a_killed_bench() -> None:
    assert (
        left_behind([sys.executable, "-c", BENCH], {"tools.bench.isolated_bookings", CLOUD}) == []
    )


def test_a_killed_make_run(tmp_path: Path) -> None:
    ports = {"PORT": str(free_port()), "CLOUD_PORT": str(free_port())}
    command = [sys.executable, "-c", MAKE_RUN, str(tmp_path)]
    assert left_behind(command, {CLOUD, WEB}, **ports) == []


def test_who_has_lost_its_parent_already_does_not_start(tmp_path: Path) -> None:
    mark = tmp_path / "started"
    command = tied(["touch", str(mark)])
    nobody = str(os.getppid())  # not the one that starts it
    command[command.index(str(os.getpid()))] = nobody
    subprocess.run(command, check=True)
    assert not mark.exists()
    subprocess.run(tied(["touch", str(mark)]), check=True)
    assert mark.exists()


@pytest.mark.parametrize("target", ["run", "test", "test-fast", "bench"])
def test_make_ties_what_it_starts_to_itself(target: str) -> None:
    said = subprocess.run(["make", "--dry-run", target], cwd=ROOT, capture_output=True,
                          text=True, check=True).stdout  # fmt: skip
    assert "tools/tied.py $PPID" in said
