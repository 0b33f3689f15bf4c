"""Takes back what a press has changed, so that the next one finds the clinic as it was."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from medisecure.dynamodb.calls.client import DynamoDB
from medisecure.dynamodb.calls.lines import undivided

Place = tuple[str, tuple[tuple[str, str], ...]]  # a table, and a key in it
WRITES = {"PutItem", "UpdateItem", "DeleteItem", "TransactWriteItems"}
ONE_OF = ("Put", "Update", "Delete")


class Journal:
    """Notes every item before it is written for the first time within `undone()`.

    Entries of the audit trail stay: what was done was done, and nobody may take them out.
    """

    def __init__(self, admin: DynamoDB, monkeypatch: Any) -> None:
        self._admin, self._as_it_was = admin, DynamoDB._call
        self._frames: list[dict[Place, Any]] = []
        calls, note = self._as_it_was, self._note

        def noted(client: DynamoDB, operation: str, request: dict[str, Any]) -> Any:
            if operation in WRITES:
                note(operation, request)
            return calls(client, operation, request)

        monkeypatch.setattr(DynamoDB, "_call", noted)

    @contextmanager
    def undone(self) -> Iterator[None]:
        """What is written in the block is taken back at its end; blocks nest."""
        self._frames.append({})
        try:
            yield
        finally:
            for (table, key), item in self._frames.pop().items():
                if item is None:
                    self._does("DeleteItem", table, Key=as_key(key))
                else:
                    self._does("PutItem", table, Item=item)

    def _note(self, operation: str, request: dict[str, Any]) -> None:
        with undivided():  # parallel calls of one request write in turn
            for place in written(operation, request):
                table, key = place
                if not self._frames or place in self._frames[-1] or is_audit(key):
                    continue
                found = self._does("GetItem", table, Key=as_key(key), ConsistentRead=True)
                self._frames[-1][place] = found.get("Item")

    def _does(self, operation: str, table: str, **request: Any) -> Any:
        return self._as_it_was(self._admin, operation, {"TableName": table, **request})


def written(operation: str, request: dict[str, Any]) -> Iterator[Place]:
    """The items a request writes to."""
    if operation == "TransactWriteItems":
        for each in request["TransactItems"]:
            yield from (place_of(each[kind]) for kind in ONE_OF if kind in each)
    else:
        yield place_of(request)


def place_of(one: dict[str, Any]) -> Place:
    key = one.get("Key") or one["Item"]
    return one["TableName"], tuple((n, key[n]["S"]) for n in ("PK", "SK") if n in key)


def as_key(key: tuple[tuple[str, str], ...]) -> dict[str, Any]:
    return {name: {"S": value} for name, value in key}


def is_audit(key: tuple[tuple[str, str], ...]) -> bool:
    return dict(key)["PK"].startswith("AUDIT#")
