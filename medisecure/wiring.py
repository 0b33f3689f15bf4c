"""Puts the parts together for this process: tables, cipher, and a unit of work for an actor."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache, partial
from threading import Lock
from typing import Any

from django.conf import settings

from medisecure import aws
from medisecure.access.actor import Actor, RequestContext, system
from medisecure.dynamodb import counters
from medisecure.dynamodb.calls.client import READ_SECONDS, dynamodb_client
from medisecure.dynamodb.calls.lines import undivided
from medisecure.dynamodb.sealing.keysets import KEPT, LONGEST_KEPT, load_cipher
from medisecure.dynamodb.table import Table
from medisecure.dynamodb.unit_of_work import Storage, UnitOfWork
from medisecure.dynamodb.watch import Watch
from medisecure.encryption.cipher import Cipher
from medisecure.encryption.kms import KmsWrapper
from medisecure.errors import Unavailable

RETRY_SECONDS = 30.0
UNHURRIED_SECONDS = 30.0  # for an answer, where a program waits for it and no page
_guard = Lock()


@dataclass(slots=True)
class _Opened:
    """The cipher in use, when to open it anew, and until when it may be used at all (monotonic)."""

    cipher: Cipher | None = None
    until: float = 0.0
    at_most: float = 0.0


@dataclass(slots=True)
class _Waits:
    """How long this process waits for an answer of DynamoDB, in seconds."""

    seconds: float = READ_SECONDS


_opened, _waits = _Opened(), _Waits()


@contextmanager
def unhurried() -> Iterator[None]:
    """Let every answer take longer than a page could wait: for commands that fill the tables.

    It holds for the whole process, whichever of its threads asks.
    """
    _wait(UNHURRIED_SECONDS)
    try:
        with aws.unhurried():
            yield
    finally:
        _wait(READ_SECONDS)


def _wait(seconds: float) -> None:
    _waits.seconds = seconds
    for made in (dynamodb, health_table, sessions_table):
        made.cache_clear()


@cache
def dynamodb() -> Any:
    """The lean DynamoDB client, under the application's own rights."""
    with aws.making:
        return dynamodb_client(
            region=settings.AWS_REGION, endpoint=settings.AWS_ENDPOINT_URL,
            read_seconds=_waits.seconds, session=aws.session(),
        )  # fmt: skip


@cache
def health_table() -> Table:
    return Table(dynamodb(), settings.TABLE_NAME, settings.SEALED_AS)


@cache
def sessions_table() -> Table:
    return Table(dynamodb(), settings.SESSIONS_TABLE_NAME)


def watch(uow: UnitOfWork, user_id: str) -> Watch:
    """What notes whom this colleague sees."""
    return Watch(uow, user_id, partial(counters.see, sessions_table()), settings.LIMIT_FACTOR)


def cipher() -> Cipher:
    """The cipher of the keysets, unwrapped by KMS once an hour and not once a page.

    An hour bounds how long a rotated key stays in use. If the key service fails just then, the
    cipher at hand serves on for another hour at most; `Unavailable` after that.
    """
    if _opened.cipher is None or time.monotonic() > _opened.until:
        with _guard, undivided():
            if _opened.cipher is None or time.monotonic() > _opened.until:
                _open_anew()
    if _opened.cipher is None:
        raise Unavailable("the keysets could not be opened")
    return _opened.cipher


def _open_anew() -> None:
    try:
        fresh = load_cipher(health_table(), wrapper())
    except Unavailable:
        if _opened.cipher is None or time.monotonic() > _opened.at_most:
            raise
        _opened.until = time.monotonic() + RETRY_SECONDS
        return
    fresh.seals_required = settings.SEALS_REQUIRED
    _opened.cipher, now = fresh, time.monotonic()
    _opened.until = now + KEPT.total_seconds()
    _opened.at_most = now + LONGEST_KEPT.total_seconds()


def forget_cipher() -> None:
    """Have the keysets unwrapped anew at the next use."""
    _opened.cipher = None


def wrapper() -> KmsWrapper:
    return KmsWrapper(aws.client("kms"), settings.KMS_KEY_ID)


def storage() -> Storage:
    return Storage(health_table(), cipher())


def unit_of_work(actor: Actor, request_context: RequestContext) -> UnitOfWork:
    """The gate for one request of one person."""
    return UnitOfWork(actor, storage(), request_context)


def system_work(job: str) -> UnitOfWork:
    """The gate for a management command, which acts and is audited under its own name."""
    return unit_of_work(
        system(job), RequestContext(request_id=f"{job}-{time.time_ns():x}", page=job)
    )
