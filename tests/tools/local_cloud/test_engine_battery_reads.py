"""What the application takes for granted about DynamoDB when it reads."""

from typing import Any
from uuid import uuid4

import pytest
from botocore.exceptions import ClientError

from tests.tools.local_cloud.callers import Caller, Item, Table, code_of, item, text

VISITS = 25


@pytest.fixture(scope="module")
def full(admin: Caller) -> Table:
    """A patient's visits, ten of them at the same index key; every fifth is also on the board."""
    table = Table(admin.dynamodb, f"table-{uuid4().hex[:12]}").create()
    for n in range(VISITS):
        board = {"GSI2PK": "board", "GSI2SK": f"{n:02}"} if n % 5 == 0 else {}
        when = "same" if n < 10 else f"t{n:02}"
        index = {"GSI1PK": "doctor", "GSI1SK": when}
        table.put(item("patient", f"VISIT#{n:02}", reason=f"r{n}", **index, **board))
    for n in range(3):
        table.put(item("patient", f"DOCUMENT#{n}"))
    return table


def sorts(items: list[Item]) -> list[str]:
    return [found["SK"]["S"] for found in items]


@pytest.mark.parametrize("forward", [True, False])
@pytest.mark.parametrize("limit", [1, 7, VISITS + 3])
def test_paging_a_table_shows_each_item_once_and_in_order(
    full: Table, limit: int, *, forward: bool
) -> None:
    pages = list(full.pages("patient", Limit=limit, ScanIndexForward=forward))
    found = [sort for page in pages for sort in sorts(page)]
    assert len(found) == VISITS + 3
    assert found == sorted(set(found), reverse=not forward)


@pytest.mark.parametrize("forward", [True, False])
@pytest.mark.parametrize("limit", [1, 3, 7])
def test_paging_an_index_shows_each_item_once_even_at_equal_keys(
    full: Table, limit: int, *, forward: bool
) -> None:
    query: dict[str, Any] = {"attribute": "GSI1PK", "IndexName": "GSI1"}
    pages = list(full.pages("doctor", Limit=limit, ScanIndexForward=forward, **query))
    found = [stored for page in pages for stored in page]
    assert len(set(sorts(found))) == len(found) == VISITS
    times = [stored["GSI1SK"]["S"] for stored in found]
    assert times == sorted(times, reverse=not forward)


def test_an_index_cursor_holds_both_keys(full: Table) -> None:
    found = full.query("doctor", attribute="GSI1PK", IndexName="GSI1", Limit=3)
    assert set(found["LastEvaluatedKey"]) == {"PK", "SK", "GSI1PK", "GSI1SK"}


def test_a_cursor_of_another_partition_is_refused(full: Table) -> None:
    with pytest.raises(ClientError) as refused:
        full.query("patient", ExclusiveStartKey=item("someone else", "VISIT#01"))
    assert code_of(refused.value) == "ValidationException"


@pytest.mark.parametrize(
    ("condition", "values", "count"),
    [
        ("begins_with(SK, :a)", ("VISIT#",), VISITS),
        ("SK BETWEEN :a AND :b", ("VISIT#05", "VISIT#09"), 5),
        ("SK >= :a", ("VISIT#20",), 5),
        ("SK < :a", ("VISIT#",), 3),
        ("SK = :a", ("DOCUMENT#1",), 1),
    ],
)
def test_sort_keys_are_searched_by_range(
    full: Table, condition: str, values: tuple[str, ...], count: int
) -> None:
    named = {f":{letter}": text(value) for letter, value in zip("ab", values, strict=False)}
    found = full.dynamodb.query(
        TableName=full.name,
        KeyConditionExpression=f"PK = :p AND {condition}",
        ExpressionAttributeValues={":p": text("patient"), **named},
    )
    assert found["Count"] == count


def test_an_index_holds_only_items_that_have_its_keys(full: Table) -> None:
    found = full.query("board", attribute="GSI2PK", IndexName="GSI2")["Items"]
    assert sorts(found) == [f"VISIT#{n:02}" for n in range(0, VISITS, 5)]


def test_a_keys_only_index_shows_only_keys(full: Table) -> None:
    found = full.query("board", attribute="GSI2PK", IndexName="GSI2", Limit=1)["Items"]
    assert set(found[0]) == {"PK", "SK", "GSI2PK", "GSI2SK"}


def test_an_index_follows_its_item(table: Table) -> None:
    def on_board(name: str) -> list[str]:
        return sorts(table.query(name, attribute="GSI1PK", IndexName="GSI1")["Items"])

    table.put(item("p", "a", GSI1PK="monday", GSI1SK="1"))
    table.put(item("p", "a", GSI1PK="tuesday", GSI1SK="1"))
    assert (on_board("monday"), on_board("tuesday")) == ([], ["a"])
    table.update(item("p", "a"), "REMOVE GSI1PK SET gone = :yes", {":yes": text("yes")})
    assert on_board("tuesday") == []


def test_a_projection_returns_what_it_names(full: Table) -> None:
    found = full.query(
        "patient", ProjectionExpression="SK, reason", Limit=1, ScanIndexForward=False
    )
    assert found["Items"] == [{"SK": text("VISIT#24"), "reason": text("r24")}]


def test_a_filter_counts_towards_the_limit(full: Table) -> None:
    found = full.dynamodb.query(
        TableName=full.name,
        KeyConditionExpression="PK = :p",
        FilterExpression="reason = :r",
        ExpressionAttributeValues={":p": text("patient"), ":r": text("r9")},
        Limit=5,
    )
    assert (found["Count"], found["ScannedCount"]) == (0, 5)
    assert "LastEvaluatedKey" in found


def test_a_count_brings_no_items(full: Table) -> None:
    found = full.query("patient", Select="COUNT")
    assert found["Count"] == VISITS + 3
    assert "Items" not in found


def test_a_consistent_read_shows_what_was_just_written(table: Table) -> None:
    for n in range(20):
        table.put(item("p", "a", value=n))
        assert table.query("p", ConsistentRead=True)["Items"] == [item("p", "a", value=n)]


def test_an_index_cannot_be_read_consistently(full: Table) -> None:
    with pytest.raises(ClientError) as refused:
        full.query("doctor", attribute="GSI1PK", IndexName="GSI1", ConsistentRead=True)
    assert code_of(refused.value) == "ValidationException"


def test_one_batch_reads_two_tables(admin: Caller, table: Table) -> None:
    other = Table(admin.dynamodb, f"table-{uuid4().hex[:12]}").create()
    table.put(item("p", "a", value=1))
    other.put(item("p", "b", value=2))
    asked = {t.name: {"Keys": [item("p", "a"), item("p", "b")]} for t in (table, other)}
    found = admin.dynamodb.batch_get_item(RequestItems=asked)["Responses"]
    assert found == {table.name: [item("p", "a", value=1)], other.name: [item("p", "b", value=2)]}


def test_a_missing_item_and_a_missing_table_are_told_apart(table: Table) -> None:
    assert table.get("p", "nothing") is None
    with pytest.raises(ClientError) as refused:
        table.dynamodb.get_item(TableName="no-such-table", Key=item("p", "a"))
    assert code_of(refused.value) == "ResourceNotFoundException"
