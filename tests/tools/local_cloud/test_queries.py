"""A query costs what it answers, and its order is DynamoDB's whatever happened to the items."""

import json
import os
import random
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.tools.local_cloud.callers import Caller, Item, Table, code_of, item, text
from tools.local_cloud import supervisor

HERE = Path(__file__).parent
FEW, MANY = 51, 50_000
PAGE = 25


@pytest.fixture(scope="module")
def work() -> dict[str, list[dict[str, int]]]:
    """What each kind of read of 25 visits, in a partition of few items and in one of many."""
    python = supervisor.ROOT / supervisor.PYTHON
    program = [str(python), str(HERE / "work_of_a_query.py"), str(FEW), str(MANY)]
    ran = subprocess.run(
        program, env={**os.environ, "PYTHONPATH": str(supervisor.ROOT)}, capture_output=True,
        check=True, timeout=120,
    )  # fmt: skip
    found: dict[str, list[dict[str, int]]] = json.loads(ran.stdout)
    return found


def test_a_read_looks_at_the_items_of_its_page_and_at_no_others(
    work: dict[str, list[dict[str, int]]],
) -> None:
    assert len(work) == 19
    visited = {kind: [found["items"] for found in sizes] for kind, sizes in work.items()}
    assert visited == {kind: [PAGE, PAGE] for kind in work}


def test_a_read_takes_no_more_steps_in_a_large_partition(
    work: dict[str, list[dict[str, int]]],
) -> None:
    """Halving 50,000 takes ten steps more than halving 51; nothing else may grow."""
    longer = {kind: few["steps"] * 1.2 < many["steps"] for kind, (few, many) in work.items()}
    assert not any(longer.values()), [kind for kind, slow in longer.items() if slow]


CONDITIONS: dict[str, tuple[str, Callable[[str], bool]]] = {
    "all": ("{pk} = :p", lambda sk: True),
    "equal": ("{pk} = :p AND {sk} = :a", lambda sk: sk == "B#05"),
    "less": ("{pk} = :p AND {sk} < :a", lambda sk: sk < "B#05"),
    "at most": ("{sk} <= :a AND {pk} = :p", lambda sk: sk <= "B#05"),
    "more": ("({pk} = :p) AND ({sk} > :a)", lambda sk: sk > "B#05"),
    "at least": (":p = {pk} and :a <= {sk}", lambda sk: sk >= "B#05"),
    "between": ("{pk} = :p AND {sk} BETWEEN :a AND :b", lambda sk: "B#05" <= sk <= "C"),
    "begins": ("{pk} = :p AND begins_with({sk}, :a)", lambda sk: sk.startswith("B#05")),
    "begins with the highest": (
        "{pk} = :p AND begins_with({sk}, :z)",
        lambda sk: sk.startswith("\U0010ffff"),
    ),
}
VALUES = {":p": text("p"), ":a": text("B#05"), ":b": text("C"), ":z": text("\U0010ffff")}
# Latin, Arabic, beyond the first plane, and keys that begin with other keys.
PLACES = [f"{letter}#{n:02}{tail}" for letter in "ABC" for n in (4, 5, 6) for tail in ("", "#")] + [
    "B", "C", "D", "\u0645\u0631\u064a\u0645", "\uffff", "\U0001f600", "\U0010ffff", "\U0010ffffz",
]  # fmt: skip


@pytest.fixture(scope="module")
def changed(admin: Caller) -> Table:
    """A table whose items came, moved, changed and went in every way there is, in no order."""
    table = Table(admin.dynamodb, "changed").create()
    stored = [item("p", sk, GSI1PK="p", GSI1SK=sk) for sk in PLACES]
    gone = [item("p", f"{sk}!", GSI1PK="p", GSI1SK=f"{sk}!") for sk in PLACES]
    everything = stored + gone
    random.Random(8).shuffle(everything)  # noqa: S311
    table.query("p")  # the orders exist from here on
    for start in range(0, len(everything), 25):
        puts = [{"PutRequest": {"Item": each}} for each in everything[start : start + 25]]
        table.dynamodb.batch_write_item(RequestItems={table.name: puts})
    for number, each in enumerate(gone):
        key = {name: each[name] for name in ("PK", "SK")}
        if number % 3:
            table.transact({"Delete": {"Key": key}})
        else:
            table.dynamodb.delete_item(TableName=table.name, Key=key)
    for number, each in enumerate(stored):
        moved = {**each, "GSI1PK": text("elsewhere"), "kept": text("no")}
        table.put(moved)
        if number % 2:
            table.put(each)
        else:
            table.update(
                {name: each[name] for name in ("PK", "SK")},
                "SET GSI1PK = :p REMOVE kept", {":p": text("p")},
            )  # fmt: skip
    return table


def read(table: Table, condition: str, *, index: bool, **more: Any) -> list[str]:
    """The sort keys of every page, following the cursor."""
    named = {"pk": "GSI1PK", "sk": "GSI1SK"} if index else {"pk": "PK", "sk": "SK"}
    asked = {
        "TableName": table.name,
        "KeyConditionExpression": condition.format(**named),
        "ExpressionAttributeValues": {
            name: value for name, value in VALUES.items() if name in condition
        },
        **({"IndexName": "GSI1"} if index else {}),
        **more,
    }
    pages = table.dynamodb.get_paginator("query").paginate(**asked)
    return [found["SK"]["S"] for page in pages for found in page["Items"]]


@pytest.mark.parametrize("index", [False, True], ids=["table", "index"])
@pytest.mark.parametrize(("condition", "holds"), CONDITIONS.values(), ids=CONDITIONS.keys())
def test_every_condition_finds_its_items_in_order(
    changed: Table,
    condition: str,
    holds: Callable[[str], bool],
    *,
    index: bool,
) -> None:
    expected = sorted(filter(holds, PLACES), key=str.encode)
    for limit in ({}, {"Limit": 3}, {"Limit": max(len(expected), 1)}):
        assert read(changed, condition, index=index, **limit) == expected
        backward = read(changed, condition, index=index, ScanIndexForward=False, **limit)
        assert backward == expected[::-1]


def test_older_ways_to_ask_find_the_same(changed: Table) -> None:
    """Those are left to the engine, which then asks the order for all members."""
    conditions = {
        "GSI1PK": {"ComparisonOperator": "EQ", "AttributeValueList": [text("p")]},
        "GSI1SK": {"ComparisonOperator": "BEGINS_WITH", "AttributeValueList": [text("B#05")]},
    }
    found = changed.dynamodb.query(
        TableName=changed.name, IndexName="GSI1", KeyConditions=conditions
    )["Items"]
    assert [each["SK"]["S"] for each in found] == ["B#05", "B#05#"]


def test_a_scan_reads_everything_once(changed: Table) -> None:
    for sk in ("a", "z"):
        changed.put(item("q", sk))
        changed.put(item("o", sk))
    for limit in ({}, {"Limit": 1}, {"Limit": 9}):
        pages = changed.dynamodb.get_paginator("scan").paginate(TableName=changed.name, **limit)
        found = [(each["PK"]["S"], each["SK"]["S"]) for page in pages for each in page["Items"]]
        ours = [("p", sk) for sk in sorted(PLACES, key=str.encode)]
        assert found == [("o", "a"), ("o", "z"), *ours, ("q", "a"), ("q", "z")]


def test_numbers_and_bytes_are_in_their_own_order(admin: Caller) -> None:
    values: dict[str, list[Any]] = {
        "N": ["-10", "-9.5", "0", "2", "10", "1E+2"],
        "B": [b"\x00", b"\x01\xff", b"\x7f", b"\x80", b"\xff"],
    }
    for kind, ordered in values.items():
        name = f"sorted-by-{kind}"
        admin.dynamodb.create_table(
            TableName=name,
            BillingMode="PAY_PER_REQUEST",
            AttributeDefinitions=[
                {"AttributeName": "PK", "AttributeType": "S"},
                {"AttributeName": "SK", "AttributeType": kind},
            ],
            KeySchema=[
                {"AttributeName": "PK", "KeyType": "HASH"},
                {"AttributeName": "SK", "KeyType": "RANGE"},
            ],
        )
        for value in (ordered[3], *ordered[:3], *ordered[4:]):
            stored: Item = {"PK": text("p"), "SK": {kind: value}}
            admin.dynamodb.put_item(TableName=name, Item=stored)
        found = admin.dynamodb.query(
            TableName=name,
            KeyConditionExpression="PK = :p AND SK >= :a",
            ExpressionAttributeValues={":p": text("p"), ":a": {kind: ordered[1]}},
        )["Items"]
        same = float if kind == "N" else bytes
        assert [same(each["SK"][kind]) for each in found] == [same(v) for v in ordered[1:]]
        scanned = admin.dynamodb.scan(TableName=name)["Items"]
        assert len(scanned) == len(ordered)


def test_items_of_one_place_in_an_index_are_all_read(table: Table) -> None:
    """Ties of the index's sort key are broken by the table's own keys, also by a cursor."""
    for n in range(9):
        table.put(item(f"p{n}", "same", GSI1PK="board", GSI1SK="0900"))
    for forward in (True, False):
        found = [
            each["PK"]["S"]
            for page in table.pages("board", attribute="GSI1PK", IndexName="GSI1", Limit=2,
                                    ScanIndexForward=forward)
            for each in page
        ]  # fmt: skip
        assert found == [f"p{n}" for n in range(9)][:: 1 if forward else -1]


def test_a_cancelled_transaction_leaves_the_order_alone(table: Table) -> None:
    table.put(item("p", "b", GSI1PK="board", GSI1SK="b"))
    with pytest.raises(ClientError) as refused:
        table.transact(
            {"Put": {"Item": item("p", "a", GSI1PK="board", GSI1SK="a")}},
            {"Delete": {"Key": item("p", "b"), "ConditionExpression": "attribute_not_exists(PK)"}},
        )
    assert code_of(refused.value) == "TransactionCanceledException"
    for more in ({}, {"attribute": "GSI1PK", "IndexName": "GSI1"}):
        found = table.query("board" if more else "p", **more)["Items"]
        assert [each["SK"]["S"] for each in found] == ["b"]


def test_a_new_index_and_a_restored_table_are_in_order(table: Table) -> None:
    for sk in ("c", "a", "b"):
        table.put(item("p", sk, ward="w", bed=sk))
    table.query("p")
    table.dynamodb.update_table(
        TableName=table.name,
        AttributeDefinitions=[
            {"AttributeName": name, "AttributeType": "S"} for name in ("ward", "bed")
        ],
        GlobalSecondaryIndexUpdates=[
            {
                "Create": {
                    "IndexName": "beds",
                    "KeySchema": [
                        {"AttributeName": "ward", "KeyType": "HASH"},
                        {"AttributeName": "bed", "KeyType": "RANGE"},
                    ],
                    "Projection": {"ProjectionType": "ALL"},
                }
            }
        ],
    )
    assert sorts(table, IndexName="beds") == ["a", "b", "c"]
    made = table.dynamodb.create_backup(TableName=table.name, BackupName="evening")
    table.dynamodb.delete_item(TableName=table.name, Key=item("p", "b"))
    assert sorts(table, IndexName="beds") == ["a", "c"]
    other = Table(table.dynamodb, f"{table.name}-restored")
    table.dynamodb.restore_table_from_backup(
        TargetTableName=other.name, BackupArn=made["BackupDetails"]["BackupArn"]
    )
    assert sorts(other, IndexName="beds") == ["a", "b", "c"]
    assert sorts(other) == ["a", "b", "c"]


def test_a_table_made_again_under_its_name_is_empty(table: Table) -> None:
    table.put(item("p", "a"))
    assert sorts(table) == ["a"]
    table.dynamodb.delete_table(TableName=table.name)
    table.create()
    assert sorts(table) == []


def test_a_bad_spelling_is_still_refused(changed: Table) -> None:
    for condition in ("PK = :p AND SK > :a AND", "PK = :p AND (SK > :a", "PK = :p SK > :a"):
        with pytest.raises(ClientError) as refused:
            read(changed, condition, index=False)
        assert code_of(refused.value) == "ValidationException"


def sorts(table: Table, **more: Any) -> list[str]:
    attribute, partition = ("ward", "w") if more else ("PK", "p")
    found = table.query(partition, attribute=attribute, **more)["Items"]
    return [each["SK"]["S"] for each in found]
