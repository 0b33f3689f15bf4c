"""Counts what one read looks at, inside the engine: run in the cloud's own environment.

Prints a JSON object: for each kind of read a list, with one entry for each size of partition
that the arguments name: how many items were visited and how many lines of code ran.
"""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from types import FrameType
from typing import Any

from tools.local_cloud import engine, memoised, orders, queries

NAMES = ["PK", "SK", "BOARD", "PLACE"]
KINDS = ["HASH", "RANGE"]
PAGE = 25


class Watched(orders.Stored):
    """An item that remembers having been looked at."""

    def __init__(self, attributes: dict[str, Any], visited: set[int]) -> None:
        super().__init__(attributes)
        self._visited = visited

    def _seen(self) -> None:
        self._visited.add(id(self))

    def __getitem__(self, name: str) -> Any:
        self._seen()
        return super().__getitem__(name)

    def get(self, name: str, default: Any = None) -> Any:
        self._seen()
        return super().get(name, default)

    def __contains__(self, name: object) -> bool:
        self._seen()
        return super().__contains__(name)

    def items(self) -> Any:
        self._seen()
        return super().items()

    def __iter__(self) -> Iterator[str]:
        self._seen()
        return super().__iter__()


def item(number: int) -> dict[str, Any]:
    place = f"LOOK#{number:06}"
    return {name: {"S": value} for name, value in zip(NAMES, ["p", place, "b", place], strict=True)}


def reads(size: int) -> dict[str, dict[str, Any]]:
    """Every kind of read; the cursors stand in the middle."""
    middle = item(size // 2)
    own = {"KeyConditionExpression": "PK = :p", "ExpressionAttributeValues": {":p": {"S": "p"}}}
    begins = {
        "KeyConditionExpression": "PK = :p AND begins_with(SK, :a)",
        "ExpressionAttributeValues": {":p": {"S": "p"}, ":a": {"S": "LOOK#"}},
    }
    index = {
        "IndexName": "GSI",
        "KeyConditionExpression": "BOARD = :b AND PLACE >= :a",
        "ExpressionAttributeValues": {":b": {"S": "b"}, ":a": {"S": "LOOK#"}},
    }
    found: dict[str, dict[str, Any]] = {}
    for kind, asked in {"table": own, "table, begins with": begins, "index": index}.items():
        keys = {name: middle[name] for name in (NAMES if kind == "index" else NAMES[:2])}
        for way, forward in (("forward", True), ("backward", False)):
            turned = {**asked, "ScanIndexForward": forward}
            found[f"{kind}, {way}"] = turned
            found[f"{kind}, {way}, from a cursor"] = {**turned, "ExclusiveStartKey": keys}
    return found | {
        "table, consistent": {**own, "ConsistentRead": True},
        "table, projected": {**own, "ProjectionExpression": "PLACE"},
        "index, projected": {**index, "ProjectionExpression": "SK"},
        "table, filtered": {**own, "FilterExpression": "PLACE > :p"},
        "table, counted": {**own, "Select": "COUNT"},
        "scan": {},
        "scan, from a cursor": {"ExclusiveStartKey": {n: middle[n] for n in NAMES[:2]}},
    }


class Steps:
    """Counts the lines of Python that run meanwhile, the turns of a loop among them."""

    def __init__(self) -> None:
        self.count = 0

    def __enter__(self) -> "Steps":
        sys.settrace(self._trace)
        return self

    def __exit__(self, *_: object) -> None:
        sys.settrace(None)

    def _trace(self, _frame: FrameType, event: str, _argument: Any) -> Any:
        self.count += event == "line"
        return self._trace


def work(dynamodb: Any, size: int) -> dict[str, dict[str, int]]:
    """What each kind of read looks at in a partition of `size` items."""
    name = f"table-{size}"
    own, board = (
        [{"AttributeName": n, "KeyType": kind} for n, kind in zip(keys, KINDS, strict=True)]
        for keys in (NAMES[:2], NAMES[2:])
    )
    index = {"IndexName": "GSI", "KeySchema": board, "Projection": {"ProjectionType": "ALL"}}
    dynamodb._create_table(
        {
            "TableName": name,
            "BillingMode": "PAY_PER_REQUEST",
            "AttributeDefinitions": [{"AttributeName": n, "AttributeType": "S"} for n in NAMES],
            "KeySchema": own,
            "GlobalSecondaryIndexes": [index],
        }
    )
    table, visited = dynamodb._tables.get(name), set[int]()
    for number in range(size):
        stored = Watched(item(number), visited)
        dynamodb._set_item(table, "p", stored["SK"]["S"], stored)
    found = {}
    for kind, asked in reads(size).items():
        function = dynamodb._scan if kind.startswith("scan") else dynamodb._query
        request = {"TableName": name, "Limit": PAGE, **asked}
        function(request)  # the orders are made, and patterns compiled, at first use
        visited.clear()
        with Steps() as steps:
            status, _, body = function(request)
        if status != 200 or json.loads(body)["ScannedCount"] != PAGE:
            raise RuntimeError(f"{kind}: {body!r}")
        found[kind] = {"items": len(visited), "steps": steps.count}
    return found


def main(sizes: list[int]) -> None:
    with TemporaryDirectory() as folder:
        engine.configure(Path(folder), port=1)
        memoised.install()
        engine.part("core.responses").json = json  # what orjson looks at, `Watched` does not see
        queries.install()
        dynamodb = engine.service("dynamodb")
        counted = [work(dynamodb, size) for size in sizes]
    json.dump({kind: [found[kind] for found in counted] for kind in counted[0]}, sys.stdout)


if __name__ == "__main__":
    main([int(size) for size in sys.argv[1:]])
