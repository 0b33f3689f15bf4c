"""What runs beside a page speaks its language and goes by its clock."""

from collections.abc import Callable
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone, translation

from medisecure.dynamodb.calls.parallel import in_parallel, start_call

Run = Callable[[Callable[[], str | None]], str | None]
LONDON = ZoneInfo("Europe/London")


def looked_up(call: Callable[[], str | None]) -> str | None:
    return start_call(call).result()


def beside(call: Callable[[], str | None]) -> str | None:
    answer: str | None = in_parallel(lambda: None, call)[1]
    return answer


def deep(call: Callable[[], str | None]) -> str | None:
    answer: str | None = in_parallel(lambda: None, lambda: looked_up(call))[1]
    return answer


@pytest.mark.parametrize("run", [looked_up, beside, deep])
@pytest.mark.parametrize("language", ["ar", "en", None])
def test_a_call_beside_the_page_speaks_its_language_and_goes_by_its_clock(
    run: Run, language: str | None
) -> None:
    for _ in range(20):  # a lane keeps nothing of whom it worked for before
        with translation.override(language), timezone.override(LONDON):
            assert run(translation.get_language) == language
            assert run(timezone.get_current_timezone_name) == "Europe/London"
        with translation.override("en"), timezone.override("Asia/Qatar"):
            assert run(translation.get_language) == "en"
            assert run(timezone.get_current_timezone_name) == "Asia/Qatar"
