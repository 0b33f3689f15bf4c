"""What a request to DynamoDB may hold at most, checked before it is sent.

Not every stand-in for the service checks all of it; a request that works here must work there.
Source: the service's developer guide, "Quotas" and "Constraints" (2025).
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

import orjson

from medisecure.dynamodb.calls.meter import item_bytes, value_bytes
from medisecure.errors import Invalid, gettext_noop

ITEM_BYTES = 400 * 1024
TRANSACTION_BYTES = 4 * 1024 * 1024
TRANSACTION_OPERATIONS = 100
BATCH_KEYS = 100
EXPRESSION_BYTES = 4096
OPERATORS = 300
SURELY_FITS = OPERATORS  # letters: each is one operator at most, and four bytes
TOKEN_LENGTH = 36
READS = frozenset({"get_item", "query"})
EXPRESSIONS = (
    "UpdateExpression", "ConditionExpression", "KeyConditionExpression", "ProjectionExpression",
    "FilterExpression",
)  # fmt: skip
OPERATOR = re.compile(r"<>|<=|>=|[=<>+]|(?<=\s)-(?=\s)|\b(?:AND|OR|NOT|BETWEEN|IN)\b|\w+(?=\s*\()")


class TooLarge(Invalid):
    """More than the service takes in one request; whoever typed it is told so."""

    def __init__(self, what: str) -> None:
        super().__init__({"item": gettext_noop("This is more than can be stored in one piece.")})
        self.what = what  # the limit's name, for developers: no data


def check(operation: str, request: Mapping[str, Any]) -> None:
    """`TooLarge` if the service would refuse the request for its size or shape.

    Raises `ValueError` for what no input can cause: two operations on one item, a bad token.
    """
    if operation == "transact_write_items":
        _check_transaction(request, is_small=is_surely_small(request))
    elif operation == "batch_get_item":
        for wanted in request["RequestItems"].values():
            _at_most(BATCH_KEYS, len(wanted["Keys"]), "keys in a batch")
    elif operation in READS:  # which hold no item
        _check_expressions(request)
    else:
        _check_part(request)


def fits(expression: str) -> bool:
    """Whether an expression is within the service's limits of bytes and operators."""
    return len(expression.encode()) <= EXPRESSION_BYTES and operators(expression) <= OPERATORS


def operators(expression: str) -> int:
    """How many operators and functions an expression has.

    >>> operators("SET #a = if_not_exists(#a, :a), #b = #b + :one")
    4
    >>> operators("attribute_not_exists(PK) OR (v = :v AND x IN (:a, :b))")
    5
    """
    return sum(1 for _ in OPERATOR.finditer(expression))


def is_surely_small(request: Mapping[str, Any]) -> bool:
    """Whether all of it is shorter than one item may be, as it is written.

    Written as JSON nothing is shorter than the service counts it: a number has at least as many
    digits, binary is longer, and every value has its type beside it.
    """
    return len(orjson.dumps(request, default=_as_long)) <= ITEM_BYTES


def _as_long(value: Any) -> str:
    """Binary, as long as it is."""
    return "b" * len(value)


def _check_transaction(request: Mapping[str, Any], *, is_small: bool) -> None:
    parts = [body for entry in request["TransactItems"] for body in entry.values()]
    _at_most(TRANSACTION_OPERATIONS, len(parts), "operations in a transaction")
    if is_small:
        for each in parts:
            _check_expressions(each)
    else:
        _at_most(TRANSACTION_BYTES, sum(map(_check_part, parts)), "bytes in a transaction")
    if not 0 < len(request["ClientRequestToken"]) <= TOKEN_LENGTH:
        raise ValueError("a request token has 1 to 36 characters")
    touched = list(map(_place, parts))
    if len(set(touched)) < len(touched):
        raise ValueError("a transaction touches an item only once")


def _check_part(body: Mapping[str, Any]) -> int:
    """The bytes of one operation, once its expressions and its item are within bounds."""
    _check_expressions(body)
    size = item_bytes(body.get("Item") or body.get("Key") or {}) + sum(_values(body))
    _at_most(ITEM_BYTES, size, "bytes in an item")
    return size


def _check_expressions(body: Mapping[str, Any]) -> None:
    for name in EXPRESSIONS:
        expression = body.get(name, "")
        if len(expression) <= SURELY_FITS:  # each operator takes a letter at least
            continue
        _at_most(EXPRESSION_BYTES, len(expression.encode()), name)
        _at_most(OPERATORS, operators(expression), f"operators in {name}")


def _values(body: Mapping[str, Any]) -> Iterator[int]:
    for value in body.get("ExpressionAttributeValues", {}).values():
        yield value_bytes(value)


def _place(body: Mapping[str, Any]) -> tuple[str, str, str]:
    key = body.get("Key") or body["Item"]
    return str(body.get("TableName", "")), str(key["PK"]), str(key.get("SK", ""))


def _at_most(limit: int, number: int, what: str) -> None:
    if number > limit:
        raise TooLarge(what)
