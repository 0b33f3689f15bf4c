"""What runs beside a page speaks its language and goes by its clock."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone, translation

from medisecure.dynamodb.calls.lines import sleep
from medisecure.dynamodb.calls.parallel import Started, in_parallel, start_call

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
    for _ in range(20):  # a line keeps nothing of whom another worked for
        with translation.override(language), timezone.override(LONDON):
            assert run(translation.get_language) == language
            assert run(timezone.get_current_timezone_name) == "Europe/London"
        with translation.override("en"), timezone.override("Asia/Qatar"):
            assert run(translation.get_language) == "en"
            assert run(timezone.get_current_timezone_name) == "Asia/Qatar"


def test_whoever_goes_on_has_their_own_language_and_clock() -> None:
    """While one waits, another works, and each writes for somebody else."""

    def reading(language: str, zone: str) -> tuple[str | None, str]:
        with translation.override(language), timezone.override(zone):
            sleep(0.01)
            return translation.get_language(), timezone.get_current_timezone_name()

    with translation.override("en"), timezone.override("Asia/Qatar"):
        found = in_parallel(
            lambda: reading("ar", "Europe/London"), lambda: reading("en", "Asia/Karachi")
        )
        assert found == [("ar", "Europe/London"), ("en", "Asia/Karachi")]
        begun = start_call(lambda: (sleep(0.01), translation.get_language())[1])
        with translation.override("ar"):
            sleep(0.005)
            assert translation.get_language() == "ar"
        assert begun.result() == "en"


def unclaimed(call: Callable[[], str | None]) -> Started[str | None]:
    """A call that no line has begun: whoever wants its answer runs it."""
    return Started(call)


@pytest.mark.parametrize("own", ["en", "ar"])
def test_whoever_runs_a_call_of_another_thread_keeps_their_own_language(own: str) -> None:
    def begun() -> Started[str | None]:
        with translation.override("ar"), timezone.override(LONDON):
            return unclaimed(translation.get_language)

    with ThreadPoolExecutor(1) as other, translation.override(own), timezone.override("Asia/Qatar"):
        assert other.submit(begun).result().result() == "ar"
        assert translation.get_language() == own
        assert timezone.get_current_timezone_name() == "Asia/Qatar"


def test_a_call_speaks_as_where_it_began_although_its_thread_speaks_otherwise_by_now() -> None:
    with translation.override("ar"):
        call = unclaimed(translation.get_language)
    with translation.override("en"):
        assert call.result() == "ar"
        assert translation.get_language() == "en"


def test_a_call_that_fails_leaves_nothing_behind() -> None:
    def failing() -> None:
        translation.activate("ar")
        raise ValueError("gone wrong")

    with translation.override("en"):
        with pytest.raises(ValueError, match="gone wrong"):
            Started(failing).result()
        assert translation.get_language() == "en"
