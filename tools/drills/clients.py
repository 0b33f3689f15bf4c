"""A client of a drill: its own connections over the bad road, its own clock, its own presses."""

import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings

from medisecure import wiring
from medisecure.access.actor import Actor, RequestContext, Role
from medisecure.dynamodb.calls.client import dynamodb_client
from medisecure.dynamodb.calls.deadline import REQUEST_SECONDS, deadline
from medisecure.dynamodb.table import Table
from medisecure.dynamodb.unit_of_work import Storage, UnitOfWork
from medisecure.errors import Conflict, Unavailable
from tools.drills.history import Outcome


@dataclass(frozen=True, slots=True)
class Answer:
    """What a press came to, between which instants of the drill's clock."""

    outcome: Outcome
    began: float
    ended: float
    result: Any = None


class Client:
    """One person at one browser."""

    def __init__(self, endpoint: str, actor: Actor) -> None:
        client = dynamodb_client(
            region=settings.AWS_REGION,
            endpoint=endpoint,
        )
        self._storage = Storage(Table(client, settings.TABLE_NAME), wiring.cipher())
        self.actor = actor
        self.request_ids: list[str] = []

    def unit_of_work(self, at: datetime | None = None) -> UnitOfWork:
        """One of its own, whose clock shows `at`."""
        self.request_ids.append(f"drill-{time.time_ns():x}-{self.actor.user_id}")
        uow = UnitOfWork(self.actor, self._storage, RequestContext(request_id=self.request_ids[-1]))
        if at is not None:
            uow.at = at
        return uow

    def press(
        self,
        deed: Callable[[UnitOfWork], Any],
        *,
        at: datetime | None = None,
        tries: int = 1,
        seconds: float = REQUEST_SECONDS,
    ) -> Answer:
        """Do it, and the same again as long as nobody says how it ended."""
        began, outcome, result = time.monotonic(), Outcome.UNKNOWN, None
        for _ in range(tries):
            uow = self.unit_of_work(at)
            with deadline(seconds), suppress(Unavailable):
                try:
                    result = deed(uow)
                    outcome = Outcome.DONE
                except Conflict as refusal:
                    outcome, result = Outcome.REFUSED, refusal
            if outcome is not Outcome.UNKNOWN:
                break
        ended = time.monotonic()
        with deadline(seconds), suppress(Unavailable, Conflict):
            uow.close()
        return Answer(outcome, began, ended, result)


def patient(user_id: str) -> Actor:
    return Actor(user_id=user_id, role=Role.PATIENT)


def staff(user_id: str) -> Actor:
    return Actor(user_id=user_id, role=Role.STAFF)
