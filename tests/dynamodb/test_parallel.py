"""Calls side by side: each in the request's own context, none lost, none before the others end."""

import time
from contextvars import ContextVar
from threading import Barrier, get_ident

import pytest

from medisecure.dynamodb.deadline import deadline, ends_at
from medisecure.dynamodb.parallel import in_parallel, lookup
from medisecure.errors import NotFound, Unavailable

colour: ContextVar[str] = ContextVar("colour", default="none")


def test_answers_come_in_the_order_of_the_questions() -> None:
    def slow() -> str:
        time.sleep(0.05)
        return "slow"

    assert in_parallel(slow, lambda: "b", lambda: "c") == ["slow", "b", "c"]


def test_they_do_run_at_the_same_time() -> None:
    together = Barrier(3, timeout=2)
    threads = in_parallel(*(lambda: (together.wait(), get_ident())[1] for _ in range(3)))
    assert len(set(threads)) == 3


def test_a_question_may_wait_for_look_ups_however_many_ask() -> None:
    """Two pools: were there one, full of questions, none of their look-ups would ever start."""

    def question() -> int:
        return lookup(lambda: 1).result()

    assert sum(in_parallel(*[question] * 80)) == 80


def test_each_call_sees_its_own_requests_context_and_deadline() -> None:
    token = colour.set("red")
    try:
        with deadline(3):
            mine = ends_at()
            assert in_parallel(colour.get, colour.get, ends_at) == ["red", "red", mine]
            assert lookup(ends_at).result() == mine
    finally:
        colour.reset(token)
    assert lookup(colour.get).result() == "none"


def test_an_error_is_raised_only_once_all_have_ended() -> None:
    """A read that is still under way must be in the trail before the page is refused."""
    ended = []

    def slow() -> None:
        time.sleep(0.1)
        ended.append("slow")

    def failing() -> None:
        raise NotFound

    with pytest.raises(NotFound):
        in_parallel(failing, slow)
    assert ended == ["slow"]
    with pytest.raises(Unavailable):
        in_parallel(slow, lambda: (_ for _ in ()).throw(Unavailable()))
    assert ended == ["slow", "slow"]
