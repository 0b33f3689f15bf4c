"""Axe does not look twice, and misses nothing for it."""

import json
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.journeys import axe
from tests.journeys.axe import OF_COLOURS, TEXTS, Looked
from tests.journeys.contrast import contrasts

pytestmark = pytest.mark.browser

PAGE = """<html lang="en"><head><title>A page</title><style>
  body {{ color: #222; background: #fff }} .pale {{ color: #ddd }} .old {{ color: #333 }}
  @media (prefers-color-scheme: dark) {{ .old {{ color: #eee }} }}
  @media (max-width: 500px) {{ .phone {{ color: #ddd }} nav {{ display: block }} }}
  nav {{ display: none }} @media (max-width: 500px) {{ nav {{ display: block }} }}
</style></head><body><main><h1>A page</h1>{}</main></body></html>"""
FINE = '<p class="old">Said</p><button>Send</button>'


@pytest.fixture
def page(chrome: Browser) -> Iterator[Page]:
    context = chrome.new_context(viewport={"width": 1280, "height": 900}, color_scheme="light")
    yield context.new_page()
    context.close()


@pytest.fixture
def looked(page: Page) -> Looked:
    """It has seen the fine page."""
    before = Looked()
    assert shown(page, before, FINE) == []
    return before


def shown(page: Page, looked: Looked, body: str) -> list[str]:
    """The rules that a page with this body breaks."""
    page.set_content(PAGE.format(body))
    return [each.partition(":")[0] for each in looked.findings(page)]


@pytest.mark.parametrize(
    ("body", "rules"),
    [
        (f'{FINE}<p class="pale">Said</p>', ["color-contrast"]),
        ('<p class="pale">Said</p><button>Send</button>', ["color-contrast"]),
        ('<p class="old">Said</p><button></button>', ["button-name"]),
        (f'{FINE}<p class="pale" style="position: absolute">Said</p>', ["color-contrast"]),
        (f'{FINE}<p class="at-1">Said</p><p class="pale at-2">Said</p>', ["color-contrast"]),
        (f"{FINE}<input>", ["label"]),
        (f'{FINE}<p lang="zz-zz">Said</p>', ["valid-lang"]),
    ],
    ids=[
        "a pale text",
        "a text of the same shape grown pale",
        "a pale text over others",
        "a pale one of several of a row",
        "no name",
        "no label",
        "no language",
    ],
)
def test_what_is_new_on_a_page_is_found_every_time(
    page: Page, looked: Looked, body: str, rules: list[str]
) -> None:
    assert shown(page, looked, body) == rules
    assert shown(page, looked, body) == rules


def test_what_only_the_dark_or_the_phone_shows_is_found(page: Page, looked: Looked) -> None:
    page.emulate_media(color_scheme="dark")
    assert shown(page, looked, FINE) == ["color-contrast"]
    page.emulate_media(color_scheme="light")
    narrow = f'{FINE}<p class="phone">Said</p><nav><a href="/"></a></nav>'
    assert shown(page, looked, narrow) == []
    page.set_viewport_size({"width": 360, "height": 900})
    assert shown(page, looked, narrow) == ["link-name", "color-contrast"]


def test_arabic_is_text_and_no_font_of_icons(page: Page, looked: Looked) -> None:
    assert shown(page, looked, f'{FINE}<p class="pale">التحقق من مستند</p>') == ["color-contrast"]


CLIPPED = "position: absolute; clip: rect(0, 0, 0, 0); overflow: hidden"
MARK = "background: #fff url(data:image/gif;base64,R0lGODlhAQABAAAAACw=) no-repeat"
CERTAIN = {
    "for screen readers only": f'<p class="pale" style="{CLIPPED}">Said <b>so</b></p>',
    "beside a mark": f'<textarea aria-label="x" style="{MARK}; background-size: 16px 12px">',
    "no text": '<input type="checkbox" aria-label="x" class="pale">',
}


@pytest.mark.parametrize("body", CERTAIN.values(), ids=CERTAIN.keys())
def test_what_certainly_can_be_read_is_not_shown_to_axe(page: Page, body: str) -> None:
    page.set_content(PAGE.format(body))
    assert [each for each in page.evaluate(TEXTS) if not contrasts(json.loads(each))] == []
    assert axe.asked(page, OF_COLOURS) == []


def test_a_picture_behind_a_text_is_no_mark(page: Page) -> None:
    page.set_content(PAGE.format(f'<textarea aria-label="x" style="{MARK}">'))
    assert [each for each in page.evaluate(TEXTS) if not contrasts(json.loads(each))] != []


def test_what_was_seen_is_not_looked_at_again(
    page: Page, looked: Looked, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(axe, "asked", lambda *_, **__: pytest.fail("axe was asked again"))
    assert shown(page, looked, FINE.replace("Said", "Said otherwise")) == []


def test_one_row_of_each_shape_stands_for_a_list_and_another_shape_is_found(
    page: Page, looked: Looked
) -> None:
    rows = '<li id="row_1">One</li><li id="row_2">Two</li>'
    assert shown(page, looked, f"<ul>{rows}</ul>") == []
    shapes = len(looked.shapes)
    assert shown(page, looked, f'<ul>{rows}<li id="row_3">Three</li></ul>') == []
    assert len(looked.shapes) == shapes
    assert shown(page, looked, f"<ul>{rows}<li><button></button></li></ul>") == ["button-name"]
