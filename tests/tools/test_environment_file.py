"""The `.env` file keeps its secrets to its owner and comes back as it was written."""

import stat
from pathlib import Path

import environ as django_environ
import pytest

from tools.environment_file import read_environment, write_environment
from tools.local_environment import demo_password


def test_only_the_owner_may_read_it(tmp_path: Path) -> None:
    path = tmp_path / ".env"
    path.write_text("OLD=1\n")
    path.chmod(0o644)
    write_environment(path, {"SECRET_KEY": "s"})
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [p.name for p in tmp_path.iterdir()] == [".env"]


def test_what_is_written_is_read_back(tmp_path: Path) -> None:
    variables = {"A": "x/y+z==", "B": "https://h/p?q=1", "C": "alias/medisecure"}
    write_environment(tmp_path / ".env", variables)
    assert read_environment(tmp_path / ".env") == variables


def test_the_settings_read_the_same_values(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    variables = {"MS_TRY_A": "x/y+z==", "MS_TRY_B": demo_password()}
    write_environment(tmp_path / ".env", variables)
    for name in variables:
        monkeypatch.setenv(name, "")
    django_environ.Env.read_env(tmp_path / ".env", overwrite=True)
    env = django_environ.Env()
    assert {name: env.str(name) for name in variables} == variables


def test_quotes_comments_and_blanks_are_understood(tmp_path: Path) -> None:
    path = tmp_path / ".env"
    path.write_text("# A=1\nB='two words'\nC=\n\n D = 4 \n")
    assert read_environment(path) == {"B": "two words", "D": "4"}


def test_a_missing_file_is_an_empty_one(tmp_path: Path) -> None:
    assert read_environment(tmp_path / ".env") == {}


def test_demo_passwords_meet_the_pools_policy() -> None:
    password = demo_password()
    assert len(password) >= 12
    assert any(c.isupper() for c in password)
    assert any(c.islower() for c in password)
    assert any(c.isdigit() for c in password)
    assert password != demo_password()
