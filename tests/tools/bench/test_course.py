"""A page that failed is never taken for a cheap one."""

from dataclasses import replace

from tools.bench.course import factors, failures, farthest
from tools.bench.pages import Page
from tools.bench.visitor import Counts

PAGE = Page("oversight", "compliance", "/oversight/")


def counts(status: int, calls: int) -> Counts:
    return Counts(status, calls, 1, calls, 1, 1, b"")


def test_an_opening_that_failed_is_named_with_where_it_failed() -> None:
    assert failures("large table", {PAGE: counts(200, 4)}) == []
    (line,) = failures("large table", {PAGE: counts(503, 1)})
    assert "oversight: answered 503 (large table)" in line


def test_fewer_round_trips_are_as_suspicious_as_more() -> None:
    fewer = factors({PAGE: counts(200, 4)}, {PAGE: counts(503, 1)})
    assert farthest([1.0, *fewer.values()]) == 0.25
    assert farthest([1.0, 1.25]) == 1.25
    assert farthest([1.0, 1.0]) == 1


def test_one_call_more_beside_the_others_is_no_growth_and_one_after_them_is() -> None:
    before, after = counts(200, 4), counts(200, 5)
    assert factors({PAGE: before}, {PAGE: replace(after, sequential=4)}) == {PAGE: 1}
    assert factors({PAGE: before}, {PAGE: after}) == {PAGE: 1.25}
    assert factors({PAGE: before}, {PAGE: replace(after, sequential=4, total=6)}) == {PAGE: 1.5}


def test_a_page_that_reads_on_to_the_end_is_not_held_to_it() -> None:
    assert factors({PAGE: counts(200, 4)}, {replace(PAGE, reads_on=True): counts(200, 12)}) == {}


def test_a_page_that_asks_for_nothing_does_not_grow_until_it_asks() -> None:
    assert factors({PAGE: counts(200, 0)}, {PAGE: counts(200, 0)}) == {PAGE: 1}
    assert factors({PAGE: counts(200, 0)}, {PAGE: counts(200, 2)}) == {PAGE: 2}
