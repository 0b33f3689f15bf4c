"""What DynamoDB refuses for its size is refused by us first, and what it takes passes."""

from base64 import b64encode
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from medisecure.dynamodb.calls import limits
from medisecure.dynamodb.calls.limits import TooLarge, check, operators
from medisecure.dynamodb.calls.meter import item_bytes
from medisecure.dynamodb.table import Table


def put(number: int = 0, size: int = 10, **more: Any) -> dict[str, Any]:
    item = {"PK": {"S": f"USER#{number:04}"}, "SK": {"S": "X"}, "a": {"S": "x" * size}}
    return {"Put": {"TableName": "t", "Item": item, **more}}


def update(**more: Any) -> dict[str, Any]:
    key = {"PK": {"S": "USER#1"}, "SK": {"S": "X"}}
    return {"Update": {"TableName": "t", "Key": key, **more}}


def transaction(*operations: dict[str, Any], token: str = "t" * 32) -> dict[str, Any]:
    return {"TransactItems": list(operations), "ClientRequestToken": token}


def passes(request: dict[str, Any], operation: str = "transact_write_items") -> bool:
    try:
        check(operation, request)
    except TooLarge:
        return False
    return True


@pytest.mark.parametrize(("number", "fine"), [(100, True), (101, False)])
def test_a_transaction_holds_a_hundred_operations(number: int, fine: bool) -> None:  # noqa: FBT001
    assert passes(transaction(*(put(n) for n in range(number)))) is fine


@pytest.mark.parametrize(("each", "fine"), [(380, True), (399, True), (401, False)])
def test_an_item_holds_400_kb(each: int, fine: bool) -> None:  # noqa: FBT001
    assert passes(put(1, each * 1024)["Put"], "put_item") is fine
    assert passes(transaction(put(1, each * 1024))) is fine


@pytest.mark.parametrize(("number", "fine"), [(10, True), (11, False)])
def test_a_transaction_holds_4_mb(number: int, fine: bool) -> None:  # noqa: FBT001
    assert passes(transaction(*(put(n, 390 * 1024) for n in range(number)))) is fine


@pytest.mark.parametrize(("length", "fine"), [(4096, True), (4097, False)])
@pytest.mark.parametrize("name", ["UpdateExpression", "ConditionExpression"])
def test_an_expression_holds_4_kb(name: str, length: int, fine: bool) -> None:  # noqa: FBT001
    assert passes(transaction(update(**{name: "a" * length}))) is fine
    assert passes(update(**{name: "a" * length})["Update"], "update_item") is fine


def test_4_kb_are_bytes_and_not_letters() -> None:
    assert not passes(transaction(update(UpdateExpression="ع" * 2049)))


@pytest.mark.parametrize(("number", "fine"), [(300, True), (301, False)])
def test_an_expression_has_three_hundred_operators(number: int, fine: bool) -> None:  # noqa: FBT001
    text = "SET " + ", ".join("a=b" for _ in range(number))
    assert operators(text) == number
    assert passes(transaction(update(UpdateExpression=text))) is fine


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("attribute_exists(PK) AND attribute_not_exists(#v)", 3),
        ("version = :seen", 1),
        ("NOT a = :a OR b <> :b", 4),
        ("a BETWEEN :x AND :y", 2),
        ("SET a = list_append(if_not_exists(a, :e), :n)", 3),
        ("SET a = a - :one", 2),
        ("REMOVE #r0, #r1", 0),
    ],
)
def test_operators_are_counted_as_the_service_counts_them(text: str, number: int) -> None:
    assert operators(text) == number


def test_values_count_for_an_updates_size() -> None:
    values = {":a": {"S": "x" * 401 * 1024}}
    assert not passes(transaction(update(ExpressionAttributeValues=values)))


BITS = st.one_of(
    st.text().map(lambda text: {"S": text}),
    st.decimals(allow_nan=False, allow_infinity=False).map(lambda number: {"N": f"{number:f}"}),
    st.binary().map(lambda some: {"B": some}),
    st.binary().map(lambda some: {"B": b64encode(some).decode()}),
    st.booleans().map(lambda yes: {"BOOL": yes}),
    st.just({"NULL": True}),
    st.lists(st.text(), max_size=4).map(lambda texts: {"SS": texts}),
)
VALUES = st.recursive(
    BITS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4).map(lambda found: {"L": found}),
        st.dictionaries(st.text(), inner, max_size=4).map(lambda found: {"M": found}),
    ),
    max_leaves=12,
)


@given(st.dictionaries(st.text(), VALUES, max_size=6))
def test_nothing_is_written_shorter_than_the_service_counts_it(item: dict[str, Any]) -> None:
    """What is small as it is written needs no counting."""
    written = len(orjson.dumps(item, default=limits._as_long))
    assert item_bytes(item) <= written


@pytest.mark.parametrize(("number", "fine"), [(100, True), (101, False)])
def test_a_batch_asks_for_a_hundred_keys(number: int, fine: bool) -> None:  # noqa: FBT001
    keys = [{"PK": {"S": str(n)}} for n in range(number)]
    assert passes({"RequestItems": {"t": {"Keys": keys}}}, "batch_get_item") is fine


@pytest.mark.parametrize(("texts", "fine"), [(100, True), (1000, False)])
def test_a_read_is_held_to_the_limits_of_its_expressions(texts: int, fine: bool) -> None:  # noqa: FBT001
    among = ", ".join(f":of{n}" for n in range(texts))
    assert passes({"FilterExpression": f"#of IN ({among})"}, "query") is fine


def test_a_transaction_touches_an_item_once() -> None:
    with pytest.raises(ValueError, match="only once"):
        check("transact_write_items", transaction(put(1), put(1)))


@pytest.mark.parametrize("token", ["", "t" * 37])
def test_a_token_is_one_the_service_takes(token: str) -> None:
    with pytest.raises(ValueError, match="token"):
        check("transact_write_items", transaction(put(1), token=token))


def test_what_is_too_large_is_never_sent(table: Table, monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[str] = []
    monkeypatch.setattr(table, "_once", lambda operation, _: sent.append(operation))
    with pytest.raises(TooLarge) as refusal:
        table.put({"Item": put(1, 401 * 1024)["Put"]["Item"]})
    assert sent == []
    assert refusal.value.what == "bytes in an item"
    assert "x" not in str(refusal.value.what)


def test_the_limits_are_the_services_own() -> None:
    assert (limits.TRANSACTION_OPERATIONS, limits.OPERATORS, limits.EXPRESSION_BYTES) == (
        100, 300, 4096,
    )  # fmt: skip
