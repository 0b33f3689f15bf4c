"""Calls that do not depend on each other run side by side, each in the request's own context.

Nobody waits for a lane to come free: a call that none has begun yet is run by whoever wants its
answer. So only calls under way are waited for, however deep they are nested, and they never hang.
"""

from collections.abc import Callable
from contextvars import copy_context
from dataclasses import dataclass
from functools import cache
from threading import Lock
from typing import Any, Generic, Self, TypeVar, cast

from medisecure.dynamodb.calls import meter
from medisecure.dynamodb.calls.deadline import seconds_left
from medisecure.dynamodb.calls.lanes import Lanes
from medisecure.errors import Unavailable

T = TypeVar("T")
THREADS = 4  # requests a process answers at once
LANES = 8 * THREADS  # of each sort
GRACE_SECONDS = 0.5  # calls give up at the deadline themselves and may say what went wrong


SetUp = Callable[[], None]
_carried: list[Callable[[], SetUp]] = []


def carry(what: Callable[[], SetUp]) -> None:
    """Have something that belongs to a thread go along with the calls it starts.

    `what` is asked in that thread, and gives what sets it up in another one.
    """
    if what not in _carried:
        _carried.append(what)


@cache
def _questions() -> Lanes:
    """Whole questions of a page; look-ups have lanes of their own, for they are shorter."""
    return Lanes(LANES, "question")


@cache
def _lookups() -> Lanes:
    return Lanes(LANES, "lookup")


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

    Two bare locks and no future of the library: a page takes hundreds of results, nearly all of
    which are there already.
    """

    def __init__(self, call: Callable[[], T]) -> None:
        self._call, self._context = call, copy_context()
        self._set_up = [each() for each in _carried]
        self._claim = Lock()  # taken for good by the one thread that runs the call
        self._under_way = Lock()  # held until there is an outcome
        self._under_way.acquire()
        self._outcome: Outcome[T] | None = None

    @classmethod
    def completed(cls, answer: T) -> Self:
        """A result there was no need to wait for."""
        started = cls.__new__(cls)  # hundreds on a page: nothing is set up that no call will need
        started._outcome = Outcome(answer, meter.depth())
        return started

    def run(self) -> None:
        """Run the call in this thread, unless a thread has begun it."""
        if not self._claim.acquire(blocking=False):
            return
        try:
            self._outcome = Outcome(*self._context.run(self._measured))
        except BaseException as error:  # noqa: BLE001 - raised in the thread that asks for the result
            self._outcome = Outcome(error=error)
        # Whoever keeps the outcome is often known to the call: a circle only the collector finds.
        del self._call, self._context, self._set_up
        self._under_way.release()

    def result(self) -> T:
        """The call's answer; its error is raised here, `Unavailable` when the deadline has come."""
        self.ended()
        outcome = self._outcome
        if outcome is None:
            raise Unavailable("a call side by side did not end in time")
        meter.waited_until(outcome.depth)
        return outcome.unwrap()

    def result_if_done(self) -> T | None:
        """The answer if it is there already. Who takes it so has not waited for it."""
        return self._outcome.unwrap() if self._outcome is not None else None

    def ended(self) -> None:
        """Wait until it is over, whether well or not, or until just after the deadline."""
        if self._outcome is not None:
            return
        self.run()
        if self._outcome is None:
            left = seconds_left()
            if self._under_way.acquire(timeout=-1 if left is None else left + GRACE_SECONDS):
                self._under_way.release()  # for whoever else waits

    def _measured(self) -> tuple[T, int]:
        """In what its own thread had set when it began; whoever runs it gets theirs back."""
        before = [each() for each in _carried]
        for each in self._set_up:
            each()
        try:
            return self._call(), meter.depth()
        finally:
            for each in before:
                each()


def start_call(call: Callable[[], T]) -> Started[T]:
    """Start one call of the service, or a few."""
    return begun(Started(call))


def begun(call: Started[T]) -> Started[T]:
    """Have a call that was only made run now, beside this thread."""
    _hand_over(_lookups(), call)
    return call


def in_parallel(*calls: Callable[[], Any]) -> list[Any]:
    """The answers of all calls, in order; the first error is raised once all have ended."""
    first, *others = calls
    started = [Started(call) for call in others]
    for each in started:
        _hand_over(_questions(), each)
    try:
        answers = [first()]
    finally:
        for each in started:
            each.ended()
    return answers + [each.result() for each in started]


def _hand_over(lanes: Lanes, call: Started[Any]) -> None:
    lanes.put(call.run)
