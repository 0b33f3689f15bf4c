"""The `.env` file at the project's root: this machine's settings and secrets."""

import os
from collections.abc import Mapping
from pathlib import Path

HEADER = """\
# Written by `make run` for the cloud on this machine; never for real patients.
# Secrets and values changed by hand are kept; addresses and ids are written anew each time.
# .env.example explains every name.
"""


def read_environment(path: Path) -> dict[str, str]:
    """The NAME=value lines of the file; empty if there is none. Quotes around a value go."""
    if not path.exists():
        return {}
    lines = [line.strip() for line in path.read_text(encoding="utf-8").splitlines()]
    pairs = [line.split("=", 1) for line in lines if "=" in line and not line.startswith("#")]
    return {name.strip(): _bare(value.strip()) for name, value in pairs if _bare(value.strip())}


def write_environment(path: Path, variables: Mapping[str, str]) -> None:
    """Replace the file in one step; only its owner may read it."""
    fresh = path.with_name(f"{path.name}.new")
    text = HEADER + "".join(f"{name}={value}\n" for name, value in sorted(variables.items()))
    fresh.unlink(missing_ok=True)
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)
    fresh.replace(path)


def _bare(value: str) -> str:
    quoted = len(value) > 1 and value[0] == value[-1] and value[0] in "\"'"
    return value[1:-1] if quoted else value
