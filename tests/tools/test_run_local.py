"""`make run` refuses what would hurt, and hands the application nothing it should not have."""

import socket
from pathlib import Path

import pytest

from medisecure.resources import declare
from tools import run_local


def test_a_taken_port_is_named_with_the_way_out() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(SystemExit, match=f"make run PORT={port + 1}"):
            run_local.refuse_taken_port(port, "PORT")
    run_local.refuse_taken_port(port, "PORT")


@pytest.mark.parametrize("endpoint", ["", "AWS_ENDPOINT_URL=https://dynamodb.example"])
def test_settings_for_another_cloud_are_not_overwritten(endpoint: str, tmp_path: Path) -> None:
    path = tmp_path / ".env"
    path.write_text(f"SECRET_KEY=x\n{endpoint}\n")
    with pytest.raises(SystemExit, match="another cloud"):
        run_local.refuse_foreign_environment(path)


def test_its_own_settings_are_renewed(tmp_path: Path) -> None:
    path = tmp_path / ".env"
    run_local.refuse_foreign_environment(path)
    assert not path.exists()
    ours = "AWS_ENDPOINT_URL=http://127.0.0.1:4566\n"
    path.write_text(ours)
    run_local.refuse_foreign_environment(path)
    assert path.read_text() == ours


def test_the_owners_aws_account_stays_outside() -> None:
    shell = {
        "PATH": "/bin",
        "AWS_PROFILE": "work",
        "ADMIN_AWS_ACCESS_KEY_ID": "AKIA",
        "NO_PROXY": "example.org",
    }
    assert run_local.surroundings(shell) == {
        "PATH": "/bin",
        "NO_PROXY": "example.org,127.0.0.1,localhost",
        "no_proxy": "example.org,127.0.0.1,localhost",
    }


@pytest.mark.parametrize("port", ["0", "70000", "http", "٨٠٠٠", "-1"])
def test_an_impossible_port_is_refused(port: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", port)
    with pytest.raises(SystemExit, match="PORT must be a port number"):
        run_local._port("PORT", 8000)


@pytest.mark.parametrize(("said", "needed"), [
    ({}, ""), ({"SECOND_FACTOR": "0"}, ""), ({"SECOND_FACTOR": "1"}, "provider,staff,compliance"),
])  # fmt: skip
def test_the_demo_asks_for_a_code_only_when_told_to(said: dict[str, str], needed: str) -> None:
    """It is the declaration's own value: what the settings and the pool read is the same."""
    asked = run_local.second_factor(said)
    assert asked == {"SECOND_FACTOR_FOR": needed}
    assert declare(asked).user_pool.second_factor_for == tuple(filter(None, needed.split(",")))


def test_it_says_how_to_get_a_code_when_one_is_asked_for(
    capsys: pytest.CaptureFixture[str],
) -> None:
    for asked_for in (True, False):
        run_local.welcome("http://127.0.0.1:8000", [], asked_for=asked_for)
        assert ("make code" in capsys.readouterr().out) is asked_for
