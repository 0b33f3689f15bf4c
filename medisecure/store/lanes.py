"""Calls that do not depend on each other run side by side, each in the request's own context."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextvars import copy_context
from functools import cache
from typing import Any, TypeVar

T = TypeVar("T")
LANES = 32


@cache
def _questions() -> ThreadPoolExecutor:
    """Whole questions of a page; each may wait for look-ups, which have lanes of their own."""
    return ThreadPoolExecutor(LANES, thread_name_prefix="question")


@cache
def _lookups() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(LANES, thread_name_prefix="lookup")


def lookup(call: Callable[[], T]) -> "Future[T]":
    """Start one call that itself waits for no other lane."""
    return _lookups().submit(copy_context().run, call)


def side_by_side(*calls: Callable[[], Any]) -> list[Any]:
    """The answers of all calls, in order; the first error is raised once all have ended."""
    first, *others = calls
    started = [_questions().submit(copy_context().run, call) for call in others]
    try:
        answers = [first()]
    finally:
        for future in started:
            future.exception()
    return answers + [future.result() for future in started]
