"""The few verbs of a DynamoDB table, under one deadline, with every error turned into ours."""

import random
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from medisecure.errors import Conflict, Unavailable
from medisecure.store import faults, meter
from medisecure.store.deadline import ends_at, pause
from medisecure.store.keys import Key, Pattern
from medisecure.store.wire import Typed

SHORTEST_WAIT, LONGEST_WAIT = 0.025, 0.4
MOST_KEYS_A_BATCH = 100
RawItem = dict[str, Typed]


@dataclass(frozen=True, slots=True)
class RawPage:
    """Items as the wire has them, and where the next page starts (None at the end)."""

    items: list[RawItem]
    next_key: RawItem | None


class Table:
    """One table. Every method raises `Unavailable` when the service does not answer in time."""

    def __init__(self, client: Any, name: str) -> None:
        self._client, self.name = client, name

    def get(
        self, key: Key, *, consistent: bool = False, only: Sequence[str] = ()
    ) -> RawItem | None:
        """The item at `key`, with just the attributes of `only` if given."""
        request: dict[str, Any] = {"Key": wire_key(key), "ConsistentRead": consistent}
        answer = self._call("get_item", request | projection(only))
        return answer.get("Item")

    def get_many(self, keys: Sequence[Key], *, only: Sequence[str] = ()) -> list[RawItem]:
        """The items found under up to 100 keys, in no order; read consistently."""
        if not keys:
            return []
        wanted = {"Keys": [wire_key(key) for key in keys], "ConsistentRead": True}
        return batch_get(self, {self.name: wanted | projection(only)}).get(self.name, [])

    def query(  # noqa: PLR0913 - the verbs of a Query
        self,
        pattern: Pattern,
        start: Key,
        *,
        until: str = "",
        limit: int,
        newest_first: bool = False,
        after: RawItem | None = None,
        only: Sequence[str] = (),
        consistent: bool = False,
    ) -> RawPage:
        """One page of a partition: sort keys that begin with `start`'s, or lie up to `until`."""
        names = {"#pk": pattern.pk_name, "#sk": pattern.sk_name}
        values = {":pk": {"S": start[pattern.pk_name]}}
        condition, low = "#pk = :pk", start.get(pattern.sk_name, "")
        if until:
            condition += " AND #sk BETWEEN :low AND :high"
            values |= {":low": {"S": low}, ":high": {"S": until}}
        elif low:
            condition += " AND begins_with(#sk, :low)"
            values[":low"] = {"S": low}
        else:
            del names["#sk"]
        request: dict[str, Any] = {
            "KeyConditionExpression": condition,
            "ExpressionAttributeValues": values,
            "Limit": limit,
            "ScanIndexForward": not newest_first,
        }
        if pattern.index:
            request["IndexName"] = pattern.index
        else:
            request["ConsistentRead"] = consistent
        if after:
            request["ExclusiveStartKey"] = after
        answer = self._call("query", request | projection(only, names))
        return RawPage(answer.get("Items", []), answer.get("LastEvaluatedKey"))

    def put(self, put: Mapping[str, Any]) -> None:
        """Store one item under its condition, or raise `Conflict`."""
        self._call("put_item", dict(put))

    def transact(self, operations: Sequence[Mapping[str, Any]], token: str) -> None:
        """Do all operations or none; the same `token` again is the same transaction."""
        named = [
            {verb: {"TableName": self.name, **body}}
            for operation in operations
            for verb, body in operation.items()
        ]
        self.call("transact_write_items", {"TransactItems": named, "ClientRequestToken": token})

    def update(self, update: Mapping[str, Any]) -> None:
        self._call("update_item", dict(update))

    def delete(self, key: Key) -> None:
        self._call("delete_item", {"Key": wire_key(key)})

    def _call(self, operation: str, request: dict[str, Any]) -> dict[str, Any]:
        return self.call(operation, {"TableName": self.name, **request})

    def call(self, operation: str, request: dict[str, Any]) -> dict[str, Any]:
        """One operation, tried again on passing faults with full jitter until the deadline."""
        until, ceiling = ends_at(), SHORTEST_WAIT
        while True:
            if time.monotonic() >= until:
                raise Unavailable("a service did not answer in time")
            try:
                return self._once(operation, request)
            except (BotoCoreError, ClientError) as error:
                if isinstance(error, ClientError) and faults.lost_a_race(error):
                    raise Conflict("someone else was first") from error
                if not faults.is_passing(error):
                    raise
            ceiling = min(LONGEST_WAIT, ceiling * 2)
            pause(random.uniform(SHORTEST_WAIT, ceiling), until)  # noqa: S311 - jitter

    def _once(self, operation: str, request: dict[str, Any]) -> dict[str, Any]:
        counting = meter.current()
        started = time.monotonic()
        answer: dict[str, Any] = getattr(self._client, operation)(**request)
        if counting is not None:
            counting.calls.append(measured(operation, request, answer, started))
        return answer


def batch_get(table: Table, wanted: Mapping[str, Any]) -> dict[str, list[RawItem]]:
    """What is found of `wanted` (table name → keys), asking again for what was left over."""
    found: dict[str, list[RawItem]] = {}
    until, left = ends_at(), dict(wanted)
    while left:
        answer = table.call("batch_get_item", {"RequestItems": left})
        for name, items in answer.get("Responses", {}).items():
            found.setdefault(name, []).extend(items)
        left = answer.get("UnprocessedKeys") or {}
        if left:
            pause(random.uniform(SHORTEST_WAIT, LONGEST_WAIT), until)  # noqa: S311 - jitter
    return found


def wire_key(key: Mapping[str, str]) -> dict[str, Typed]:
    """The table's own key out of a mapping that may also hold index keys."""
    return {name: {"S": key[name]} for name in ("PK", "SK") if name in key}


def projection(only: Sequence[str], names: Mapping[str, str] | None = None) -> dict[str, Any]:
    """The request's part that asks for just these attributes, every name behind a `#`."""
    aliases = dict(names or {})
    asked = {f"#a{n}": name for n, name in enumerate(only)}
    found: dict[str, Any] = {"ProjectionExpression": ", ".join(asked)} if asked else {}
    if aliases or asked:
        found["ExpressionAttributeNames"] = aliases | asked
    return found


def measured(operation: str, request: dict[str, Any], answer: dict[str, Any], started: float) -> meter.Call:
    """The round trip with the units DynamoDB would charge for it."""
    ended = time.monotonic()
    if operation == "query":
        sizes = [meter.item_bytes(item) for item in answer.get("Items", [])]
        strong = bool(request.get("ConsistentRead"))
        units = meter.read_units(sizes, consistent=strong, together=True)
        return meter.Call(operation, started, ended, units)
    if operation == "get_item":
        sizes = [meter.item_bytes(answer["Item"])] if answer.get("Item") else [0]
        strong = bool(request.get("ConsistentRead"))
        return meter.Call(
            operation, started, ended, meter.read_units(sizes, consistent=strong, together=False)
        )
    if operation == "batch_get_item":
        sizes = [meter.item_bytes(i) for items in answer["Responses"].values() for i in items]
        return meter.Call(
            operation, started, ended, meter.read_units(sizes, consistent=True, together=False)
        )
    if operation == "transact_write_items":
        bodies = [body for entry in request["TransactItems"] for body in entry.values()]
        written = [meter.item_bytes(body.get("Item") or body["Key"]) for body in bodies]
        units = meter.write_units(written, transactional=True)
        return meter.Call(operation, started, ended, 0, units)
    written = [meter.item_bytes(request.get("Item") or request.get("Key") or {})]
    return meter.Call(operation, started, ended, 0, meter.write_units(written, transactional=False))
