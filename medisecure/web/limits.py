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
from medisecure.access.limits import Deed, Limit
from medisecure.dynamodb import counters
from medisecure.dynamodb.calls.parallel import lookup
from medisecure.errors import TooMany
from medisecure.identity.models import User
from medisecure.web.requests import ClinicalRequest, address_of
from medisecure.wiring import cipher, sessions_table

View = TypeVar("View", bound=Callable[..., HttpResponse])
log = structlog.get_logger()


# What ends in a transaction is counted beside its reads, and a search beside the index: one that is
# too much shows nothing of what it found. The rest is counted before anything is read.
BESIDE = frozenset({Deed.HOLD, Deed.BOOK, Deed.WAITLIST, Deed.SEARCH})


def limited(
    deed: Deed, *, methods: tuple[str, ...] = ("POST",), beside: bool = False
) -> Callable[[View], View]:
    """A page that does `deed`: `TooMany`, and nothing of it is done, if it is too often.

    `beside` is for a page that reads little whatever its deed: it is counted beside its reads.
    """

    def mark(view: View) -> View:
        @wraps(view)
        def counted(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.method not in methods:
                return view(request, *args, **kwargs)
            begun = begin_take(request, deed)
            if not beside and deed not in BESIDE:
                begun()
                return view(request, *args, **kwargs)
            cast(ClinicalRequest, request).uow.checks.append(begun)
            response = view(request, *args, **kwargs)
            begun()  # also where the page had nothing to store
            return response

        counted.deed = deed  # type: ignore[attr-defined]
        return cast(View, counted)

    return mark


def take(request: HttpRequest, deed: Deed) -> None:
    """Count one more by this person and from this address; `TooMany`, and a line in the log."""
    begin_take(request, deed)()


def take_of(person_id: str, role: Role, deed: Deed) -> None:
    """Count one more for a person who is not signed in here, from whatever address it comes."""
    own = limits.limit_of(role, deed)
    if own is None:
        return
    try:
        counters.count(sessions_table(), str(deed), person_id, allowed(own), time.time())
    except TooMany:
        log.warning("limit reached", code=str(deed), status=429)
        raise


def begin_take(request: HttpRequest, deed: Deed) -> Callable[[], None]:
    """Begin to count; what is returned waits for it, and raises `TooMany` if it is too often."""
    user, at, table = request.user, time.time(), sessions_table()
    address, of_address = cipher().blind(address_of(request)), limits.OF_AN_ADDRESS[deed]
    whole: list[tuple[str, str, Limit]] = [(f"address-{deed}", address, allowed(of_address))]
    if isinstance(user, User):
        own = limits.limit_of(user.role, deed)
        whole += [(str(deed), user.person.user_id, allowed(own))] if own else []
    begun = [lookup(partial(counters.count, table, *each, at)) for each in whole]

    def ended() -> None:
        try:
            for each in begun:
                each.result()
        except TooMany:
            log.warning("limit reached", code=str(deed), status=429)
            raise

    return ended


def allowed(limit: Limit) -> Limit:
    """The limit as this installation has it."""
    return Limit(limit.most * settings.LIMIT_FACTOR, limit.seconds)
