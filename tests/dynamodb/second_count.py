"""A second count of what AWS bills, from what was stored before and after, with no code of ours."""

import json
import math
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest

from medisecure.dynamodb.calls.billing import Bill
from medisecure.dynamodb.calls.client import DynamoDB

Raw = Callable[..., list[dict[str, Any]]]
KB = 1024


@dataclass
class Count:
    """Units so far."""

    read: float = 0.0
    write: float = 0.0


def weight(value: dict[str, Any]) -> int:
    """Bytes of one attribute's value, by the developer guide's table."""
    match value:
        case {"S": text}:
            return len(text.encode())
        case {"N": digits}:
            significant = digits.strip("-").replace(".", "").strip("0")
            return 1 + math.ceil(max(1, len(significant)) / 2)
        case {"B": blob}:
            return len(blob)
        case {"BOOL": _} | {"NULL": _}:
            return 1
        case {"L": members}:
            return 3 + sum(1 + weight(member) for member in members)
        case {"M": members}:
            return 3 + sum(1 + len(k.encode()) + weight(v) for k, v in members.items())
        case _:
            raise AssertionError(f"an unknown type: {list(value)}")


def heavy(item: dict[str, Any] | None) -> int:
    return sum(len(k.encode()) + weight(v) for k, v in (item or {}).items())


def blocks(weight_: int, of: int) -> int:
    return max(1, -(-weight_ // of))


@contextmanager
def second_count(raw: Raw, monkeypatch: pytest.MonkeyPatch) -> Iterator[Count]:
    """Counts every call to DynamoDB inside, but not the looks of the meter under test."""
    count, looking = Count(), []
    send = DynamoDB._call

    def counted(self: DynamoDB, operation: str, request: dict[str, Any]) -> Any:
        if looking:
            return send(self, operation, request)
        before = image()
        try:
            return send(self, operation, request)
        finally:
            add(count, operation, request, before, image())

    def image() -> Items:
        looking.append("image")
        try:
            return by_key(raw())
        finally:
            looking.pop()

    def unseen(name: str) -> None:
        look = getattr(Bill, name)

        def quietly(self: Bill, *given: Any) -> Any:
            looking.append(name)
            try:
                return look(self, *given)
            finally:
                looking.pop()

        monkeypatch.setattr(Bill, name, quietly)

    monkeypatch.setattr(DynamoDB, "_call", counted)
    unseen("open")
    unseen("close")
    yield count
    monkeypatch.undo()


Items = dict[tuple[str, str], dict[str, Any]]


def by_key(items: list[dict[str, Any]]) -> Items:
    return {(item["PK"]["S"], item["SK"]["S"]): item for item in items}


def at(body: dict[str, Any]) -> tuple[str, str]:
    key = body.get("Key") or body["Item"]
    return key["PK"]["S"], key["SK"]["S"]


def add(  # noqa: C901 - one case an operation
    count: Count, operation: str, request: Any, before: Items, after: Items
) -> None:
    match operation:
        case "PutItem" | "UpdateItem" | "DeleteItem":
            count.write += one_write(before.get(at(request)), after.get(at(request)), 1)
        case "TransactWriteItems":
            for entry in request["TransactItems"]:
                for body in entry.values():
                    count.write += one_write(before.get(at(body)), after.get(at(body)), 2)
        case "GetItem":
            strong = request.get("ConsistentRead", False)
            count.read += blocks(heavy(before.get(at(request))), 4 * KB) * (1 if strong else 0.5)
        case "BatchGetItem":
            for asked in request["RequestItems"].values():
                factor = 1 if asked.get("ConsistentRead") else 0.5
                for key in asked["Keys"]:
                    found = before.get((key["PK"]["S"], key["SK"]["S"]))
                    count.read += factor * blocks(heavy(found), 4 * KB)
        case "Query":
            factor = 1 if request.get("ConsistentRead") else 0.5
            count.read += factor * blocks(sum(map(heavy, answers(request, before))), 4 * KB)
        case _:
            raise AssertionError(f"an unknown operation: {operation}")


def one_write(old: Any, new: Any, factor: int) -> float:
    units: float = factor * blocks(max(heavy(old), heavy(new)), KB)
    for n in (1, 2, 3, 4):
        names = (f"GSI{n}PK", f"GSI{n}SK")
        had = old if old and all(name in old for name in names) else None
        has = new if new and all(name in new for name in names) else None
        same_place = had and has and all(had[name] == has[name] for name in names)
        if same_place and text(had) == text(has):
            continue
        if same_place:
            units += blocks(max(heavy(had), heavy(has)), KB)
        else:
            units += sum(blocks(heavy(each), KB) for each in (had, has) if each)
    return units


def text(item: Any) -> str:
    return json.dumps(item, sort_keys=True, default=str)


def answers(request: dict[str, Any], items: Items) -> list[dict[str, Any]]:
    """The items a query finds, from the whole table: equality, prefix or range, order, limit."""
    names, values = request["ExpressionAttributeNames"], request["ExpressionAttributeValues"]
    pk, sk = names["#pk"], names.get("#sk", request.get("IndexName", "") + "SK")
    low, high = (values.get(each, {}).get("S", "") for each in (":low", ":high"))
    found = [
        item for item in items.values()
        if item.get(pk) == values[":pk"] and sk in item
        and (low <= item[sk]["S"] <= high if high else item[sk]["S"].startswith(low))
    ]  # fmt: skip
    found.sort(key=lambda item: item[sk]["S"], reverse=not request.get("ScanIndexForward", True))
    start = request.get("ExclusiveStartKey")
    if start:
        places = [item["SK"] == start["SK"] and item["PK"] == start["PK"] for item in found]
        found = found[places.index(True) + 1 :]
    return found[: request["Limit"]]
