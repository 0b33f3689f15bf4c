"""How many requests of change wait, beside their place in the navigation of every desk page.

Each process counts at most every ten seconds: the number leads somewhere, and nothing is decided
by it.
"""

from datetime import datetime, timedelta
from functools import partial

from medisecure.clock import now
from medisecure.dynamodb.calls.parallel import Started, start_call
from medisecure.dynamodb.unit_of_work import UnitOfWork
from medisecure.errors import MediSecureError
from patients.change_requests.repository import ChangeRequests

GOOD_FOR = timedelta(seconds=10)
_counted: list[tuple[datetime, int]] = []


def waiting(uow: UnitOfWork) -> Started[int]:
    """The number as this process knows it, or a question that is on its way."""
    at = now()
    if _counted and at - _counted[0][0] < GOOD_FOR:
        return Started.completed(_counted[0][1])
    return start_call(partial(_count, uow, at))


def _count(uow: UnitOfWork, at: datetime) -> int:
    """How many wait now; what was known last where it cannot be asked for."""
    try:
        number = ChangeRequests(uow).how_many_wait()
    except MediSecureError:  # the page that shows it is about something else
        return _counted[0][1] if _counted else 0
    _counted[:] = [(at, number)]
    return number


def count_anew() -> None:
    """Something was asked, taken back or answered here: the next page asks again."""
    _counted.clear()
