"""Everything by keyboard: in order, in sight, and with a short way to the search."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.journeys.browser import PHONE, WIDE
from tests.journeys.keys import out_of_reach, tab_to
from tests.journeys.pages import DR_SMITH, JOHN, OF_JOHN, OMAR, PAGES, REEM, SCHEMA_DAY, VISIT

pytestmark = pytest.mark.browser

WALKS = [
    (JOHN, "/home/"),
    (DR_SMITH, f"/day/?date={SCHEMA_DAY}&visit={VISIT}"),
    (DR_SMITH, f"{OF_JOHN}/"),
    (REEM, f"/board/?date={SCHEMA_DAY}"),
    (REEM, f"{OF_JOHN}/book/?provider={DR_SMITH}"),
    (REEM, "/patients/new/"),
    (OMAR, "/oversight/?date=2025-06-15"),
    (OMAR, "/profile/"),
]
RING = """
() => { const style = getComputedStyle(document.activeElement);
        return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0; }
"""


@pytest.mark.parametrize("width", [WIDE, PHONE])
@pytest.mark.parametrize(("user_id", "path"), WALKS)
def test_tab_reaches_whatever_can_be_pressed(
    visiting: Callable[..., Any],
    cookies_of: Callable[[str], Any],
    user_id: str,
    path: str,
    width: int,
) -> None:
    with visiting(storage_state=cookies_of(user_id), width=width) as someone:
        page = someone.go(path)
        page.locator("body").evaluate("(body) => document.activeElement.blur()")
        assert out_of_reach(page) == []


@pytest.mark.parametrize("user_id", [JOHN, DR_SMITH, OMAR])
def test_the_first_tab_offers_to_skip_the_menu(
    visiting: Callable[..., Any], cookies_of: Callable[[str], Any], user_id: str
) -> None:
    with visiting(storage_state=cookies_of(user_id)) as someone:
        page = someone.go("/")
        # When Tab is pressed, the way past the menu shows itself
        page.keyboard.press("Tab")
        skip = page.get_by_role("link", name="Skip to the page")
        expect(skip).to_be_focused()
        expect(skip).to_be_in_viewport()
        assert page.evaluate(RING)
        # Then comes the site's name and the menu
        page.keyboard.press("Tab")
        expect(page.locator("a.brand")).to_be_focused()
        page.keyboard.press("Tab")
        expect(
            page.get_by_role("navigation", name="Main").get_by_role("link").first
        ).to_be_focused()
        assert page.evaluate(RING)
        # And skipping leads past all of it
        skip.focus()
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        assert page.evaluate("() => document.activeElement.closest('main') !== null")


@pytest.mark.usefixtures("guests")
def test_a_slash_goes_to_the_search_on_every_page_of_the_desk(
    visiting: Callable[..., Any], cookies_of: Callable[[str], Any]
) -> None:
    with visiting(storage_state=cookies_of(REEM)) as desk:
        for path in {each.path for each in PAGES[REEM] if not each.then and each.path != "/check/"}:
            page = desk.go(path)
            page.get_by_role("navigation", name="Main").get_by_role("link").first.focus()
            page.keyboard.press("/")
            box = page.get_by_role("searchbox")
            expect(box).to_be_focused()
            # In the box itself it is a letter like any other
            page.keyboard.type("15/06")
            expect(box).to_have_value("15/06")
        # What is asked there is found; Escape closes it, and the cursor is where it was
        page = desk.go("/walk-in/")
        first = page.get_by_label("First name")
        first.blur()
        page.keyboard.press("/")
        page.keyboard.press("Escape")
        expect(page.get_by_role("searchbox")).to_be_hidden()
        desk.shifted()  # Chromium closes once more a frame later: no hand is that quick
        page.keyboard.press("/")
        page.keyboard.type("doe john")
        page.keyboard.press("Enter")
        expect(page.get_by_role("link", name="John Doe", exact=True)).to_be_visible()
        assert desk.complaints == []


def test_the_account_menu_opens_and_closes_by_keyboard(
    visiting: Callable[..., Any], cookies_of: Callable[[str], Any]
) -> None:
    with visiting(storage_state=cookies_of(JOHN)) as john:
        page = john.go("/home/")
        summary = page.locator("details.account summary")
        tab_to(page, summary)
        page.keyboard.press("Enter")
        expect(page.get_by_role("button", name="Sign out")).to_be_visible()
        page.keyboard.press("Escape")
        expect(page.get_by_role("button", name="Sign out")).to_be_hidden()
        expect(summary).to_be_focused()


def test_a_refused_form_puts_the_reader_on_what_is_to_be_put_right(
    visiting: Callable[..., Any], cookies_of: Callable[[str], Any]
) -> None:
    with visiting(storage_state=cookies_of(REEM)) as desk:
        page = desk.go("/patients/new/")
        page.get_by_role("button", name="Register", exact=True).press("Enter")
        expect(page.locator("#error-summary")).to_be_focused()
        assert page.title().startswith("Error:")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        expect(page.get_by_label("First name")).to_be_focused()
