"""How long a request may wait for the services behind it."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from medisecure.dynamodb.calls.lines import sleep
from medisecure.errors import Unavailable

REQUEST_SECONDS = 5.0

_ends_at: ContextVar[float | None] = ContextVar("ends_at", default=None)


@contextmanager
def deadline(seconds: float = REQUEST_SECONDS) -> Iterator[None]:
    """Every call to a service made inside must answer within `seconds` from now."""
    token = _ends_at.set(time.monotonic() + seconds)
    try:
        yield
    finally:
        _ends_at.reset(token)


@contextmanager
def stopped() -> Iterator[None]:
    """What is done inside waits for no service: the deadline moves by as long as it takes."""
    began = time.monotonic()
    try:
        yield
    finally:
        ends = _ends_at.get()
        if ends is not None:
            _ends_at.set(ends + time.monotonic() - began)


def ends_at() -> float:
    """The monotonic instant at which to give up; a full span from now where none was set."""
    ends = _ends_at.get()
    return time.monotonic() + REQUEST_SECONDS if ends is None else ends


def seconds_left() -> float | None:
    """How long one may still wait, never less than nothing; None where no deadline was set."""
    ends = _ends_at.get()
    return None if ends is None else max(0.0, ends - time.monotonic())


def pause(seconds: float, until: float) -> None:
    """Wait, or raise `Unavailable` at once if that would pass the deadline."""
    if time.monotonic() + seconds >= until:
        raise Unavailable("a service did not answer in time")
    sleep(seconds)
