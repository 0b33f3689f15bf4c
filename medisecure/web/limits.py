"""Counts what people do too often, before it is done; and whom a colleague has seen in an hour."""

import time
from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

import structlog
from django.conf import settings
from django.http import HttpRequest, HttpResponse

from medisecure.access import limits
from medisecure.access.actor import Role
from medisecure.access.limits import Deed, Limit
from medisecure.audit.actions import Action
from medisecure.dynamodb import counters
from medisecure.errors import TooMany
from medisecure.identity.models import User
from medisecure.web.requests import ClinicalRequest, address_of
from medisecure.wiring import cipher, sessions_table

View = TypeVar("View", bound=Callable[..., HttpResponse])
DIGEST_BYTES = 6  # enough to tell the patients of one hour apart
COLLEAGUES = frozenset({Role.PROVIDER, Role.STAFF})
log = structlog.get_logger()


def limited(deed: Deed, *, methods: tuple[str, ...] = ("POST",)) -> Callable[[View], View]:
    """A page that does `deed`: `TooMany` before anything of it is done, if it is too often."""

    def mark(view: View) -> View:
        @wraps(view)
        def counted(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.method in methods:
                take(request, deed)
            return view(request, *args, **kwargs)

        counted.deed = deed  # type: ignore[attr-defined]
        return cast(View, counted)

    return mark


def take(request: HttpRequest, deed: Deed) -> None:
    """Count one more by this person and from this address; `TooMany`, and a line in the log."""
    user, at = request.user, time.time()
    whole = [(f"address-{deed}", cipher().blind(address_of(request)), limits.OF_AN_ADDRESS[deed])]
    if isinstance(user, User):
        own = limits.limit_of(user.role, deed)
        whole = [(deed, user.person.user_id, own), *whole] if own else whole
    for name, who, limit in whole:
        try:
            counters.count(sessions_table(), name, who, allowed(limit), at)
        except TooMany:
            log.warning("limit reached", code=str(name), status=429)
            raise


def allowed(limit: Limit) -> Limit:
    """The limit as this installation has it."""
    return Limit(limit.most * settings.LIMIT_FACTOR, limit.seconds)


def watch(request: ClinicalRequest) -> None:
    """Note the patients a colleague found or opened; too many an hour is told to compliance once.

    Called while the trail is still open, so that the entry stands in it.
    """
    seen = request.uow.patients_opened
    if request.role not in COLLEAGUES or not seen:
        return
    user_id, blind = request.person.user_id, request.uow.blind
    digests = [bytes.fromhex(blind(each))[:DIGEST_BYTES] for each in seen]
    many = allowed(limits.MANY_PATIENTS)
    if counters.see(sessions_table(), user_id, digests, many, time.time()):
        request.uow.record(Action.MANY_PATIENTS_SEEN, user_id)
        log.warning("many patients seen", code=Action.MANY_PATIENTS_SEEN)
