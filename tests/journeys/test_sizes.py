"""What arithmetic leaves out of axe's sizes has none that is too small, and what is, is found."""

from collections.abc import Iterator
from random import Random

import pytest
from playwright.sync_api import Browser, Page

from tests.journeys import axe
from tests.journeys.axe import OF_SIZES, Looked, asked
from tests.journeys.sizes import DOUBTFUL

pytestmark = pytest.mark.browser

PAGE = """<html lang="en"><head><title>A page</title><style>
  body {{ color: #222; background: #fff; margin: 0; font: 16px/20px sans-serif }}
  button, [role] {{ position: absolute; border: 0; padding: 0; overflow: hidden; color: #000 }}
  main {{ position: relative; min-height: 400px }}
  .scrolls {{ height: 40px; overflow: auto }} .scrolls p {{ height: 90px; margin: 0 }}
</style></head><body><main><h1>A page</h1>{}</main></body></html>"""
LAYOUTS = 24


def button(left: float, top: float, width: float, height: float) -> str:
    place = f"left:{left}px;top:{top + 60}px;width:{width}px;height:{height}px"
    return f'<button style="{place}">x</button>'


@pytest.fixture(scope="module")
def page(chrome: Browser) -> Iterator[Page]:
    context = chrome.new_context(viewport={"width": 360, "height": 900})
    yield context.new_page()
    context.close()


def doubtful(page: Page, body: str) -> list[str]:
    page.set_content(PAGE.format(body))
    found: list[str] = page.evaluate(DOUBTFUL)
    return found


BAR = (  # it stays while the page moves
    '<div style="position: fixed; left: 0; top: 230px; z-index: 1"><button style="width: 60px;'
    ' height: 70px">x</button></div>'
)
SIDE_BY_SIDE = button(0, 0, 20, 20) + button(21, 0, 20, 20)
WRONG = {
    "two small ones side by side": (SIDE_BY_SIDE, "target-size"),
    "two that are buttons by their role alone": (
        SIDE_BY_SIDE.replace("<button", '<i role="button" tabindex="0"').replace("/button", "/i"),
        "target-size",
    ),
    "a small one beside a large one": (
        button(0, 0, 80, 40) + button(82, 10, 12, 12), "target-size",
    ),
    "a large one that another covers but for a strip": (
        button(0, 0, 60, 60) + button(10, 0, 80, 60), "target-size",
    ),
    "one that nothing but the mouse scrolls": (
        '<div class="scrolls"><p>Much</p></div>', "scrollable-region-focusable",
    ),
}  # fmt: skip
RIGHT = {
    "large ones that touch": button(0, 0, 24, 24) + button(24, 0, 24, 24),
    "small ones far from each other": button(0, 0, 10, 10) + button(40, 0, 10, 10),
    "a link in a sentence beside another": (
        '<p>Before you come, read <a href="/a">this</a> <a href="/b">that</a> on the way here.</p>'
    ),
    "a large one that comes out from under a bar": (
        BAR + button(0, 160, 60, 60) + '<p style="padding-top: 2000px">x</p>'
    ),
    "one with something in it for the keyboard": (
        '<div class="scrolls"><p>Much</p><a href="/">More</a></div>'
    ),
    "one that the keyboard reaches": '<div class="scrolls" tabindex="0"><p>Much</p></div>',
}


@pytest.mark.parametrize(("body", "rule"), WRONG.values(), ids=WRONG.keys())
def test_what_is_too_small_or_out_of_reach_is_found_every_time(
    page: Page, body: str, rule: str
) -> None:
    looked = Looked()
    for _ in range(2):
        page.set_content(PAGE.format(body))
        assert rule in [each.partition(":")[0] for each in looked.findings(page)]


@pytest.mark.parametrize("body", RIGHT.values(), ids=RIGHT.keys())
def test_what_certainly_is_not_is_not_shown_to_axe(page: Page, body: str) -> None:
    assert doubtful(page, body) == []
    assert asked(page, OF_SIZES) == []


def test_what_no_scrolling_frees_from_a_bar_is_shown_to_axe(page: Page) -> None:
    assert doubtful(page, BAR + button(0, 160, 60, 60))
    sticky = BAR.replace("position: fixed", "position: sticky")
    assert doubtful(page, sticky + button(0, 160, 60, 60) + '<p style="padding-top: 2000px">x</p>')


def test_where_arithmetic_doubts_nothing_axe_finds_nothing(page: Page) -> None:
    """Buttons strewn by chance, few enough that some layouts are certain and some are not."""
    dice, certain = Random(1), 0  # noqa: S311 - places of buttons
    for _ in range(LAYOUTS):
        strewn = "".join(
            button(dice.randrange(300), dice.randrange(200), *dice.choices(range(8, 48), k=2))
            for _ in range(4)
        )
        if not doubtful(page, strewn):
            certain += 1
            assert asked(page, OF_SIZES) == [], strewn
    assert 0 < certain < LAYOUTS


def test_a_doubtful_one_is_shown_to_axe_once(page: Page, monkeypatch: pytest.MonkeyPatch) -> None:
    covered = button(0, 0, 60, 60) + button(40, 0, 80, 60)
    looked = Looked()
    assert doubtful(page, covered)
    assert looked.findings(page) == []
    monkeypatch.setattr(axe, "asked", lambda *_, **__: pytest.fail("axe was asked again"))
    page.set_content(PAGE.format(covered.replace(">x<", ">y<")))
    assert looked.findings(page) == []
