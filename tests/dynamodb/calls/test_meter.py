"""The meter counts what a page costs, by DynamoDB's own rules."""

from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context

import pytest

from medisecure.dynamodb.calls import meter
from medisecure.dynamodb.calls.meter import Call, Meter, metered
from medisecure.dynamodb.calls.parallel import in_parallel, start_call


def waits() -> None:
    """One round trip, as the table notes it."""
    counting = meter.current()
    assert counting is not None
    counting.calls.append(meter.measured("query", 0.0, 0.0))


def test_calls_side_by_side_count_once_in_the_chain() -> None:
    with metered() as counting:
        in_parallel(waits, waits, waits)
    assert (counting.sequential, counting.total) == (1, 3)


def test_each_call_that_waited_for_another_lengthens_the_chain() -> None:
    with metered() as counting:
        waits()
        in_parallel(waits, lambda: (waits(), waits()))
        waits()
    assert (counting.sequential, counting.total) == (4, 5)


def test_a_lookup_counts_for_whoever_takes_its_answer() -> None:
    with metered() as counting:
        begun = start_call(waits)
        waits()
        begun.result()
        waits()
    assert (counting.sequential, counting.total) == (2, 3)


def test_writes_side_by_side_are_one_wait() -> None:
    together = [
        Call("query", 0, 1),
        Call("put_item", 1, 2, depth=2),
        Call("update_item", 1, 3, depth=2),
    ]
    assert (Meter(together).sequential, Meter(together).sequential_writes) == (2, 1)


def test_no_call_is_no_chain() -> None:
    assert Meter().sequential == Meter().sequential_writes == 0


def test_without_a_meter_nothing_is_counted() -> None:
    assert meter.current() is None
    with metered() as outer:
        assert meter.current() is outer
        with metered() as inner:
            assert meter.current() is inner
        assert meter.current() is outer
    assert meter.current() is None


def test_calls_side_by_side_are_counted_too() -> None:
    with metered() as counting:
        in_parallel(*[meter.current] * 3)
        found = in_parallel(*[meter.current] * 3)
    assert all(each is counting for each in found)


def test_two_requests_at_once_count_apart() -> None:
    def one() -> Meter:
        with metered() as mine:
            mine.calls.append(Call("query", 0, 1))
        return mine

    with ThreadPoolExecutor(2) as pool:
        meters = [pool.submit(copy_context().run, one) for _ in range(4)]
    assert [each.result().total for each in meters] == [1, 1, 1, 1]


@pytest.mark.parametrize(
    ("value", "size"),
    [
        ({"S": "ECG"}, 3),
        ({"S": "ليلى"}, 8),
        ({"N": "72"}, 2),
        ({"N": "-72"}, 2),
        ({"N": "98.6"}, 3),
        ({"N": "0"}, 2),
        ({"N": "100"}, 2),
        ({"B": b"1234"}, 4),
        ({"B": "MTIzNA=="}, 4),
        ({"B": "MTIz"}, 3),
        ({"BOOL": True}, 1),
        ({"NULL": True}, 1),
        ({"M": {}}, 3),
        ({"M": {"ab": {"S": "c"}}}, 3 + 1 + 2 + 1),
        ({"L": [{"S": "ab"}, {"BOOL": False}]}, 3 + 1 + 2 + 1 + 1),
        ({"SS": ["ab", "ليلى"]}, 10),
    ],
)
def test_a_value_is_as_large_as_the_developer_guide_says(value: object, size: int) -> None:
    assert meter.value_bytes(value) == size  # type: ignore[arg-type]


def test_an_item_counts_its_names_too() -> None:
    assert meter.item_bytes({"PK": {"S": "USER#1"}, "SK": {"S": "x"}}) == 2 + 6 + 2 + 1
