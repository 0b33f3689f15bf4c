"""What the meter says is what AWS bills: against a second count, and rule by rule."""

from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import uuid4

import pytest

from medisecure.dynamodb.calls.billing import index_units, write_units
from medisecure.dynamodb.calls.meter import Meter, metered
from medisecure.dynamodb.keys import Pattern
from medisecure.dynamodb.table import Table, get_in_batches
from medisecure.errors import Conflict
from tests.dynamodb.second_count import Raw, second_count

SPREAD = Pattern("GSI1", "BILL#{name}", "{at}")
Deed = Callable[[Table, str], Any]


def item(name: str, size: int = 100, **indexes: str) -> dict[str, Any]:
    texts = {"PK": f"BILL#{name}", "SK": "X#1", "body": "x" * size, **indexes}
    return {attribute: {"S": text} for attribute, text in texts.items()}


def at(name: str, sort: str = "X#1") -> dict[str, Any]:
    return {"PK": {"S": f"BILL#{name}"}, "SK": {"S": sort}}


def listed(name: str, sort: str, at_: str = "1") -> dict[str, str]:
    return {"SK": sort, "GSI1PK": f"BILL#{name}", "GSI1SK": at_}


@pytest.fixture
def counted(
    table: Table, raw: Raw, monkeypatch: pytest.MonkeyPatch
) -> Callable[[Deed], tuple[Meter, Any]]:
    """What the meter and the second count say of one deed."""

    def both(deed: Deed) -> tuple[Meter, Any]:
        name = uuid4().hex
        for n in range(3):
            table.put({"Item": item(name, 1900, **listed(name, f"L#{n}", str(n)))})
        table.put({"Item": item(name)})
        there = partial(raw, partitions=[f"BILL#{name}", f"BILL#{name}n"])
        with second_count(there, monkeypatch) as second, metered() as meter:
            deed(table, name)
        return meter, second

    return both


def set_body(name: str, size: int, sort: str = "X#1", **more: Any) -> dict[str, Any]:
    return {"Key": at(name, sort), "UpdateExpression": "SET body = :b",
            "ExpressionAttributeValues": {":b": {"S": "y" * size}}, **more}  # fmt: skip


def key(name: str, sort: str = "X#1") -> dict[str, str]:
    return {"PK": f"BILL#{name}", "SK": sort}


def refused(table: Table, name: str) -> None:
    with pytest.raises(Conflict):
        table.put({"Item": item(name, 10), "ConditionExpression": "attribute_not_exists(PK)"})


def refused_together(table: Table, name: str) -> None:
    with pytest.raises(Conflict):
        table.transact([{"Put": {"Item": item(name, 10),
                                 "ConditionExpression": "attribute_not_exists(PK)"}},
                        {"Put": {"Item": item(uuid4().hex, 10)}}], uuid4().hex)  # fmt: skip


def query(table: Table, name: str, **more: Any) -> None:
    start = {"GSI1PK": f"BILL#{name}", "GSI1SK": ""}
    table.query(SPREAD, start, limit=2, **more)


def passing_over(table: Table, name: str) -> None:
    start = {"GSI1PK": f"BILL#{name}", "GSI1SK": ""}
    assert not table.query(SPREAD, start, limit=3, passing_over=("body", "x" * 1900)).items


DEEDS: dict[str, tuple[Deed, float, float]] = {
    "a whole item is read": (lambda t, n: t.get(key(n)), 0.5, 0),
    "it is read as it is now": (lambda t, n: t.get(key(n), consistent=True), 1, 0),
    "a projection saves no units": (lambda t, n: t.get(key(n, "L#0"), only=("SK",)), 0.5, 0),
    "nothing is there": (lambda t, n: t.get(key(n, "NO#1"), consistent=True), 1, 0),
    "a batch asks for one that is not there": (
        lambda t, n: get_in_batches(t, [at(n), at(n, "L#0"), at(n, "NO#1")]), 3, 0,
    ),
    "a batch with a projection asks for as much": (
        lambda t, n: get_in_batches(t, [at(n), at(n, "L#0"), at(n, "NO#1")], ("SK",)), 3, 0,
    ),
    "a list reads whole items": (query, 0.5, 0),
    "a list with a projection too": (lambda t, n: query(t, n, only=("SK",)), 0.5, 0),
    "an empty list": (lambda t, n: query(t, "nobody"), 0.5, 0),
    "a new item": (lambda t, n: t.put({"Item": item(n + "n", 100)}), 0, 1),
    "a new item of 3 KB": (lambda t, n: t.put({"Item": item(n + "n", 3000)}), 0, 3),
    "a new item in two indexes": (
        lambda t, n: t.put({"Item": item(n + "n", 100, GSI1PK="A", GSI1SK="B",
                                         GSI2PK="C", GSI2SK="D")}), 0, 3,
    ),
    "an update weighs the whole item": (
        lambda t, n: t.update(set_body(n, 1, "L#0")), 0, 2 + 2,
    ),
    "an update that changes an index's key takes two writes of it": (
        lambda t, n: t.update({"Key": at(n, "L#1"), "UpdateExpression": "SET GSI1SK = :s",
                               "ExpressionAttributeValues": {":s": {"S": "9"}}}), 0, 2 + 4,
    ),
    "a deletion weighs what was there, in the index too": (
        lambda t, n: t.delete(key(n, "L#2")), 0, 2 + 2,
    ),
    "a deletion of nothing": (lambda t, n: t.delete(key(n, "NO#1")), 0, 1),
    "a transaction is double, its indexes are not": (
        lambda t, n: t.transact([{"Update": set_body(n, 5, "L#0")},
                                 {"Put": {"Item": item(n + "n", 10)}}], uuid4().hex), 0, 4 + 2 + 2,
    ),
    "a check in a transaction weighs what it looks at": (
        lambda t, n: t.transact([{"ConditionCheck": {"Key": at(n, "L#0"),
                                  "ConditionExpression": "attribute_exists(PK)"}}],
                                uuid4().hex), 0, 4,
    ),
    "a condition that fails is billed": (refused, 0, 1),
    "so is a transaction that fails": (refused_together, 0, 4),
}  # fmt: skip


@pytest.mark.parametrize("what", DEEDS)
def test_the_meter_the_second_count_and_the_price_list_agree(
    counted: Callable[[Deed], tuple[Meter, Any]], what: str
) -> None:
    deed, read, write = DEEDS[what]
    meter, second = counted(deed)
    assert (meter.read_units, meter.write_units) == (read, write)
    assert (second.read, second.write) == (read, write)


def test_an_index_pays_nothing_for_what_it_does_not_hold() -> None:
    assert index_units(item("a"), item("a", 200), "GSI1") == 0


def test_units_round_up() -> None:
    assert [write_units(size) for size in (0, 1, 1024, 1025)] == [1, 1, 1, 2]
