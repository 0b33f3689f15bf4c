"""Faults planted in the code on purpose: a drill that finds nothing must be seen to find them."""

import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any
from unittest.mock import patch
from uuid import uuid4

from appointments.visits.repository import Appointments
from medisecure.dynamodb.change import HOLD_PREFIX, Cells, Operation
from medisecure.dynamodb.table import Table
from medisecure.dynamodb.unit_of_work import UnitOfWork

Mutant = Callable[[], AbstractContextManager[None]]


@contextmanager
def nothing() -> Iterator[None]:
    """No fault: the same must then show nothing."""
    yield


@contextmanager
def look_before_write() -> Iterator[None]:
    """A time is looked at, and then written without a condition."""
    careful = Cells.operation

    def careless(self: Cells) -> Operation:
        update = dict(careful(self)["Update"])
        del update["ConditionExpression"]
        text, values = update["UpdateExpression"], update.pop("ExpressionAttributeValues")
        used = {name: value for name, value in values.items() if name in _words(text)}
        return {"Update": update | ({"ExpressionAttributeValues": used} if used else {})}

    with patch.object(Cells, "operation", careless):
        yield


@contextmanager
def expiry_not_checked() -> Iterator[None]:
    """Whoever looked before somebody else held the time may take it: all holds count as lapsed."""
    with patch.object(Cells, "_lapsed", f"{HOLD_PREFIX}9999999999:"):
        yield


@contextmanager
def lost_answer_is_a_refusal() -> Iterator[None]:
    """Every try is a transaction of its own, and nobody looks whether an earlier one was stored."""
    once = Table._once

    def anew(self: Table, operation: str, request: dict[str, Any]) -> dict[str, Any]:
        if "ClientRequestToken" in request:
            request = {**request, "ClientRequestToken": uuid4().hex}
        return once(self, operation, request)

    with (
        patch.object(Table, "_once", anew),
        patch.object(Appointments, "find", lambda *_: []),
    ):
        yield


@contextmanager
def two_writes(between: Callable[[], None]) -> Iterator[None]:
    """The visit first, then what happens `between`, and then its claim."""
    whole = UnitOfWork._commit

    def split(self: UnitOfWork, staged: list[Operation]) -> None:
        claims = [each for each in staged if _is_claim(each)]
        whole(self, [each for each in staged if not _is_claim(each)])
        if claims:
            between()
            self._storage.table.transact(claims, uuid4().hex)

    with patch.object(UnitOfWork, "_commit", split):
        yield


def _is_claim(operation: Operation) -> bool:
    (body,) = operation.values()
    return str(body.get("Key", {}).get("SK", {}).get("S", "")).startswith("DAY#")


def _words(text: str) -> set[str]:
    return set(re.findall(r":\w+", text))
