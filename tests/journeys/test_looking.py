"""A fault that shows in one language, width or scheme alone is found on the round."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from playwright.sync_api import Route

from tests.journeys.browser import Visitor
from tests.journeys.looking import PAIRS, looking
from tests.journeys.pages import CHECK

pytestmark = pytest.mark.browser

ON_THE_PHONE = "@media (max-width: 500px)"
IN_THE_DARK = "@media (prefers-color-scheme: dark)"
PALE = "main h1 { color: rgb(60 60 60) !important }"
TWO = "<p id='two'><button>One</button><button>Two</button></p>"
SMALL = "[dir=rtl] #two button { inline-size: 9px; block-size: 9px; overflow: hidden; padding: 0 }"


@contextmanager
def planted(opened: Any, *, style: str = "", markup: str = "") -> Iterator[Visitor]:
    """A browser that gets the site's pages with this behind its style sheets and headlines."""

    def styled(route: Route) -> None:
        answer = route.fetch()
        route.fulfill(response=answer, body=answer.text() + style)

    def marked(route: Route) -> None:
        answer = route.fetch()
        route.fulfill(response=answer, body=answer.text().replace("</h1>", f"</h1>{markup}"))

    with opened as someone:
        someone.page.route(re.compile(r"/css/frame\.[^/]*css$"), styled)
        someone.page.route(re.compile(f"{CHECK.path}$"), marked)
        yield someone
        someone.page.unroute_all(behavior="wait")


@pytest.mark.parametrize(
    ("fault", "language", "shown", "said"),
    [
        (
            {"style": f"{ON_THE_PHONE} {{ [dir=rtl] main {{ min-inline-size: 600px }} }}"},
            "ar", "360 wide, light", "pixels wider than the screen",
        ),
        ({"style": f"{IN_THE_DARK} {{ {PALE} }}"}, "en", "360 wide, dark", "color-contrast"),
        ({"style": f"{IN_THE_DARK} {{ {PALE} }}"}, "ar", "1280 wide, dark", "color-contrast"),
        ({"markup": "<button></button>"}, "en", "1280 wide, light", "button-name"),
        (
            {"markup": TWO, "style": f"{ON_THE_PHONE} {{ {SMALL} }}"},
            "ar", "360 wide, light", "target-size",
        ),
    ],
    ids=["wide in Arabic", "pale at night", "pale at night in Arabic", "no name", "small"],
)  # fmt: skip
def test_a_fault_is_found_where_it_shows(
    visiting: Callable[..., Any], fault: dict[str, str], language: str, shown: str, said: str
) -> None:
    found = {
        each: looking(planted(visiting(), **fault), each, [CHECK], PAIRS[each]) for each in PAIRS
    }
    assert any(shown in each and said in each for each in found[language]), found


def test_the_same_pages_without_a_fault_have_no_finding(visiting: Callable[..., Any]) -> None:
    for language, renderings in PAIRS.items():
        assert looking(planted(visiting()), language, [CHECK], renderings) == []
