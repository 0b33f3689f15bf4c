"""Nothing unsafe starts: the process stops and names the variable."""

import os
import subprocess
import sys

import pytest

# As in production, with every address by TLS
SAFE = {
    "BASE_URL": "https://clinic.example",
    "DEMO": "false",
    "SECOND_FACTOR_FOR": "provider,staff,compliance",
    "AWS_ENDPOINT_URL": "",
    "OIDC_ISSUER": "https://id.example/pool",
    "OIDC_AUTHORIZATION_ENDPOINT": "https://id.example/authorize",
    "OIDC_TOKEN_ENDPOINT": "https://id.example/token",
    "OIDC_JWKS_ENDPOINT": "https://id.example/keys",
    "OIDC_LOGOUT_ENDPOINT": "https://id.example/logout",
}
ADDRESSES = [name for name in SAFE if name.startswith("OIDC_")]


def started(**changed: str) -> str:
    """What the settings say when they refuse; "" when they start."""
    done = subprocess.run(
        [sys.executable, "-c", "import medisecure.settings"],
        env={**os.environ, **SAFE, **changed}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    return done.stderr.strip().splitlines()[-1] if done.returncode else ""


def test_safe_settings_start() -> None:
    assert started() == ""


@pytest.mark.parametrize("name", ADDRESSES)
def test_plain_http_for_sign_in_is_refused_outside_this_machine(name: str) -> None:
    for address in ("http://id.example/x", "http://127.0.0.1:4566/x"):
        assert name in started(**{name: address})


@pytest.mark.parametrize("key", [
    "", "short", "x" * 60, "change-me-" * 6, "0123456789" * 6,
    "django-insecure-abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGH",
])  # fmt: skip
def test_a_weak_key_is_refused(key: str) -> None:
    assert "SECRET_KEY" in started(SECRET_KEY=key)


@pytest.mark.parametrize("roles", ["", "staff", "provider,staff", "provider,staff,compliance,x"])
def test_people_who_work_here_cannot_go_without_a_second_factor(roles: str) -> None:
    assert "SECOND_FACTOR_FOR" in started(SECOND_FACTOR_FOR=roles)


def test_a_command_says_in_one_line_what_is_missing_and_where_it_comes_from() -> None:
    done = subprocess.run(
        [sys.executable, "manage.py", "dedupe_eval"],
        env={**os.environ, **SAFE, "SECRET_KEY": "short"},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 1
    (line,) = done.stderr.splitlines()
    assert "SECRET_KEY" in line
    assert ".env.example" in line
