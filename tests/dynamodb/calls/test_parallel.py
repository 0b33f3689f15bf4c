"""Calls side by side: each in the request's own context, none lost, none before the others end."""

import gc
import runpy
import time
from collections.abc import Callable
from contextvars import ContextVar
from pathlib import Path
from threading import Barrier, Event, Thread, get_ident
from typing import Any
from weakref import ref

import pytest

from medisecure.dynamodb.calls.client import CONNECTIONS
from medisecure.dynamodb.calls.deadline import deadline, ends_at
from medisecure.dynamodb.calls.parallel import LANES, THREADS, in_parallel, start_call
from medisecure.errors import NotFound, Unavailable

ROOT = Path(__file__).resolve().parents[3]

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
    """Even were all lanes full, each would run the look-ups it waits for by itself."""

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


def ends_within(seconds: float, call: Callable[[], Any]) -> bool:
    """Whether it ends in time; a thread that hangs is left behind and does not hold up the run."""
    worker = Thread(target=call, daemon=True)
    worker.start()
    worker.join(seconds)
    return not worker.is_alive()


def nested(depth: int) -> int:
    """Two calls in two calls in two calls."""
    return sum(in_parallel(*[lambda: nested(depth - 1)] * 2)) if depth else 1


@pytest.mark.parametrize("depth", [1, 3, 6])
def test_nested_calls_never_wait_for_a_lane_to_come_free(depth: int) -> None:
    """More pages at once than lanes, each of whose questions asks questions of its own."""
    pages, answers = 2 * LANES, list[int]()
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


def test_all_lanes_full_of_callers_that_ask_again_still_come_to_an_end() -> None:
    """Thirty-two of them waited for one another for ever."""
    all_in = Barrier(LANES + 1, timeout=20)

    def question() -> list[int]:
        all_in.wait()
        return in_parallel(
            lambda: 1, lambda: start_call(lambda: start_call(lambda: 2).result()).result()
        )

    answers: list[Any] = []
    asking = [question] * (LANES + 1)
    assert ends_within(30, lambda: answers.extend(in_parallel(*asking)))
    assert answers == [[1, 2]] * (LANES + 1)


def test_look_ups_may_wait_for_look_ups_even_if_they_fill_all_lanes() -> None:
    all_in = Barrier(LANES, timeout=20)

    def outer() -> int:
        all_in.wait()
        return start_call(lambda: 3).result()

    answers: list[int] = []
    begun = [start_call(outer) for _ in range(LANES)]
    assert ends_within(30, lambda: answers.extend(each.result() for each in begun))
    assert answers == [3] * LANES


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


def test_nobody_waits_longer_than_the_request_may_last() -> None:
    begun, answered = Event(), Event()

    def silent() -> None:
        begun.set()
        answered.wait(30)

    try:
        with deadline(0.5):
            began = time.monotonic()
            with pytest.raises(Unavailable):
                in_parallel(lambda: begun.wait(30), silent)
        assert time.monotonic() - began < 20
    finally:
        answered.set()


def test_the_server_the_lanes_and_the_connections_are_counted_from_one_number() -> None:
    assert runpy.run_path(str(ROOT / "gunicorn.conf.py"))["threads"] == THREADS
    assert LANES % THREADS == 0
    assert CONNECTIONS >= THREADS + 2 * LANES


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
        until = time.monotonic() + 5  # a lane may be about to put it down
        while left() is not None and time.monotonic() < until:
            time.sleep(0.01)
        assert left() is None
    finally:
        gc.enable()
