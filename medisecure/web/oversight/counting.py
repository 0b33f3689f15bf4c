"""How many emergency openings wait for their review, beside their place in the navigation."""

from functools import partial

from medisecure.dynamodb.calls.parallel import Started, start_call
from medisecure.dynamodb.repositories.emergencies import Emergencies
from medisecure.dynamodb.unit_of_work import UnitOfWork
from medisecure.errors import MediSecureError


def waiting(uow: UnitOfWork) -> Started[int]:
    """The number, as a question that is on its way."""
    return start_call(partial(_count, uow))


def _count(uow: UnitOfWork) -> int:
    try:
        return Emergencies(uow).how_many_wait()
    except MediSecureError:  # the page that shows it is about something else
        return 0
