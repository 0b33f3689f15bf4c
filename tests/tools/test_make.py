"""`make` explains itself, and set-up installs or names what a machine lacks."""

import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

from tools import bootstrap

ROOT = Path(__file__).resolve().parents[2]
TARGETS = {
    "setup",
    "run",
    "test",
    "lint",
    "bench",
    "drill",
    "test-fast",
    "test-slow",
    "screenshots",
    "messages",
    "clean",
}


def made(*arguments: str) -> str:
    done = subprocess.run(
        ["make", "--no-print-directory", *arguments],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return done.stdout


def test_make_alone_lists_every_target_with_a_line() -> None:
    lines = made().splitlines()
    listed = {line.split()[1]: line.split(maxsplit=2)[2] for line in lines}
    assert set(listed) >= TARGETS
    assert made("help").splitlines() == lines


def test_the_port_reaches_the_program() -> None:
    assert "PORT=8010" in made("--dry-run", "--print-data-base", "run", "PORT=8010").replace(
        " := ", "="
    ).replace(" = ", "=")


def test_a_machine_without_rights_is_told_the_packages(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("os.geteuid", lambda: 1000)
    with pytest.raises(SystemExit, match="sudo apt-get install gettext poppler-utils"):
        bootstrap.install_packages(["gettext", "poppler-utils"])


@pytest.mark.parametrize("listed", [False, True])
def test_root_installs_and_fetches_the_package_lists_only_when_there_are_none(
    listed: bool,  # noqa: FBT001 - the two cases
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    ran: list[str] = []
    monkeypatch.setattr("os.geteuid", lambda: 0)
    monkeypatch.setattr(shutil, "which", lambda name: f"/usr/bin/{name}")
    monkeypatch.setattr(bootstrap, "APT_LISTS", tmp_path)
    monkeypatch.setattr(bootstrap, "run", lambda *command, **_: ran.append(command[1]))
    if listed:
        (tmp_path / "debian_main_binary-amd64_Packages.lz4").touch()
    bootstrap.install_packages(["gettext"])
    assert ran == (["install"] if listed else ["update", "install"])


def test_nothing_missing_asks_for_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    ran: list[str] = []
    monkeypatch.setattr("os.geteuid", lambda: 1000)
    monkeypatch.setattr(bootstrap, "run", lambda *command, **_: ran.append(command[1]))
    bootstrap.install_packages([])
    assert ran == []


def test_a_bare_machine_lacks_what_each_purpose_needs(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(shutil, "which", lambda _name: None)
    monkeypatch.setattr(bootstrap, "find_library", lambda _name: None)
    monkeypatch.setattr(bootstrap, "can_make_venvs", lambda: False)
    monkeypatch.setattr(bootstrap, "distribution", lambda: "debian")
    monkeypatch.setattr(bootstrap, "ARABIC_FONT", tmp_path / "none.ttf")
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    venv = f"python3.{sys.version_info[1]}-venv"
    assert bootstrap.missing_packages("run") == [venv, "gettext", *bootstrap.PRESS]
    assert bootstrap.missing_packages("test") == [
        venv, "gettext", *bootstrap.PRESS, bootstrap.HEADLESS, "fonts-noto-core", "poppler-utils",
    ]  # fmt: skip


def test_an_old_python_is_refused_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 10, 4))
    with pytest.raises(SystemExit, match=r"needs Python 3\.11"):
        bootstrap.main("run")


@pytest.mark.parametrize(
    ("prefix", "options", "named", "taken"),
    [
        ("/opt/pyenv/3.11", "'--enable-shared'", "", True),
        ("/opt/pyenv/3.11", "'--enable-optimizations'", "", False),
        ("/opt/pyenv/3.11", "", "python3.13", False),
        ("/usr", "'--enable-shared'", "", False),
    ],
)
def test_a_python_compiled_without_optimisation_gives_way_unless_it_was_named(
    prefix: str,
    options: str,
    named: str,
    taken: bool,  # noqa: FBT001 - the cases
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(bootstrap, "DISTRIBUTION_PYTHON", Path(sys.executable))
    monkeypatch.setattr(sys, "base_prefix", prefix)
    monkeypatch.setattr(sysconfig, "get_config_var", {"CONFIG_ARGS": options}.get)
    monkeypatch.setenv("PYTHON", named)
    assert bootstrap.has_quicker_python() is taken


@pytest.mark.parametrize("script", ["exit 1", None])
def test_a_distribution_without_a_python_that_fits_is_left_alone(
    script: str | None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    quicker = tmp_path / "python3"
    if script:
        quicker.write_text(f"#!/bin/sh\n{script}\n")
        quicker.chmod(0o755)
    monkeypatch.setattr(bootstrap, "DISTRIBUTION_PYTHON", quicker)
    monkeypatch.setattr(sys, "base_prefix", "/opt/pyenv/3.11")
    monkeypatch.setattr(sysconfig, "get_config_var", {"CONFIG_ARGS": ""}.get)
    monkeypatch.delenv("PYTHON", raising=False)
    assert not bootstrap.has_quicker_python()


def test_whoever_has_a_quicker_python_goes_on_with_it(monkeypatch: pytest.MonkeyPatch) -> None:
    went: list[list[str]] = []

    def become(_program: Path, command: list[str]) -> None:
        went.append(command)
        raise SystemExit

    monkeypatch.setattr(bootstrap, "has_quicker_python", lambda: True)
    monkeypatch.setattr("os.execv", become)
    with pytest.raises(SystemExit):
        bootstrap.main("test")
    assert went == [["/usr/bin/python3", bootstrap.__file__, "test"]]


@pytest.mark.parametrize("same", [True, False])
def test_an_environment_of_another_python_is_made_anew(
    same: bool,  # noqa: FBT001 - the two cases
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    if not same:
        monkeypatch.setattr(sys, "base_prefix", "/opt/pyenv/3.11")
    assert bootstrap.works(Path(sys.executable)) is same


def test_a_ready_environment_is_left_alone_and_a_changed_one_renewed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ran: list[tuple[str, ...]] = []
    monkeypatch.setattr(bootstrap, "run", lambda *command, **_: ran.append(command))
    requirements, venv = tmp_path / "requirements.txt", tmp_path / "venv"
    requirements.write_text("one==1\n")
    venv.mkdir()
    bootstrap.make_venv(venv, requirements)
    assert [command[2] for command in ran] == ["venv", "pip"]
    bootstrap.make_venv(venv, requirements)
    assert len(ran) == 2
    requirements.write_text("one==2\n")
    bootstrap.make_venv(venv, requirements)
    assert len(ran) == 4
