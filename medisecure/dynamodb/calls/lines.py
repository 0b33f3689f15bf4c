"""Lines of work in one thread: one goes on while others wait for an answer of the store.

What a page asks at once are lines. Each is a greenlet: it begins when the line at work has to wait,
and goes on when its own answer is there. Nothing is handed from one thread to another, which costs
more than most answers do. What blocks elsewhere (another service, a lock) blocks all lines of its
thread. Whoever holds a lock while the store is asked lets nobody else work (`undivided`). See
docs/adr/0145-lines-in-one-thread.md.
"""

import select
import socket
import ssl
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from threading import local
from typing import Protocol

from greenlet import getcurrent, greenlet

SetUp = Callable[[], None]
_carried: list[Callable[[], SetUp]] = []


def carry(what: Callable[[], SetUp]) -> None:
    """Have something that belongs to a thread be each line's own, such as the reader's language.

    `what` is asked in a line, and gives what sets it up again when that line goes on.
    """
    if what not in _carried:
        _carried.append(what)


def as_it_is() -> SetUp:
    """What sets up again all that is carried, as it is in the line at work."""
    kept = [each() for each in _carried]

    def set_up() -> None:
        for each in kept:
            each()

    return set_up


class Job(Protocol):
    """What a line does; nobody begins it twice."""

    is_begun: bool

    def run(self) -> None:
        """Do it; nothing is raised."""


class Lines(local):
    """Those of this thread: not begun yet, able to go on, and waiting, each until some instant."""

    def __init__(self) -> None:
        self._unbegun: deque[Job] = deque()
        self._able: deque[greenlet] = deque()
        self._until: dict[greenlet, float] = {}  # monotonic
        self._links: dict[int, greenlet] = {}  # by the connection's number
        self._late: set[greenlet] = set()
        self._poll = select.poll()
        self._turns: greenlet | None = None
        self._last: greenlet | None = None  # who waits for all others to end
        self.is_held = False  # no other works until the line at work says so

    @property
    def is_alone(self) -> bool:
        """Whether nothing could go on while the line at work waits."""
        return self.is_held or not (self._unbegun or self._able or self._until)

    def add(self, job: Job) -> None:
        """Have it begun by the next line that waits."""
        self._unbegun.append(job)

    def wake(self, lines: Iterable[greenlet]) -> None:
        """What these lines have waited for has come."""
        self._able.extend(lines)

    def wait(self) -> None:
        """Let others work until somebody wakes this line."""
        if not self._turns:  # none yet, or ended by an error
            self._turns = greenlet(self._take_turns, _first())
        set_up = as_it_is()
        self._turns.switch()
        set_up()

    def is_readable(self, link: socket.socket, seconds: float) -> bool:
        """Let others work until there is something to read, at most so long; whether there is."""
        number, line = link.fileno(), getcurrent()
        self._links[number], self._until[line] = line, time.monotonic() + seconds
        self._poll.register(number, select.POLLIN)
        self.wait()
        if line not in self._late:
            return True
        self._late.discard(line)
        del self._links[number]
        self._poll.unregister(number)
        return False

    def sleep(self, seconds: float) -> None:
        """Let others work for so long."""
        line = getcurrent()
        self._until[line] = time.monotonic() + seconds
        self.wait()
        self._late.discard(line)

    def finish(self) -> None:
        """Let all others come to their end: nothing begun for a request outlives it."""
        if not self.is_alone:
            self._last = getcurrent()
            self.wait()

    def _take_turns(self) -> None:
        """Have one line after the other work: all begin here, so that none is within another."""
        while True:
            self._next().switch()

    def _next(self) -> greenlet:
        """The line that works now: one that is able, one that begins, or the first to be able."""
        while not self._able:
            while self._unbegun:
                job = self._unbegun.popleft()
                if not job.is_begun:
                    return greenlet(job.run)
            if not self._until and self._last:
                last, self._last = self._last, None
                return last
            if not self._until:
                raise RuntimeError("what is waited for belongs to another thread")
            self._look()
        return self._able.popleft()

    def _look(self) -> None:
        """Wait until some line is able to go on, or has waited long enough."""
        left = min(self._until.values()) - time.monotonic()
        for number, _ in self._poll.poll(max(left, 0.0) * 1000):
            self._poll.unregister(number)
            line = self._links.pop(number)
            del self._until[line]
            self._able.append(line)
        if self._able:
            return
        at = time.monotonic()
        late = [line for line, until in self._until.items() if until <= at]
        for line in late:
            del self._until[line]
        self._late.update(late)
        self._able.extend(late)


here = Lines()


def is_answered(link: socket.socket) -> bool:
    """Wait for an answer on this connection as long as it allows; False if none came.

    Others work meanwhile. Where there are none, whoever reads waits.
    """
    if here.is_alone or (isinstance(link, ssl.SSLSocket) and link.pending()):
        return True
    return here.is_readable(link, link.gettimeout() or 0.0)


@contextmanager
def undivided() -> Iterator[None]:
    """Let no other line of this thread work meanwhile: for whoever holds a lock and asks the store.

    Another one that wants the lock would wait for it in the thread that has to give it back.
    """
    before, here.is_held = here.is_held, True
    try:
        yield
    finally:
        here.is_held = before


def sleep(seconds: float) -> None:
    """Wait so long; others work meanwhile."""
    if here.is_alone:
        time.sleep(seconds)
    else:
        here.sleep(seconds)


def _first() -> greenlet:
    """The line a thread has from its begin."""
    line = getcurrent()
    while line.parent is not None:
        line = line.parent
    return line
