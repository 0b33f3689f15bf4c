"""The application's own code, for tests that read off it what it may not do."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
APPLICATION = ("medisecure", "patients", "providers", "appointments", "documents")


def parsed(*words: str, rooms: tuple[str, ...] = APPLICATION) -> Iterator[tuple[str, ast.Module]]:
    """Each module whose text has one of these words, by its path, in order.

    Parsing all of them takes seconds, and what is looked for cannot be where its word is not.
    """
    for room in rooms:
        for path in sorted((ROOT / room).rglob("*.py")):
            source = path.read_text(encoding="utf-8")
            if any(word in source for word in words):
                yield path.relative_to(ROOT).as_posix(), ast.parse(source)
