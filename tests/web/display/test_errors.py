"""What an error says: one function, and its blanks are in the reader's language too."""

import ast

import pytest
from django.utils import translation

from appointments.booking.patient_limits import OF_THE_PATIENT, TOO_MANY_A_DAY, TOO_MANY_AHEAD
from appointments.visits.status import Status
from medisecure.errors import Conflict, NotFound
from medisecure.web.display.errors import error_text
from tests.sources import parsed

STUCK = Conflict(
    "A visit that is %(current)s cannot become %(wanted)s.",
    {"current": Status.IN_CONSULTATION, "wanted": Status.CANCELLED},
)


def test_a_status_among_the_blanks_is_named_as_its_badge_names_it() -> None:
    assert error_text(STUCK) == "A visit that is in consultation cannot become cancelled."
    with translation.override("ar"):
        said = error_text(STUCK)
    assert not set(said) & set("abcdefghijklmnopqrstuvwxyz"), said


@pytest.mark.parametrize(
    ("count", "english", "arabic"),
    [
        (1, "You have 1 upcoming visit,", "لديك موعد قادم واحد،"),
        (2, "You have 2 upcoming visits,", "لديك موعدان قادمان،"),
        (3, "You have 3 upcoming visits,", "لديك 3 مواعيد قادمة،"),
        (11, "You have 11 upcoming visits,", "لديك 11 موعدًا قادمًا،"),
    ],
)
def test_a_number_among_the_blanks_decides_the_words(count: int, english: str, arabic: str) -> None:
    error = Conflict(TOO_MANY_AHEAD, {"count": count})
    assert error_text(error).startswith(english)
    assert str(error).startswith(english)
    with translation.override("ar"):
        assert error_text(error).startswith(arabic)


@pytest.mark.parametrize("sentence", [TOO_MANY_A_DAY, *map(OF_THE_PATIENT.get, OF_THE_PATIENT)])
def test_no_sentence_counts_one_as_several(sentence: str) -> None:
    for language, wrong in (("en", "1 visits"), ("en", "1 upcoming visits"), ("ar", "1 موعد")):
        with translation.override(language):
            assert wrong not in error_text(Conflict(sentence, {"count": 1}))


def test_a_log_and_a_command_read_it_in_english_words() -> None:
    assert str(STUCK) == "A visit that is in consultation cannot become cancelled."
    assert str(NotFound()) == NotFound.default


def test_no_page_fills_the_blanks_of_an_error_by_itself() -> None:
    rooms = ("medisecure/web", "patients", "providers", "appointments", "documents")
    found = [
        path
        for path, tree in parsed("params", rooms=rooms)
        for node in ast.walk(tree)
        if isinstance(node, ast.BinOp)
        and isinstance(node.op, ast.Mod)
        and isinstance(node.right, ast.Attribute)
        and node.right.attr == "params"
    ]
    assert found == []
