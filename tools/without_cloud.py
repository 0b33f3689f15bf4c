"""Runs one command with made-up settings, for checks that read the code but reach no service.

python -m tools.without_cloud mypy
"""

import os
import subprocess
import sys
from pathlib import Path

from tools.environment_file import read_environment

EXAMPLE = Path(__file__).resolve().parent.parent / ".env.example"
NEVER_MADE_UP = ("DEMO_PASSWORD", "TRUSTED_PROXIES")


def placeholders() -> dict[str, str]:
    """Every required setting with a value that is well-formed and leads nowhere.

    >>> placeholders()["OIDC_TOKEN_ENDPOINT"]
    'https://sign-in.invalid/oidc_token_endpoint'
    """
    given = read_environment(EXAMPLE)
    return {
        name: given.get(name) or _made_up(name)
        for name in names(EXAMPLE)
        if name not in NEVER_MADE_UP
    }


def names(example: Path) -> list[str]:
    """The variables an example file sets, commented-out ones left aside."""
    lines = example.read_text(encoding="utf-8").splitlines()
    return [line.split("=", 1)[0] for line in lines if "=" in line and line[0].isupper()]


def _made_up(name: str) -> str:
    if name == "SECRET_KEY":
        return "for-checks-only-abcdefghijklmnopqrstuvwxyz-0123456789-no-secret"
    return f"https://sign-in.invalid/{name.lower()}"


if __name__ == "__main__":
    environ = {**os.environ, **placeholders()}
    command = [sys.executable, "-m", *sys.argv[1:]]
    sys.exit(subprocess.run(command, env=environ, check=False).returncode)
