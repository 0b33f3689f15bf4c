"""The sizes and spellings DynamoDB refuses, so that the application meets them here first."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.tools.local_cloud.callers import Item, Table, code_of, item, number, text

LARGEST = 400 * 1024


def of_size(sort: str, size: int) -> Item:
    """An item of exactly `size` bytes: names and values count."""
    empty = sum(len(name) + len(value["S"]) for name, value in item("p", sort, b="").items())
    return item("p", sort, b="x" * (size - empty))


def put(stored: Item, **more: Any) -> Callable[[Table], Any]:
    return lambda table: table.put(stored, **more)


def transact(count: int) -> Callable[[Table], Any]:
    return lambda table: table.transact(
        *({"Put": {"Item": item("p", f"{n}")}} for n in range(count))
    )


def batch(table: Table, count: int) -> dict[str, Any]:
    return {table.name: [{"PutRequest": {"Item": item("p", f"{n}")}} for n in range(count)]}


ALLOWED: dict[str, Callable[[Table], Any]] = {
    "an item of 400 KB": put(of_size("a", LARGEST)),
    "an empty text": put(item("p", "a", note="")),
    "keys of 2048 and 1024 bytes": put(item("p" * 2048, "s" * 1024)),
    "a number of 38 digits": put(item("p", "a", n=number("1" * 38))),
    "100 in a transaction": transact(100),
    "25 in a batch": lambda table: table.dynamodb.batch_write_item(RequestItems=batch(table, 25)),
}
REFUSED: dict[str, Callable[[Table], Any]] = {
    "an item of 400 KB and a byte": put(of_size("a", LARGEST + 1)),
    "an empty key": put(item("", "a")),
    "an empty index key": put(item("p", "a", GSI1PK="", GSI1SK="x")),
    "an empty set": put(item("p", "a", tags={"SS": []})),
    "a set with doubles": put(item("p", "a", tags={"SS": ["x", "x"]})),
    "a partition key of 2049 bytes": put(item("p" * 2049, "s")),
    "a sort key of 1025 bytes": put(item("p", "s" * 1025)),
    "a key of the wrong type": put({"PK": number(1), "SK": text("a")}),
    "an index key of the wrong type": put(item("p", "a", GSI1PK=1, GSI1SK="x")),
    "a missing sort key": put({"PK": text("p")}),
    "a number of 39 digits": put(item("p", "a", n=number("1" * 39))),
    "a number that is none": put(item("p", "a", n=number("forty"))),
    "101 in a transaction": transact(101),
    "26 in a batch": lambda table: table.dynamodb.batch_write_item(RequestItems=batch(table, 26)),
    "a reserved word": put(item("p", "a"), ConditionExpression="attribute_exists(status)"),
    "an unknown value": put(item("p", "a"), ConditionExpression="kind = :missing"),
    "an unused value": put(
        item("p", "a"),
        ConditionExpression="attribute_exists(PK)",
        ExpressionAttributeValues={":unused": text("x")},
    ),
    "a changed key": lambda table: table.update(item("p", "a"), "SET SK = :b", {":b": text("b")}),
    "overlapping paths": lambda table: table.update(
        item("p", "a"), "SET m = :v, m.n = :v", {":v": text("v")}
    ),
    "a path into nothing": lambda table: table.update(
        item("p", "a"), "SET m.n = :v", {":v": text("v")}
    ),
}


@pytest.mark.parametrize("request_", ALLOWED.values(), ids=ALLOWED.keys())
def test_dynamodb_accepts(table: Table, request_: Callable[[Table], Any]) -> None:
    assert request_(table)["ResponseMetadata"]["HTTPStatusCode"] == HTTPStatus.OK
    assert table.dynamodb.scan(TableName=table.name, Select="COUNT")["Count"] >= 1


@pytest.mark.parametrize("request_", REFUSED.values(), ids=REFUSED.keys())
def test_dynamodb_refuses(table: Table, request_: Callable[[Table], Any]) -> None:
    with pytest.raises(ClientError) as refused:
        request_(table)
    assert code_of(refused.value) == "ValidationException"
    assert table.query("p", Select="COUNT")["Count"] == 0


def test_a_transaction_of_more_than_4_mb_is_refused(table: Table) -> None:
    large = [{"Put": {"Item": of_size(f"{n:02}", 390_000)}} for n in range(11)]
    with pytest.raises(ClientError) as refused:
        table.transact(*large)
    assert code_of(refused.value) == "ValidationException"
    assert table.get("p", "00") is None


def test_an_update_cannot_outgrow_400_kb(table: Table) -> None:
    table.put(of_size("a", LARGEST))
    with pytest.raises(ClientError) as refused:
        table.update(item("p", "a"), "SET more = :v", {":v": text("xxxx")})
    assert code_of(refused.value) == "ValidationException"


def test_numbers_come_back_as_the_same_number(table: Table) -> None:
    table.put(item("p", "a", weight=number("001.500"), tiny=number("-1E-38")))
    found = table.get("p", "a")
    assert found is not None
    assert found["weight"] == number("1.5")
    assert float(found["tiny"]["N"]) == -1e-38
