"""Counting a page notices every opening that fails, not only the first."""

from collections.abc import Iterator

import pytest
from django.http import HttpResponse

from medisecure.dynamodb.calls.meter import current
from tools.bench.pages import Page, Scene
from tools.bench.visitor import Visitor

PAGE = Page("records", "patient", "/home/")


class Failing(Visitor):
    """A browser whose fourth opening meets an unavailable service."""

    def __init__(self, statuses: list[int]) -> None:
        super().__init__(Scene("patient_few", iter(())))
        self.statuses: Iterator[int] = iter(statuses)

    def _sent(self, page: Page, request: tuple[str, str, bytes]) -> HttpResponse:
        return HttpResponse(status=next(self.statuses))


@pytest.mark.parametrize("failing", range(6))
def test_one_failed_opening_makes_the_page_a_failed_one(failing: int) -> None:
    statuses = [200] * 6
    statuses[failing] = 503
    assert Failing(statuses).counts(PAGE).status == 503


def test_a_page_that_answers_each_time_answers() -> None:
    assert Failing([200] * 6).counts(PAGE).status == 200


def test_what_is_made_for_a_form_is_no_cost_of_its_page() -> None:
    def made(_: Scene) -> dict[str, str]:
        counting.append(current())
        return {}

    counting: list[object] = []
    status, meter = Failing([200])._counted(Page("a form", "patient", "/home/", made))
    assert (status, meter.total, counting) == (200, 0, [None])
