"""Every package is pinned with hashes, and the files hold nothing of the machine they came from."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FILES = ["requirements", "requirements-dev", "tools/local_cloud/requirements"]


def lines(name: str, ending: str) -> list[str]:
    return (ROOT / f"{name}.{ending}").read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize("name", FILES)
def test_every_package_is_pinned_and_hashed(name: str) -> None:
    pinned = re.split(r"\n(?=\S)", "\n".join(lines(name, "txt")))
    packages = [entry for entry in pinned if not entry.startswith("#")]
    assert packages
    assert [
        p for p in packages if not re.match(r"[a-z0-9-]+==[^ ]+.*--hash=sha256:", p, re.S)
    ] == []


@pytest.mark.parametrize("name", FILES)
def test_no_host_or_path_is_left_in(name: str) -> None:
    assert not re.findall(r"(https?|file):|^-|(?<![\w-])/\w", "\n".join(lines(name, "txt")), re.M)


@pytest.mark.parametrize("name", FILES)
def test_what_is_asked_for_is_pinned(name: str) -> None:
    asked = [re.match(r"[\w-]+", line) for line in lines(name, "in") if line[:1].isalpha()]
    pinned = {line.split("==")[0] for line in lines(name, "txt") if "==" in line}
    assert {match[0].lower() for match in asked if match} - pinned == set()


def test_development_adds_to_the_same_versions() -> None:
    runtime, development = (
        {line.split("==")[0]: line.split()[0] for line in lines(name, "txt") if "==" in line}
        for name in FILES[:2]
    )
    assert {name: development.get(name) for name in runtime} == runtime
