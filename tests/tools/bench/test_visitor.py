"""Counting a page notices every opening that fails, not only the first."""

from collections.abc import Iterator

import pytest
from django.http import HttpResponse

from tools.bench.pages import Page, Scene
from tools.bench.visitor import Visitor

PAGE = Page("records", "patient", "/home/")


class Failing(Visitor):
    """A browser whose fourth opening meets an unavailable service."""

    def __init__(self, statuses: list[int]) -> None:
        super().__init__(Scene("patient_few", iter(())))
        self.statuses: Iterator[int] = iter(statuses)

    def _open(self, page: Page) -> HttpResponse:
        return HttpResponse(status=next(self.statuses))


@pytest.mark.parametrize("failing", range(6))
def test_one_failed_opening_makes_the_page_a_failed_one(failing: int) -> None:
    statuses = [200] * 6
    statuses[failing] = 503
    assert Failing(statuses).counts(PAGE).status == 503


def test_a_page_that_answers_each_time_answers() -> None:
    assert Failing([200] * 6).counts(PAGE).status == 200
