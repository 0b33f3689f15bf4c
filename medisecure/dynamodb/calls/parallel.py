"""Calls that do not depend on each other run side by side, each in the request's own context.

They are lines of one thread (`lines.py`): one goes on while others wait for the store. A call that
none has begun yet is run by whoever wants its answer, so only calls under way are waited for,
however deep they are nested, and they never hang. What waits for another service goes side by side
in threads.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from dataclasses import dataclass
from functools import cache
from typing import Any, Generic, Self, TypeVar, cast

from greenlet import getcurrent, greenlet

from medisecure.dynamodb.calls import meter
from medisecure.dynamodb.calls.lines import as_it_is, here

T = TypeVar("T")
THREADS = 4  # requests a process answers at once
CALLS_AT_ONCE = 16  # calls of a request on the wire that keep their connections


@cache
def _threads() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(4 * THREADS, "beside")


@dataclass(frozen=True, slots=True)
class Outcome(Generic[T]):
    """What a call came to: its answer and how deep it had waited, or its error."""

    answer: T | None = None
    depth: int = 0
    error: BaseException | None = None

    def unwrap(self) -> T:
        if self.error is not None:
            raise self.error
        return cast(T, self.answer)


class Started(Generic[T]):
    """A call under way. Whoever takes its result has waited for all it waited for.

    It belongs to the thread that made it.
    """

    def __init__(self, call: Callable[[], T]) -> None:
        self._call, self._context = call, copy_context()
        self._set_up = as_it_is()
        self.is_begun = False
        self._waiting: list[greenlet] = []  # lines that want its outcome
        self._outcome: Outcome[T] | None = None

    @classmethod
    def completed(cls, answer: T) -> Self:
        """A result there was no need to wait for."""
        started = cls.__new__(cls)  # hundreds on a page: nothing is set up that no call will need
        started._outcome = Outcome(answer, meter.depth())
        return started

    def run(self) -> None:
        """Run the call in this line, unless another has begun it."""
        if self.is_begun:
            return
        self.is_begun = True
        try:
            self._outcome = Outcome(*self._context.run(self._measured))
        except BaseException as error:  # noqa: BLE001 - raised in the line that asks for the result
            self._outcome = Outcome(error=error)
        # Whoever keeps the outcome is often known to the call: a circle only the collector finds.
        del self._call, self._context, self._set_up
        here.wake(self._waiting)

    def result(self) -> T:
        """The call's answer; its error is raised here."""
        self.ended()
        outcome = cast("Outcome[T]", self._outcome)
        meter.waited_until(outcome.depth)
        return outcome.unwrap()

    def result_if_done(self) -> T | None:
        """The answer if it is there already. Who takes it so has not waited for it."""
        return self._outcome.unwrap() if self._outcome is not None else None

    def ended(self) -> None:
        """Wait until it is over, well or not: each call to a service ends by its deadline."""
        if self._outcome is None:
            self.run()
        if self._outcome is None:
            self._waiting.append(getcurrent())
            here.wait()

    def _measured(self) -> tuple[T, int]:
        """In what its own thread had set when it began; whoever runs it gets theirs back."""
        before = as_it_is()
        self._set_up()
        try:
            return self._call(), meter.depth()
        finally:
            before()


def start_call(call: Callable[[], T]) -> Started[T]:
    """Start one call of the service, or a few."""
    return begun(Started(call))


def begun(call: Started[T]) -> Started[T]:
    """Have a call that was only made run as soon as its thread waits."""
    _hand_over(call)
    return call


def in_parallel(*calls: Callable[[], Any]) -> list[Any]:
    """The answers of all calls, in order; the first error is raised once all have ended."""
    first, *others = calls
    started = [Started(call) for call in others]
    for each in started:
        _hand_over(each)
    try:
        answers = [first()]
    finally:
        for each in started:
            each.ended()
    return answers + [each.result() for each in started]


def in_threads(*calls: Callable[[], T]) -> list[T]:
    """The same for calls of other services than the store: they block whoever waits for them."""
    started = [_threads().submit(copy_context().run, call) for call in calls]
    return [each.result() for each in started]


def _hand_over(call: Started[Any]) -> None:
    here.add(call)
