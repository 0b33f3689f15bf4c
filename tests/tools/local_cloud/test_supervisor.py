"""Starting and stopping: clear refusals, no second cloud on one folder, nothing left behind."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.tools.local_cloud.callers import Caller, Table, item
from tools.local_cloud import supervisor


def test_a_second_start_on_the_same_folder_is_refused(
    cloud: supervisor.RunningCloud,
) -> None:
    with pytest.raises(supervisor.LocalCloudError, match=f"in use by process {cloud.pid}"):
        supervisor.start(cloud.cloud.state_dir)
    assert cloud.is_running()


def test_a_taken_port_is_named(cloud: supervisor.RunningCloud, state_dir: Path) -> None:
    with pytest.raises(supervisor.LocalCloudError, match=f"port {cloud.port}"):
        supervisor.start(state_dir, cloud.port)


def test_a_missing_virtual_environment_is_named(state_dir: Path) -> None:
    with pytest.raises(supervisor.LocalCloudError, match=r"tools/local_cloud/requirements\.txt"):
        supervisor.start(state_dir, python=Path("no-such-venv/bin/python"))


def test_a_cloud_that_never_answers_is_given_up(state_dir: Path, tmp_path: Path) -> None:
    sleeper = tmp_path / "python"
    sleeper.write_text("#!/bin/sh\nexec sleep 60\n")
    sleeper.chmod(0o700)
    with pytest.raises(supervisor.LocalCloudError, match=r"within 0\.5 seconds"):
        supervisor.start(state_dir, python=sleeper, timeout=0.5)


@pytest.mark.parametrize("name", ["kms.json", "dynamodb.json"])
def test_an_unreadable_state_is_refused_and_left_alone(state_dir: Path, name: str) -> None:
    state_dir.mkdir(mode=0o700)
    (state_dir / name).write_text('{"payload": ')
    with pytest.raises(supervisor.LocalCloudError, match=name):
        supervisor.start(state_dir)
    assert (state_dir / name).read_text() == '{"payload": '


def test_it_stops_cleanly_and_can_start_again_on_its_port(state_dir: Path) -> None:
    with supervisor.start(state_dir) as first:
        port = first.port
    assert not first.is_running()
    with supervisor.start(state_dir, port) as second:
        assert second.endpoint == f"http://127.0.0.1:{port}"


def test_one_that_may_lose_power_keeps_what_it_was_told_over_a_kill(state_dir: Path) -> None:
    with supervisor.start(state_dir, may_lose_power=True) as first:
        Table(Caller(first.endpoint).dynamodb, "kept").create().put(item("p", "a"))
        first.kill()
    with supervisor.start(state_dir, may_lose_power=True) as second:
        assert Table(Caller(second.endpoint).dynamodb, "kept").get("p", "a") == item("p", "a")


def test_it_stops_even_when_it_does_not_react(
    state_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(supervisor, "STOP_WITHIN", 0.3)
    running = supervisor.start(state_dir)
    os.kill(running.pid, signal.SIGSTOP)
    running.stop()
    assert not running.is_running()


def test_a_folder_in_use_is_guarded(state_dir: Path) -> None:
    """Two clouds never share one folder; the second start says who has it."""
    with supervisor.start(state_dir) as running, pytest.raises(
        supervisor.LocalCloudError, match=f"process {running.pid}"
    ):  # fmt: skip
        supervisor.start(state_dir)


def test_a_cloud_ends_with_a_killed_parent_and_leaves_its_folder_free(state_dir: Path) -> None:
    script = (
        "import sys, time; from pathlib import Path; from tools.local_cloud import supervisor; "
        "print(supervisor.start(Path(sys.argv[1])).pid, flush=True); time.sleep(60)"
    )
    with subprocess.Popen(
        [sys.executable, "-c", script, str(state_dir)], stdout=subprocess.PIPE, cwd=supervisor.ROOT
    ) as parent:
        assert parent.stdout is not None
        assert int(parent.stdout.readline())
        parent.kill()
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            supervisor.start(state_dir).stop()
            return
        except supervisor.LocalCloudError:
            time.sleep(0.1)
    pytest.fail("the folder was never free again")


def test_the_address_is_made_of_loopback_and_port() -> None:
    assert supervisor.LocalCloud(4566, Path("state")).endpoint == "http://127.0.0.1:4566"
