"""Calls side by side: each in the request's own context, none lost, none before the others end."""

import gc
import runpy
import time
from contextvars import ContextVar
from pathlib import Path
from threading import Barrier, Thread, get_ident
from weakref import ref

import pytest

from medisecure.dynamodb.calls.client import CONNECTIONS
from medisecure.dynamodb.calls.deadline import deadline, ends_at
from medisecure.dynamodb.calls.lines import here
from medisecure.dynamodb.calls.parallel import (
    CALLS_AT_ONCE,
    THREADS,
    in_parallel,
    in_threads,
    start_call,
)
from medisecure.errors import NotFound, Unavailable

ROOT = Path(__file__).resolve().parents[3]

colour: ContextVar[str] = ContextVar("colour", default="none")


def test_answers_come_in_the_order_of_the_questions() -> None:
    def slow() -> str:
        time.sleep(0.05)
        return "slow"

    assert in_parallel(slow, lambda: "b", lambda: "c") == ["slow", "b", "c"]


def test_what_blocks_runs_at_the_same_time_in_threads_and_in_its_own_context() -> None:
    together = Barrier(3, timeout=20)
    token = colour.set("blue")
    try:
        found = in_threads(
            *(lambda: (together.wait(), get_ident(), colour.get())[1:] for _ in range(3))
        )
    finally:
        colour.reset(token)
    assert len({thread for thread, _ in found}) == 3
    assert {seen for _, seen in found} == {"blue"}


def test_a_question_may_wait_for_look_ups_however_many_ask() -> None:
    """Each runs the look-ups it waits for by itself, where none has begun them."""

    def question() -> int:
        return start_call(lambda: 1).result()

    assert sum(in_parallel(*[question] * 80)) == 80


def test_each_call_sees_its_own_requests_context_and_deadline() -> None:
    token = colour.set("red")
    try:
        with deadline(3):
            mine = ends_at()
            assert in_parallel(colour.get, colour.get, ends_at) == ["red", "red", mine]
            assert start_call(ends_at).result() == mine
    finally:
        colour.reset(token)
    assert start_call(colour.get).result() == "none"


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


def nested(depth: int) -> int:
    """Two calls in two calls in two calls."""
    return sum(in_parallel(*[lambda: nested(depth - 1)] * 2)) if depth else 1


@pytest.mark.parametrize("depth", [1, 3, 6])
def test_nested_calls_never_hang_however_many_pages_ask(depth: int) -> None:
    """Each question of a page asks questions of its own."""
    pages, answers = 64, list[int]()
    everybody_asks = Barrier(pages, timeout=20)

    def page() -> None:
        everybody_asks.wait()
        answers.append(nested(depth))

    workers = [Thread(target=page, daemon=True) for _ in range(pages)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(30)
    assert answers == [2**depth] * pages


def test_a_call_runs_once_however_many_want_its_answer() -> None:
    runs: list[int] = []

    def counted() -> int:
        time.sleep(0.02)
        runs.append(1)
        return 7

    for _ in range(20):
        shared = start_call(counted)
        assert in_parallel(*[shared.result] * 6) == [7] * 6
    assert len(runs) == 20


def test_what_another_thread_has_begun_is_not_waited_for_in_vain() -> None:
    """A page's calls belong to its thread; to wait for them elsewhere would be for ever."""
    begun = start_call(lambda: 1)
    begun.is_begun = True
    with pytest.raises(RuntimeError, match="another thread"):
        begun.result()


def test_the_server_and_the_connections_are_counted_from_one_number() -> None:
    assert runpy.run_path(str(ROOT / "gunicorn.conf.py"))["threads"] == THREADS
    assert CONNECTIONS == THREADS * CALLS_AT_ONCE


def test_what_keeps_a_call_and_is_known_to_it_is_gone_without_the_collector() -> None:
    class Links:
        def __init__(self) -> None:
            self.asked = start_call(lambda: len(vars(self)))

    gc.disable()
    try:
        links = Links()
        links.asked.result()
        left = ref(links)
        del links
        in_parallel(lambda: 1, lambda: 2)  # the thread puts down what it was given
        here.sleep(0)
        assert left() is None
    finally:
        gc.enable()
