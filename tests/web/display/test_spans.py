"""A span that was written as a count is said in the reader's language."""

import re

import pytest
from django.utils import translation

from medisecure.web.display.spans import span
from medisecure.web.display.values import value


def words(html: str) -> str:
    return re.sub("<[^>]+>", "", html)


@pytest.mark.parametrize(
    ("written", "english", "arabic"),
    [
        ("3 months", "3 months", "3 أشهر"),
        ("1 week", "1 week", "أسبوع واحد"),
        ("2 years", "2 years", "سنتين"),
        ("90 days", "90 days", "90 يومًا"),
        ("as soon as you can", "as soon as you can", "as soon as you can"),
        ("3 months or so", "3 months or so", "3 months or so"),
    ],
)
def test_a_count_is_said_in_the_readers_words_and_everything_else_as_it_was_written(
    written: str, english: str, arabic: str
) -> None:
    for language, said in (("en", english), ("ar", arabic)):
        with translation.override(language):
            assert words(span(written)) == said


@pytest.mark.parametrize("nothing", [None, ""])
def test_nothing_written_is_said_as_any_missing_value(nothing: str | None) -> None:
    assert span(nothing) == value(nothing)
