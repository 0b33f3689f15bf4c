"""Restore: a large table is copied, spoilt, brought back beside itself, and compared item by item.

Only a copy on demand can be drilled at home; to a point in time the service itself must restore.
"""

import os
import random
import time
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Any

from django.conf import settings

from infra.provision.administrator import administrator
from infra.restoring.census import Census, census_of, compared
from infra.restoring.copies import back_up, bring_back, make_as_declared
from medisecure.resources import declare
from tools.drills.report import Drill, Mutant
from tools.local_environment import local_administrator

NAME, TARGET = "restore", "every item in its version, 0 missing, 0 others"
ITEMS, A_PATIENT, SPOILT_SHARE = 50_000, 25, 0.02
A_BATCH = 25
RESTORED = "MediSecure-Drill-Restored"
Scan = Callable[[], Iterable[dict[str, Any]]]
Say = Callable[[str], None]


def run(endpoint: str, scan: Scan, *, seed: int, items: int, say: Say) -> Drill:
    """Fill, copy, spoil, bring back, compare; then plant what the comparison must see."""
    environ = {**os.environ, **local_administrator({"AWS_ENDPOINT_URL": endpoint})}
    admin, dice = administrator(environ).client("dynamodb"), random.Random(seed)  # noqa: S311 - to be repeated
    table, declared = settings.TABLE_NAME, declare(environ).health
    fill(admin, table, items)
    must_be = census_of(admin, table)
    say(f"{must_be.items} items of {len(must_be.partitions)} partitions")
    began = time.monotonic()
    copy = back_up(admin, table)
    copied = time.monotonic()
    spoilt = spoil(admin, table, items, dice)
    brought = time.monotonic()
    bring_back(admin, copy.arn, RESTORED)
    make_as_declared(admin, declared, RESTORED, key_arn="")
    back = time.monotonic()
    difference = compared(census_of(admin, RESTORED), must_be)
    checked = time.monotonic()
    spoilt_is_seen = not compared(census_of(admin, table), must_be).is_none
    say(f"copied in {copied - began:.1f} s, brought back in {back - brought:.1f} s, "
        f"checked in {checked - back:.1f} s")  # fmt: skip
    return Drill(
        name=NAME,
        size=must_be.items,
        faults=spoilt,
        figure=f"{difference}; back in {back - brought:.1f} s, checked in {checked - back:.1f} s",
        target=TARGET,
        ok=difference.is_none,
        seed=seed,
        mutants=[Mutant("the spoilt table itself", spoilt_is_seen), *planted(admin, must_be)],
    )


def fill(admin: Any, table: str, items: int) -> None:
    """Records of patients, `A_PATIENT` of each, in several versions."""
    coming = generated(items)
    while part := list(islice(coming, A_BATCH)):
        left = {table: [{"PutRequest": {"Item": item}} for item in part]}
        while left:
            left = admin.batch_write_item(RequestItems=left).get("UnprocessedItems") or {}


def generated(items: int) -> Iterator[dict[str, Any]]:
    for n in range(items):
        yield {
            **key(n),
            "entityType": {"S": "RECORD"},
            "version": {"N": str(n % 7 + 1)},
            "GSI2PK": {"S": f"RECORD_TYPE#DRILL_{n % 10}"},
            "GSI2SK": {"S": f"2025-06-01T{n:08}"},
            "body": {"S": f"{n:08}" * 25},
        }


def key(n: int) -> dict[str, Any]:
    return {"PK": {"S": f"USER#restored_{n // A_PATIENT:06}"}, "SK": {"S": f"RECORD#{n:08}"}}


def spoil(admin: Any, table: str, items: int, dice: random.Random) -> int:
    """Delete some items and change others, as a release gone wrong would; how many."""
    chosen = dice.sample(range(items), max(2, round(items * SPOILT_SHARE)))
    for number, n in enumerate(chosen):
        if number % 2:
            admin.delete_item(TableName=table, Key=key(n))
        else:
            change(admin, table, n)
    return len(chosen)


def change(admin: Any, table: str, n: int) -> None:
    admin.update_item(
        TableName=table,
        Key=key(n),
        UpdateExpression="SET body = :b",
        ExpressionAttributeValues={":b": {"S": "spoilt"}},
    )


def planted(admin: Any, must_be: Census) -> Iterator[Mutant]:
    """One fault after the other in the restored table, each seen and mended again."""
    faults: dict[str, Callable[[], Any]] = {
        "an item is lost": lambda: admin.delete_item(TableName=RESTORED, Key=key(1)),
        "an item has another content": lambda: change(admin, RESTORED, 1),
        "an item is in another version": lambda: admin.update_item(
            TableName=RESTORED, Key=key(1), UpdateExpression="SET version = version + :one",
            ExpressionAttributeValues={":one": {"N": "1"}},
        ),
        "an item too many": lambda: admin.put_item(
            TableName=RESTORED, Item={**key(1), "SK": {"S": "RECORD#more"}}
        ),
        "two patients' items have changed places": lambda: swap(admin),
    }  # fmt: skip
    for name, plant in faults.items():
        plant()
        yield Mutant(name, not compared(census_of(admin, RESTORED), must_be).is_none)
        mend(admin)


def swap(admin: Any) -> None:
    one, other = (admin.get_item(TableName=RESTORED, Key=key(n))["Item"] for n in (1, A_PATIENT))
    admin.put_item(TableName=RESTORED, Item=other | key(1))
    admin.put_item(TableName=RESTORED, Item=one | key(A_PATIENT))


def mend(admin: Any) -> None:
    """The items the faults touched, as they were."""
    sound = list(generated(A_PATIENT + 1))
    for n in (1, A_PATIENT):
        admin.put_item(TableName=RESTORED, Item=sound[n])
    admin.delete_item(TableName=RESTORED, Key={**key(1), "SK": {"S": "RECORD#more"}})
