"""A call is tried again on passing faults, with full jitter, until the request's deadline.

Our own loop, not boto3's: that one backs off from a second on, and knows nothing of the deadline.
"""

import random
import time
from collections.abc import Callable
from typing import TypeVar

from medisecure.dynamodb.calls import faults
from medisecure.dynamodb.calls.deadline import ends_at, pause
from medisecure.errors import Conflict, Invalid, MediSecureError, Unavailable, gettext_noop

T = TypeVar("T")
SHORTEST_WAIT, LONGEST_WAIT = 0.025, 0.4  # seconds
LONGEST_ANSWER = 2.0  # a call to a silent service lasts this long and must not outlive the deadline


def retried(call: Callable[[], T]) -> T:
    """What the call answers in the end; `Unavailable` if it does not in time.

    A refusal that another try would not change is raised at once, as an error of ours.
    """
    until, ceiling = ends_at(), SHORTEST_WAIT
    while True:
        if time.monotonic() >= until:
            raise Unavailable("a service did not answer in time")
        try:
            return call()
        except faults.AwsError as error:
            if (refusal := refusal_of(error)) is not None:
                raise refusal from error
            if not faults.is_passing(error):
                raise
            patience = LONGEST_ANSWER if faults.was_silent(error) else 0
        ceiling = min(LONGEST_WAIT, ceiling * 2)
        pause(random.uniform(SHORTEST_WAIT, ceiling), until - patience)  # noqa: S311 - jitter


def wait_once(until: float) -> None:
    """A pause before what the service left over is asked for again."""
    pause(random.uniform(SHORTEST_WAIT, LONGEST_WAIT), until)  # noqa: S311 - jitter


def refusal_of(error: Exception) -> MediSecureError | None:
    """Our own error for a refusal that another try would not change; None for any other."""
    if faults.lost_a_race(error):
        return Conflict("someone else was first")
    if faults.is_shut(error):
        return Unavailable("a service refused to work for us")
    if faults.is_too_large(error):
        return Invalid({"item": gettext_noop("This is more than can be stored in one piece.")})
    return None
