"""What an error says: one function, and its blanks are in the reader's language too."""

import ast
from pathlib import Path

from django.utils import translation

from appointments.visits.models import Status
from medisecure.errors import Conflict, NotFound
from medisecure.web.display.errors import error_text

ROOT = Path(__file__).resolve().parents[3]
STUCK = Conflict(
    "A visit that is %(current)s cannot become %(wanted)s.",
    {"current": Status.IN_CONSULTATION, "wanted": Status.CANCELLED},
)


def test_a_status_among_the_blanks_is_named_as_its_badge_names_it() -> None:
    assert error_text(STUCK) == "A visit that is in consultation cannot become cancelled."
    with translation.override("ar"):
        said = error_text(STUCK)
    assert not set(said) & set("abcdefghijklmnopqrstuvwxyz"), said


def test_a_log_and_a_command_read_it_in_english_words() -> None:
    assert str(STUCK) == "A visit that is in consultation cannot become cancelled."
    assert str(NotFound()) == NotFound.default


def test_no_page_fills_the_blanks_of_an_error_by_itself() -> None:
    rooms = ("medisecure/web", "patients", "providers", "appointments", "documents")
    found = [
        file.relative_to(ROOT).as_posix()
        for room in rooms
        for file in (ROOT / room).rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.BinOp)
        and isinstance(node.op, ast.Mod)
        and isinstance(node.right, ast.Attribute)
        and node.right.attr == "params"
    ]
    assert found == []
