"""Counters that expire, in the table of sessions: nothing clinical stands beside them."""

from collections.abc import Collection
from typing import Any

from medisecure.access.limits import Limit
from medisecure.dynamodb import keys
from medisecure.dynamodb.calls.wire import typed, typed_item
from medisecure.dynamodb.table import Table, wire_key
from medisecure.errors import Conflict, TooMany

KEPT_SECONDS = 3600  # after the window, for whoever looks into it


def count(table: Table, name: str, who: str, limit: Limit, at: float) -> None:
    """Count one more of `name` by `who` at `at` (epoch seconds); `TooMany` where it is too many.

    The limit is checked in the write itself: of any number that come at once, as many pass as may.
    A write whose answer was lost may be counted twice, never not at all.
    """
    window, ends = _window(at, limit.seconds)
    update = {
        "Key": wire_key(keys.counter(name=name, who=who, window=window)),
        "UpdateExpression": "SET #n = if_not_exists(#n, :none) + :one, #ttl = :ttl",
        "ConditionExpression": "attribute_not_exists(#n) OR #n < :most",
        "ExpressionAttributeNames": {"#n": "counted", "#ttl": "ttl"},
        "ExpressionAttributeValues": typed_item(
            {":none": 0, ":one": 1, ":most": limit.most, ":ttl": int(ends) + KEPT_SECONDS}
        ),
    }
    try:
        table.update(update)
    except Conflict:
        raise TooMany(seconds=max(1, round(ends - at))) from None


def see(
    table: Table,
    who: str,
    seen: Collection[bytes],
    limit: Limit,
    at: float,
    *,
    name: str = "seen",
) -> bool:
    """Note whom somebody saw in this window; whether this made them more than may be: once.

    `seen` are digests. Beyond the limit no more are noted, so that the item stays small.
    """
    window, ends = _window(at, limit.seconds)
    most = typed(limit.most)
    key = wire_key(keys.counter(name=name, who=who, window=window))
    names, ttl = {"#s": "seen", "#ttl": "ttl"}, typed(int(ends) + KEPT_SECONDS)
    update: dict[str, Any] = {
        "Key": key,
        "UpdateExpression": "ADD #s :seen SET #ttl = :ttl",  # a set: adding twice is adding once
        "ConditionExpression": "attribute_not_exists(#s) OR size(#s) <= :most",
        "ReturnValues": "UPDATED_NEW",
        "ExpressionAttributeNames": names,
        "ExpressionAttributeValues": {
            ":seen": {"BS": sorted(set(seen))}, ":ttl": ttl, ":most": most,
        },
    }  # fmt: skip
    try:
        answer = table.call("update_item", {"TableName": table.name, **update})
    except Conflict:
        return False  # beyond the limit already, and told
    if len(answer["Attributes"]["seen"]["BS"]) <= limit.most:
        return False
    told: dict[str, Any] = {
        "Key": key,
        "UpdateExpression": "SET #told = :ttl",
        "ConditionExpression": "attribute_not_exists(#told)",
        "ExpressionAttributeNames": {"#told": "told"},
        "ExpressionAttributeValues": {":ttl": ttl},
    }
    try:
        table.update(told)
    except Conflict:
        return False
    return True


def _window(at: float, seconds: int) -> tuple[int, float]:
    """The number of the window, and when it ends (epoch seconds)."""
    number = int(at // seconds)
    return number, float((number + 1) * seconds)
