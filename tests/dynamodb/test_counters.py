"""Counters that expire: of any number that come at once, as many pass as may."""

import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.conf import settings
from ulid import ULID

from medisecure.access.limits import Limit
from medisecure.dynamodb import counters, keys
from medisecure.errors import TooMany
from medisecure.wiring import sessions_table
from tests.conftest import administrator_client
from tools.local_cloud.supervisor import RunningCloud

THREE = Limit(3, 60)


def passed(who: str, at: float, limit: Limit = THREE) -> bool:
    try:
        counters.count(sessions_table(), "search", who, limit, at)
    except TooMany:
        return False
    return True


def test_of_many_at_once_as_many_pass_as_may(cloud: RunningCloud) -> None:
    who, at = str(ULID()), 6_000_000.0
    with ThreadPoolExecutor(16) as crowd:
        answers = list(crowd.map(lambda _: passed(who, at), range(40)))
    assert answers.count(True) == THREE.most


def test_the_next_window_begins_at_nothing(cloud: RunningCloud) -> None:
    who = str(ULID())
    assert [passed(who, 6_000_000.0 + n) for n in range(4)] == [True, True, True, False]
    assert passed(who, 6_000_060.0)


def test_nobody_is_counted_for_somebody_else(cloud: RunningCloud) -> None:
    for _ in range(4):
        passed("one", 7_000_000.0)
    assert passed(str(ULID()), 7_000_000.0)


def test_who_is_refused_is_told_for_how_long(cloud: RunningCloud) -> None:
    who = str(ULID())
    for _ in range(3):
        passed(who, 6_000_010.0)
    with pytest.raises(TooMany) as refused:
        counters.count(sessions_table(), "search", who, THREE, 6_000_010.0)
    assert refused.value.seconds == 50


def test_a_counter_expires_and_says_nothing_of_anybody(cloud: RunningCloud) -> None:
    who, at = str(ULID()), time.time()
    passed(who, at)
    counters.see(sessions_table(), who, [b"digest"], THREE, at)
    for name in ("search", "seen"):
        item = _stored(cloud, keys.counter(name=name, who=who, window=int(at // 60)))
        assert at + 60 < int(item["ttl"]["N"]) < at + 2 * 3600
        assert set(item) <= {"PK", "ttl", "counted", "seen"}


def test_the_patients_of_an_hour_are_counted_once_each_and_told_once(cloud: RunningCloud) -> None:
    who, at = str(ULID()), 6_000_000.0

    def see(*patients: str) -> bool:
        digests = [each.encode() for each in patients]
        return counters.see(sessions_table(), who, digests, THREE, at)

    assert not see("a", "b")
    assert not see("a", "b", "c")
    assert see("d")
    assert not see("e", "f")
    assert not counters.see(sessions_table(), who, [b"a"], THREE, at + 60)


def test_many_who_cross_the_line_at_once_are_told_once(cloud: RunningCloud) -> None:
    who = str(ULID())
    with ThreadPoolExecutor(16) as crowd:
        told = list(
            crowd.map(
                lambda n: counters.see(
                    sessions_table(), who, [str(n).encode()], THREE, 6_000_000.0
                ),
                range(30),
            )
        )
    assert told.count(True) == 1


def _stored(cloud: RunningCloud, key: keys.Key) -> dict[str, Any]:
    found: dict[str, Any] = administrator_client(cloud).get_item(
        TableName=settings.SESSIONS_TABLE_NAME, Key={"PK": {"S": key["PK"]}}
    )["Item"]
    return found
