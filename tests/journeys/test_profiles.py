"""A browser profile that is used again shows nothing of who was there before."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.journeys.browser import DARK, LIGHT, PHONE, WIDE
from tests.journeys.pages import NOBODY, REEM

pytestmark = pytest.mark.browser
Changes = Callable[[Page], Any]

LEFT = """
localStorage.setItem("folds", "left"), sessionStorage.setItem("sheet", "left"),
document.cookie = "left=here"
"""
SEEN = """
() => ({
  stores: [localStorage.length, sessionStorage.length], cookies: document.cookie,
  width: innerWidth, dark: matchMedia("(prefers-color-scheme: dark)").matches,
  print: matchMedia("print").matches, still: matchMedia("(prefers-reduced-motion)").matches,
})
"""
AS_NEW = {"stores": [0, 0], "cookies": "", "width": WIDE, "dark": False, "print": False,
          "still": True}  # fmt: skip


def test_who_comes_next_finds_nothing(visiting: Any, cookies_of: Callable[[str], Any]) -> None:
    with visiting(width=PHONE, scheme=DARK, storage_state=cookies_of(REEM)) as first:
        page = first.go("/profile/")
        page.evaluate(LEFT)
        page.emulate_media(media="print")
        page.context.new_page().goto(first.site.url)
    first.complaints.clear()
    with visiting(scheme=LIGHT, storage_state=cookies_of(NOBODY)) as second:
        assert second.page is page  # else nothing is shown here
        second.go("/")
        assert page.evaluate(SEEN) == AS_NEW
        assert page.context.pages == [page]
        assert page.locator("details.account").count() == 0
        page.evaluate("console.error('now')")
    assert second.complaints == ["error: now"]
    assert first.complaints == []


def test_two_at_once_have_two(visiting: Any) -> None:
    with visiting() as one, visiting() as other:
        assert one.page.context is not other.page.context


@pytest.mark.parametrize(
    "change",
    [
        lambda page: page.add_init_script("window.left = true"),
        lambda page: page.context.add_init_script("window.left = true"),
        lambda page: page.expose_function("left", lambda: None),
        lambda page: page.route("**/nowhere", lambda route: route.abort()),
        lambda page: page.on("dialog", lambda dialog: dialog.accept()),
        lambda page: page.clock.install(),
        lambda page: page.context.new_cdp_session(page),
        lambda page: page.context.set_offline(True),
    ],
    ids=["script", "script in all", "function", "route", "listener", "clock", "tools", "offline"],
)
def test_what_cannot_be_taken_back_is_nobody_elses(visiting: Any, change: Changes) -> None:
    with visiting() as someone:
        change(someone.page)
    with visiting() as another:
        assert another.page is not someone.page


def test_nor_is_the_profile_of_a_test_that_failed(visiting: Any) -> None:
    with pytest.raises(AssertionError, match="this one"), visiting() as someone:
        raise AssertionError("this one")
    with visiting() as another:
        assert another.page is not someone.page
        assert someone.page.is_closed()


def test_a_profile_with_options_is_made_for_one(visiting: Any) -> None:
    with visiting(java_script_enabled=False) as someone:
        someone.go("/")
    with visiting() as another:
        assert another.page is not someone.page
        another.go("/")
        assert another.page.evaluate("1 + 1") == 2
