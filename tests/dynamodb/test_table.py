"""Faults of the service become ours, in time: tried again, given up at the deadline, never hung."""

import time
from typing import Any

import pytest
from botocore.exceptions import ClientError

from medisecure.dynamodb.calls import retries
from medisecure.dynamodb.calls.client import dynamodb_client
from medisecure.dynamodb.calls.deadline import deadline
from medisecure.dynamodb.table import Table, batch_get, get_in_batches, projection, wire_key
from medisecure.errors import Conflict, Invalid, MediSecureError, Unavailable
from tests.dynamodb.faulty_cloud import BROKEN, RESET, SILENT, THROTTLED, Faults
from tests.environment import free_port
from tests.people import JOHN
from tools.local_cloud.supervisor import RunningCloud

KEY = {"PK": f"USER#{JOHN}", "SK": "PROFILE#main"}
BUSY = 10.0  # seconds a busy machine may add to a limit; without the limit it would be far more


@pytest.mark.parametrize("fault", [THROTTLED, BROKEN, RESET])
def test_a_lasting_fault_is_unavailable_within_the_deadline(
    faulty: tuple[Table, Faults], fault: str
) -> None:
    table, faults = faulty
    faults.always = fault
    started = time.monotonic()
    with pytest.raises(Unavailable), deadline(0.8):
        table.get(KEY)
    assert time.monotonic() - started < 4.0  # not the five seconds of a call without a deadline
    assert len(faults.seen) > 2


def test_without_a_deadline_of_its_own_a_call_ends_within_five_seconds(
    faulty: tuple[Table, Faults],
) -> None:
    """The longest case: the service takes every call and answers none."""
    table, faults = faulty
    faults.always = SILENT
    started = time.monotonic()
    with pytest.raises(Unavailable):
        table.get(KEY)
    assert time.monotonic() - started < 5.0 + BUSY


def test_a_service_that_is_not_there_is_unavailable(cloud: RunningCloud) -> None:
    nowhere = f"http://127.0.0.1:{free_port()}"
    client = dynamodb_client(region="me-central-1", endpoint=nowhere, key_id="k", key="s")
    with pytest.raises(Unavailable), deadline(0.5):
        Table(client, "T").get(KEY)


def test_no_call_starts_after_the_deadline(faulty: tuple[Table, Faults]) -> None:
    table, faults = faulty
    with deadline(0.01):
        time.sleep(0.02)
        with pytest.raises(Unavailable):
            table.get(KEY)
    assert faults.seen == []


def test_the_pauses_grow_and_differ(
    faulty: tuple[Table, Faults], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Full jitter: callers that failed together do not come back together."""
    waits: list[float] = []
    monkeypatch.setattr(retries, "pause", lambda seconds, until: waits.append(seconds))
    table, faults = faulty
    faults.next["GetItem"] = [THROTTLED] * 30
    table.get(KEY)
    assert len(set(waits)) == len(waits) == 30
    assert max(waits[:2]) <= 4 * retries.SHORTEST_WAIT
    assert max(waits) <= retries.LONGEST_WAIT
    assert max(waits[6:]) > max(waits[:2])


def test_a_refused_condition_is_a_conflict_and_not_tried_again(
    faulty: tuple[Table, Faults],
) -> None:
    table, faults = faulty
    put = {"Item": wire_key(KEY), "ConditionExpression": "attribute_not_exists(PK)"}
    with pytest.raises(Conflict):
        table.put(put)
    with pytest.raises(Conflict):
        table.transact([{"Put": put}], "token-1")
    assert faults.seen == ["PutItem", "TransactWriteItems"]


def test_a_mistake_of_ours_is_neither_hidden_nor_tried_again(faulty: tuple[Table, Faults]) -> None:
    table, faults = faulty
    with pytest.raises(ClientError):
        table.update({"Key": wire_key(KEY), "UpdateExpression": "NONSENSE"})
    assert faults.seen == ["UpdateItem"]


def test_no_rights_is_unavailable_at_once(faulty: tuple[Table, Faults]) -> None:
    """The application may not touch the trail; were its other rights lost, pages say 503."""
    table, faults = faulty
    with pytest.raises(Unavailable):
        table.delete({"PK": "AUDIT#2025-06-01", "SK": "ACCESS#x"})
    with pytest.raises(Unavailable):
        table.transact([{"Delete": {"Key": wire_key({"PK": "AUDIT#2025-06-01", "SK": "x"})}}], "t")
    with pytest.raises(Unavailable):
        Table(table._client, "No-Such-Table").get(KEY)
    assert len(faults.seen) == 3


def test_what_the_table_cannot_hold_is_refused_and_not_a_fault(table: Table) -> None:
    with pytest.raises((Invalid, ClientError)) as refused:
        table.put({"Item": {**wire_key({"PK": "BIG#1", "SK": "x"}), "a": {"S": "x" * 500_000}}})
    assert isinstance(refused.value, MediSecureError)


def test_keys_left_over_by_a_batch_are_asked_for_again(faulty: tuple[Table, Faults]) -> None:
    class Reluctant:
        """Hands out one item a call, as a throttled table does."""

        calls = 0

        def batch_get_item(self, **request: Any) -> dict[str, Any]:
            self.calls += 1
            [(name, wanted)] = request["RequestItems"].items()
            first, *rest = wanted["Keys"]
            left = {name: wanted | {"Keys": rest}} if rest else {}
            return {"Responses": {name: [first]}, "UnprocessedKeys": left}

    client = Reluctant()
    wanted = [wire_key({"PK": f"USER#{n}", "SK": "x"}) for n in range(3)]
    found = batch_get(Table(client, "T"), {"T": {"Keys": wanted}})
    assert (found["T"], client.calls) == (wanted, 3)


def test_a_batch_that_never_ends_stops_at_the_deadline() -> None:
    class Endless:
        def batch_get_item(self, **request: Any) -> dict[str, Any]:
            return {"Responses": {}, "UnprocessedKeys": request["RequestItems"]}

    with pytest.raises(Unavailable), deadline(0.3):
        batch_get(Table(Endless(), "T"), {"T": {"Keys": [wire_key(KEY)]}})


def test_more_keys_than_fit_a_batch_are_fetched_in_several(table: Table) -> None:
    keys = [wire_key({"PK": f"USER#nobody_{n}", "SK": "PROFILE#main"}) for n in range(150)]
    found = get_in_batches(table, [*keys, wire_key(KEY)])
    assert [item["PK"]["S"] for item in found] == [KEY["PK"]]


def test_a_single_batch_wakes_no_thread(table: Table, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("medisecure.dynamodb.table.start_call", None)
    assert [item["PK"]["S"] for item in get_in_batches(table, [wire_key(KEY)])] == [KEY["PK"]]
    assert get_in_batches(table, []) == []


def test_only_the_attributes_asked_for_come_back(table: Table) -> None:
    found = table.get(KEY, only=("PK", "userType"))
    assert found is not None
    assert found.keys() == {"PK", "userType"}
    assert projection(()) == {}


def test_a_shorter_deadline_inside_a_longer_one_ends_with_its_block(
    faulty: tuple[Table, Faults],
) -> None:
    table, _ = faulty
    with deadline(5):
        with deadline(0.01):
            time.sleep(0.02)
        assert table.get(KEY) is not None
