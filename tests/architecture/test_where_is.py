"""The index of docs/architecture.md leads to modules that are there."""

import ast
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "architecture.md"
FEWEST = 30  # questions


def answers() -> dict[str, list[str]]:
    """What each question of the index is answered with: a path, or a name in it behind a colon."""
    section = PAGE.read_text(encoding="utf-8").split("## Where is …?")[1].split("\n## ")[0]
    rows = re.findall(r"^\| ([^|]+) \| (.+) \|$", section, re.MULTILINE)
    return {question: re.findall(r"`([^`]+)`", answer) for question, answer in rows[1:]}


def is_there(place: str) -> bool:
    name, _, part = place.partition(":")
    file = ROOT / name
    if not file.is_file():
        return False
    named = {getattr(node, "name", "") for node in ast.parse(file.read_text("utf-8")).body}
    return not part or part in named


def test_every_question_is_answered_by_what_is_there() -> None:
    found = answers()
    assert len(found) >= FEWEST
    assert {question for question, places in found.items() if not places} == set()
    assert [place for places in found.values() for place in places if not is_there(place)] == []


def test_a_module_or_name_that_is_gone_would_be_seen() -> None:
    assert not is_there("medisecure/dynamodb/reading.py")
    assert not is_there("appointments/outbox/repository.py:Inbox")
