"""Calls that do not depend on each other run side by side, each in the request's own context."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextvars import copy_context
from functools import cache
from typing import Any, Generic, Self, TypeVar

from medisecure.dynamodb import meter

T = TypeVar("T")
LANES = 32


@cache
def _questions() -> ThreadPoolExecutor:
    """Whole questions of a page; each may wait for look-ups, which have lanes of their own."""
    return ThreadPoolExecutor(LANES, thread_name_prefix="question")


@cache
def _lookups() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(LANES, thread_name_prefix="lookup")


class Started(Generic[T]):
    """A call under way. Whoever takes its result has waited for all it waited for."""

    def __init__(self, future: "Future[tuple[T, int]]") -> None:
        self._future = future

    @classmethod
    def known(cls, answer: T) -> Self:
        """A result there was no need to wait for."""
        future: Future[tuple[T, int]] = Future()
        future.set_result((answer, 0))
        return cls(future)

    def result(self) -> T:
        """The call's answer; its error is raised here."""
        answer, depth = self._future.result()
        meter.waited_until(depth)
        return answer

    def ended(self) -> None:
        """Wait until it is over, whether well or not."""
        self._future.exception()


def lookup(call: Callable[[], T]) -> Started[T]:
    """Start one call that itself waits for no other lane."""
    return _start(_lookups(), call)


def in_parallel(*calls: Callable[[], Any]) -> list[Any]:
    """The answers of all calls, in order; the first error is raised once all have ended."""
    first, *others = calls
    started = [_start(_questions(), call) for call in others]
    try:
        answers = [first()]
    finally:
        for each in started:
            each.ended()
    return answers + [each.result() for each in started]


def _start(pool: ThreadPoolExecutor, call: Callable[[], T]) -> Started[T]:
    def measured() -> tuple[T, int]:
        return call(), meter.depth()

    return Started(pool.submit(copy_context().run, measured))
