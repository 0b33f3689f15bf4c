"""Counts what people do too often, before it is done."""

import time
from collections.abc import Callable
from functools import partial, wraps
from typing import Any, TypeVar, cast

import structlog
from django.conf import settings
from django.http import HttpRequest, HttpResponse

from medisecure.access import limits
from medisecure.access.actor import Role
from medisecure.access.limits import Limit, LimitedAction
from medisecure.dynamodb import counters
from medisecure.dynamodb.calls.parallel import start_call
from medisecure.errors import TooMany
from medisecure.identity.models import User
from medisecure.web.requests import ClinicalRequest, address_of
from medisecure.wiring import cipher, sessions_table

View = TypeVar("View", bound=Callable[..., HttpResponse])
log = structlog.get_logger()


# These are counted while the page reads, and checked before it stores or shows anything. All others
# are counted before anything is read.
BESIDE = frozenset(
    {LimitedAction.HOLD, LimitedAction.BOOK, LimitedAction.WAITLIST, LimitedAction.SEARCH}
)


def limited(
    action: LimitedAction, *, methods: tuple[str, ...] = ("POST",)
) -> Callable[[View], View]:
    """A page that does `action`: `TooMany`, and nothing of it is done, if it is too often."""

    def mark(view: View) -> View:
        @wraps(view)
        def counted(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.method not in methods:
                return view(request, *args, **kwargs)
            begun = start_counting(request, action)
            if action not in BESIDE:
                begun()
                return view(request, *args, **kwargs)
            cast(ClinicalRequest, request).uow.checks.append(begun)
            response = view(request, *args, **kwargs)
            begun()  # also where the page had nothing to store
            return response

        counted.action = action  # type: ignore[attr-defined]
        return cast(View, counted)

    return mark


def count_request(request: HttpRequest, action: LimitedAction) -> None:
    """Count one more by this person and from this address; `TooMany`, and a line in the log."""
    start_counting(request, action)()


def count_for(person_id: str, role: Role, action: LimitedAction) -> None:
    """Count one more for a person who is not signed in here, from whatever address it comes."""
    own = limits.limit_of(role, action)
    if own is None:
        return
    try:
        counters.count(sessions_table(), str(action), person_id, allowed(own), time.time())
    except TooMany:
        log.warning("limit reached", code=str(action), status=429)
        raise


def start_counting(request: HttpRequest, action: LimitedAction) -> Callable[[], None]:
    """Begin to count; what is returned waits for it, and raises `TooMany` if it is too often."""
    user, at, table = request.user, time.time(), sessions_table()
    address, of_address = cipher().blind(address_of(request)), limits.OF_AN_ADDRESS[action]
    whole: list[tuple[str, str, Limit]] = [(f"address-{action}", address, allowed(of_address))]
    if isinstance(user, User):
        own = limits.limit_of(user.role, action)
        whole += [(str(action), user.person.user_id, allowed(own))] if own else []
    begun = [start_call(partial(counters.count, table, *each, at)) for each in whole]

    def ended() -> None:
        try:
            for each in begun:
                each.result()
        except TooMany:
            log.warning("limit reached", code=str(action), status=429)
            raise

    return ended


def allowed(limit: Limit) -> Limit:
    """The limit as this installation has it."""
    return Limit(limit.most * settings.LIMIT_FACTOR, limit.seconds)
