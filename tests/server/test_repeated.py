"""A command that does what is due, once or again and again."""

import io
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress

import pytest
from django.core.management import CommandError, call_command

from medisecure.errors import Unavailable
from medisecure.management import repeated
from medisecure.management.commands import check_documents
from medisecure.management.repeated import RepeatedCommand


class Enough(Exception):
    """The clock stops."""


class Command(RepeatedCommand):
    """Comes to what it is told, one after another."""

    def __init__(self, *outcomes: Counter[str] | Exception) -> None:
        super().__init__()
        self.outcomes: Iterator[Counter[str] | Exception] = iter(outcomes)

    def do(self) -> Counter[str]:
        found = next(self.outcomes)
        if isinstance(found, Exception):
            raise found
        return found


def said(command: Command, **options: float) -> str:
    out = io.StringIO()
    with suppress(Enough):
        call_command(command, stdout=out, **options)
    return out.getvalue()


@pytest.fixture
def slept(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """For how long it slept; the fourth time ends it."""
    found: list[float] = []

    def sleep(seconds: float) -> None:
        found.append(seconds)
        if len(found) > 3:
            raise Enough

    monkeypatch.setattr(repeated.time, "sleep", sleep)
    return found


def test_once_it_says_what_came_of_it_and_ends(slept: list[float]) -> None:
    assert said(Command(Counter(late=1, done=2))) == "2 done, 1 late\n"
    assert said(Command(Counter())) == "nothing due\n"
    assert slept == []


def test_an_error_ends_it_only_where_nobody_would_try_again(slept: list[float]) -> None:
    with pytest.raises(CommandError):
        said(Command(Unavailable()))
    fails = Command(Unavailable(), Counter(done=1), Counter(), Counter(done=3))
    assert said(fails, every=2) == "1 done\n3 done\n"
    assert slept == [2] * 4


def test_what_is_to_be_planned_first_is_tried_again_too(
    slept: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A service that answers late while it starts does not end what runs beside the web server."""
    plans = Command(Unavailable(), Counter(planned=3))
    monkeypatch.setattr(check_documents, "plan_uncompared", lambda _begin: plans.do()["planned"])
    monkeypatch.setattr(check_documents, "check_due", lambda *_: Counter())
    checking, out = check_documents.Command(), io.StringIO()
    with suppress(Enough):
        call_command(checking, stdout=out, every=2, uncompared=True)
    assert out.getvalue() == "3 planned to be compared\n"
    assert slept == [2] * 4
