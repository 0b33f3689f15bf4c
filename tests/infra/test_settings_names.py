"""`.env.example` knows every variable that anything reads, and says something about each."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
EXAMPLE = ROOT / ".env.example"
READERS = {
    "medisecure/settings.py": r"\benv(?:\.\w+)?\(\s*\"([A-Z_]+)\"",
    "medisecure/resources/__init__.py": r"environ\.get\(\"([A-Z_]+)\"",
    "medisecure/dynamodb/keys.py": r"environ\.get\(\"([A-Z_]+)\"",
    "infra/provision/administrator.py": r"\"(A[A-Z_]+)\"",
    "gunicorn.conf.py": r"os\.environ\.get\(\s*[\"']([A-Z_]+)[\"']",
}

# Read by AWS's own chain of credentials, wherever the application names none.
BY_AWS = {"AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"}


def listed() -> set[str]:
    return set(re.findall(r"^#?([A-Z_]+)=", EXAMPLE.read_text(encoding="utf-8"), re.MULTILINE))


@pytest.mark.parametrize("reader", READERS)
def test_every_variable_read_is_listed(reader: str) -> None:
    read = set(re.findall(READERS[reader], (ROOT / reader).read_text(encoding="utf-8")))
    assert read
    assert read - listed() == set()


def test_every_variable_listed_is_read_or_explained() -> None:
    known = {
        name
        for reader, pattern in READERS.items()
        for name in re.findall(pattern, (ROOT / reader).read_text(encoding="utf-8"))
    }
    assert listed() - known - BY_AWS == set()
    assert known.isdisjoint(BY_AWS), "who we are is for AWS's chain to find"


def test_the_example_holds_no_secret() -> None:
    secrets = r"^#?(\w*(?:SECRET|PASSWORD|TOKEN|KEY_ID)\w*)=(.+)$"
    filled = dict(re.findall(secrets, EXAMPLE.read_text(encoding="utf-8"), re.MULTILINE))
    assert filled == {"KMS_KEY_ID": "alias/medisecure"}
