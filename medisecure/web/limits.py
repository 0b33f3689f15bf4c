"""Counts what people do too often, before it is done; and whom a colleague has seen in an hour."""

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
from medisecure.audit.actions import Action
from medisecure.dynamodb import counters
from medisecure.dynamodb.parallel import Started, lookup
from medisecure.errors import TooMany
from medisecure.identity.models import User
from medisecure.web.requests import ClinicalRequest, address_of
from medisecure.wiring import cipher, sessions_table

View = TypeVar("View", bound=Callable[..., HttpResponse])
DIGEST_BYTES = 6  # enough to tell the patients of one hour apart
COLLEAGUES = frozenset({Role.PROVIDER, Role.STAFF})
log = structlog.get_logger()


# What ends in a transaction is counted beside its reads; the rest before anything is read.
BESIDE = frozenset({Deed.HOLD, Deed.BOOK, Deed.WAITLIST})


def limited(deed: Deed, *, methods: tuple[str, ...] = ("POST",)) -> Callable[[View], View]:
    """A page that does `deed`: `TooMany`, and nothing of it is done, if it is too often."""

    def mark(view: View) -> View:
        @wraps(view)
        def counted(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.method not in methods:
                return view(request, *args, **kwargs)
            begun = begin_take(request, deed)
            if deed not in BESIDE:
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


def begin_watch(request: ClinicalRequest) -> Started[bool]:
    """Begin to note the patients a colleague found or opened, beside the audit entry.

    The result says whether they have just become too many for an hour.
    """
    user_id, at = request.person.user_id, time.time()
    hour, known = _noted_of(user_id, at)
    seen = request.uow.patients_opened - known
    if request.role not in COLLEAGUES or not seen:
        return Started.known(answer=False)
    digests = [bytes.fromhex(request.uow.blind(each))[:DIGEST_BYTES] for each in seen]
    table, many = sessions_table(), allowed(limits.MANY_PATIENTS)

    def note() -> bool:
        are_many = counters.see(table, user_id, digests, many, at)
        _noted[user_id] = (hour, known | seen)
        return are_many

    return lookup(note)


# What this process has noted already in an hour, by colleague: it need not be written again.
_noted: dict[str, tuple[int, frozenset[str]]] = {}


def _noted_of(user_id: str, at: float) -> tuple[int, frozenset[str]]:
    hour = int(at // limits.MANY_PATIENTS.seconds)
    kept, known = _noted.get(user_id, (hour, frozenset()))
    return hour, known if kept == hour else frozenset()


def tell(request: ClinicalRequest) -> None:
    """An entry of the trail, which compliance sees, and a line in the log."""
    request.uow.record(Action.MANY_PATIENTS_SEEN, request.person.user_id)
    request.uow.close()
    log.warning("many patients seen", code=Action.MANY_PATIENTS_SEEN)
