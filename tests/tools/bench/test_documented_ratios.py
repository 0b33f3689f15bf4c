"""What a page costs beside a plain one may get worse by a quarter, and no more unsaid."""

from dataclasses import replace
from datetime import date

import pytest

from tools.bench.documented_ratios import DOCUMENT, Ratio, ratios_in
from tools.bench.full_day import pages_of

RATIO = Ratio(page="board", cpu_ms=30, plain_ms=20, ratio=1.5, html_bytes=70_000, documented=1.5)


@pytest.mark.parametrize(
    ("ratio", "kept", "said"),
    [
        (1.5, 1.5, ""),
        (1.8, 1.5, ""),
        (0.5, 1.5, ""),
        (1.9, 1.5, "says 1.5"),
        (1.0, None, "no ratio"),
    ],
)  # fmt: skip
def test_a_page_that_got_worse_by_more_than_a_quarter_is_named(
    ratio: float, kept: float | None, said: str
) -> None:
    assert said in replace(RATIO, ratio=ratio, documented=kept).breach()
    assert bool(said) == bool(replace(RATIO, ratio=ratio, documented=kept).breach())


def test_only_the_table_of_ratios_is_read() -> None:
    text = (
        "| board | 9 |\n## Ratios\n| page | ratio |\n|---|--:|\n| board, full | 1.25 | why |\n"
        "## Then\n| home | 3 |"
    )
    assert ratios_in(text) == {"board, full": 1.25}


def test_the_document_keeps_a_ratio_for_every_page_that_is_measured() -> None:
    kept = ratios_in(DOCUMENT.read_text(encoding="utf-8"))
    assert kept.keys() == {each.name for each in pages_of(date(2025, 6, 15), date(2025, 6, 15))}
