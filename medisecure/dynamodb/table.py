"""The few verbs of a DynamoDB table, under one deadline, with every error turned into ours."""

import random
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from medisecure.dynamodb.calls import faults, limits, meter
from medisecure.dynamodb.calls.billing import Bill
from medisecure.dynamodb.calls.deadline import ends_at, pause
from medisecure.dynamodb.calls.parallel import start_call
from medisecure.dynamodb.calls.wire import Typed
from medisecure.dynamodb.keys import INDEXES, Key, Pattern
from medisecure.errors import Conflict, Invalid, MediSecureError, Unavailable, gettext_noop

SHORTEST_WAIT, LONGEST_WAIT = 0.025, 0.4
LONGEST_ANSWER = 2.0  # a call to a silent service lasts this long and must not outlive the deadline
MOST_KEYS_A_BATCH = 100
RawItem = dict[str, Typed]


@dataclass(frozen=True, slots=True)
class RawPage:
    """Items as the wire has them, and where the next page starts (None at the end)."""

    items: list[RawItem]
    next_key: RawItem | None


class Table:
    """One table. Every method raises `Unavailable` when the service does not answer in time.

    `sealed_as` is the name its secrets are bound to: its own, but for a copy under another name.
    """

    def __init__(self, client: Any, name: str, sealed_as: str = "") -> None:
        self._client, self.name = client, name
        self.sealed_as = sealed_as or name

    def get(
        self, key: Key, *, consistent: bool = False, only: Sequence[str] = ()
    ) -> RawItem | None:
        """The item at `key`, with just the attributes of `only` if given."""
        request: dict[str, Any] = {"Key": wire_key(key), "ConsistentRead": consistent}
        answer = self._call("get_item", request | projection(only))
        return answer.get("Item")

    def query(
        self,
        pattern: Pattern,
        start: Key,
        *,
        until: str = "",
        limit: int,
        newest_first: bool = False,
        after: RawItem | None = None,
        only: Sequence[str] = (),
        passing_over: tuple[str, str] | None = None,
        among: tuple[str, Sequence[str]] | None = None,
        consistent: bool = False,
    ) -> RawPage:
        """One page of a partition: sort keys that begin with `start`'s, or lie up to `until`.

        What has the text of `passing_over` in that attribute is counted and left out, and so is
        what has none of the texts of `among` in that one.
        """
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
        filters = []
        if passing_over:
            names["#not"], values[":not"] = passing_over[0], {"S": passing_over[1]}
            filters.append("#not <> :not")
        if among:
            wanted = {f":of{n}": {"S": text} for n, text in enumerate(among[1])}
            names["#of"] = among[0]
            values |= wanted
            filters.append(f"#of IN ({', '.join(wanted)})")
        if filters:
            request["FilterExpression"] = " AND ".join(filters)
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
        """One operation, tried again on passing faults with full jitter until the deadline.

        `TooLarge` for a request that the service would refuse for its size, before it is sent.
        """
        limits.check(operation, request)
        until, ceiling = ends_at(), SHORTEST_WAIT
        while True:
            if time.monotonic() >= until:
                raise Unavailable("a service did not answer in time")
            try:
                return self._once(operation, request)
            except faults.AwsError as error:
                if (refusal := ours(error)) is not None:
                    raise refusal from error
                if not faults.is_passing(error):
                    raise
                patience = LONGEST_ANSWER if faults.was_silent(error) else 0
            ceiling = min(LONGEST_WAIT, ceiling * 2)
            pause(random.uniform(SHORTEST_WAIT, ceiling), until - patience)  # noqa: S311 - jitter

    def _once(self, operation: str, request: dict[str, Any]) -> dict[str, Any]:
        counting = meter.current()
        if counting is None:
            answer: dict[str, Any] = getattr(self._client, operation)(**request)
            return answer
        return self._counted(counting, operation, request)

    def _counted(
        self, counting: meter.Meter, operation: str, request: dict[str, Any]
    ) -> dict[str, Any]:
        """The same while somebody measures; a condition that failed is billed as well."""
        bill = Bill(self._client, operation, request, INDEXES)
        bill.open()
        answer: dict[str, Any] | None = None
        started = time.monotonic()
        try:
            answer = getattr(self._client, operation)(**request)
        except faults.AwsError as error:
            if not faults.lost_a_race(error):
                raise
            refusal = error
        ended = time.monotonic()
        units = bill.close(answer)
        counting.calls.append(
            meter.measured(operation, started, ended, read=units.read, write=units.write)
        )
        if answer is None:
            raise refusal
        return answer


def ours(error: Exception) -> MediSecureError | None:
    """Our own error for a refusal that another try would not change; None for any other."""
    if faults.lost_a_race(error):
        return Conflict("someone else was first")
    if faults.is_shut(error):
        return Unavailable("a service refused to work for us")
    if faults.is_too_large(error):
        return Invalid({"item": gettext_noop("This is more than can be stored in one piece.")})
    return None


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


def get_in_batches(
    table: Table, keys: Sequence[RawItem], only: Sequence[str] = ()
) -> list[RawItem]:
    """The items under any number of keys, a hundred to a round trip, side by side.

    With just the attributes of `only` if given.
    """
    parts = [keys[n : n + MOST_KEYS_A_BATCH] for n in range(0, len(keys), MOST_KEYS_A_BATCH)]
    calls = [start_call(partial(_get_part, table, part, only)) for part in parts]
    return [item for call in calls for item in call.result()]


def _get_part(table: Table, part: Sequence[RawItem], only: Sequence[str]) -> list[RawItem]:
    wanted = {table.name: {"Keys": list(part), "ConsistentRead": True, **projection(only)}}
    return batch_get(table, wanted).get(table.name, [])


def wire_key(key: Mapping[str, str]) -> dict[str, Typed]:
    """The table's own key out of a mapping that may also hold index keys."""
    if "SK" in key:
        return {"PK": {"S": key["PK"]}, "SK": {"S": key["SK"]}}
    return {"PK": {"S": key["PK"]}}


def projection(only: Sequence[str], names: Mapping[str, str] | None = None) -> dict[str, Any]:
    """The request's part that asks for just these attributes, every name behind a `#`."""
    aliases = dict(names or {})
    query = {f"#a{n}": name for n, name in enumerate(only)}
    found: dict[str, Any] = {"ProjectionExpression": ", ".join(query)} if query else {}
    if aliases or query:
        found["ExpressionAttributeNames"] = aliases | query
    return found
