"""Calls that do not depend on each other run side by side, each in the request's own context.

Nobody waits for a lane to come free: a call that none has begun yet is run by whoever wants its
answer. So only calls under way are waited for, however deep they are nested, and they never hang.
"""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextvars import copy_context
from functools import cache
from threading import Lock
from typing import Any, Generic, Self, TypeVar

from medisecure.dynamodb import meter
from medisecure.dynamodb.deadline import seconds_left
from medisecure.errors import Unavailable

T = TypeVar("T")
THREADS = 4  # requests a process answers at once
LANES = 8 * THREADS  # of each sort
GRACE_SECONDS = 0.5  # calls give up at the deadline themselves and may say what went wrong


@cache
def _questions() -> ThreadPoolExecutor:
    """Whole questions of a page; look-ups have lanes of their own, for they are shorter."""
    return ThreadPoolExecutor(LANES, thread_name_prefix="question")


@cache
def _lookups() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(LANES, thread_name_prefix="lookup")


class Started(Generic[T]):
    """A call under way. Whoever takes its result has waited for all it waited for."""

    def __init__(self, call: Callable[[], T]) -> None:
        self._call, self._context = call, copy_context()
        self._claim = Lock()  # taken for good by the one thread that runs the call
        self._future: Future[tuple[T, int]] = Future()

    @classmethod
    def known(cls, answer: T) -> Self:
        """A result there was no need to wait for."""
        known = cls(lambda: answer)
        known.run()
        return known

    def run(self) -> None:
        """Run the call in this thread, unless a thread has begun it."""
        if not self._claim.acquire(blocking=False):
            return
        try:
            self._future.set_result(self._context.run(self._measured))
        except BaseException as error:  # noqa: BLE001 - raised in the thread that asks for the result
            self._future.set_exception(error)

    def result(self) -> T:
        """The call's answer; its error is raised here, `Unavailable` when the deadline has come."""
        self.ended()
        if not self._future.done():
            raise Unavailable("a call side by side did not end in time")
        answer, depth = self._future.result()
        meter.waited_until(depth)
        return answer

    def told(self) -> T | None:
        """The answer if it is there already. Who takes it so has not waited for it."""
        return self._future.result()[0] if self._future.done() else None

    def ended(self) -> None:
        """Wait until it is over, whether well or not, or until just after the deadline."""
        self.run()
        left = seconds_left()
        wait([self._future], None if left is None else left + GRACE_SECONDS)

    def _measured(self) -> tuple[T, int]:
        return self._call(), meter.depth()


def lookup(call: Callable[[], T]) -> Started[T]:
    """Start one call of the service, or a few."""
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
    started = Started(call)
    pool.submit(started.run)
    return started
