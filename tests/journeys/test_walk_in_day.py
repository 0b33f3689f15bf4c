"""F2: somebody walks in and is seen, somebody else never comes; the day ends with nothing open."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys.browser import Visitor
from tests.journeys.guests import COLLEAGUE, FORGOTTEN, MISSED, WALKS_IN, missed, walks_in
from tests.journeys.hands import watch
from tests.journeys.keys import tab_to
from tests.journeys.pages import REEM
from tests.journeys.site import Site
from tests.journeys.tries import this_try

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("guests")]

# Walk-in and the doctor; then name, birth date and reason, and two keys for each of three steps.
MOST_CLICKS, MOST_KEYS = 2, 90
SAID = {"In room": "is in the room", "Start": "Consultation started", "Done": "is completed"}


def test_a_walk_in_is_taken_through_the_day_and_whoever_missed_it_is_said_to_have(
    visiting: Callable[..., Any], cookies_of: Callable[[str], Any], an_hour_later: Site, site: Site
) -> None:
    """The end of the day is looked at through a door to the same clinic an hour from now."""
    name = this_try(site, walks_in).named(WALKS_IN[1])
    stays_away = this_try(site, missed).named(MISSED[1])
    with (
        visiting(storage_state=cookies_of(REEM)) as desk,
        visiting(storage_state=cookies_of(REEM)) as evening,
    ):
        evening.site = an_hour_later
        # Given somebody stands at the desk, whose name and birth date are known here already
        page = desk.go("/board/")
        hands = watch(page)
        page.get_by_role("link", name="Walk-in").click()
        type_in(page, first="rashid", last=name.split()[1].upper(), born="9/9/1991")
        # Then the desk is asked first whether it is the same, and nothing is registered twice
        asked = page.get_by_role("alert")
        expect(asked).to_contain_text("Is it one of these?")
        expect(asked).to_be_focused()
        assert desk.violations() == []
        tab_to(page, asked.get_by_role("button", name=name))
        page.keyboard.press("Enter")
        expect(page.locator("#messages")).to_contain_text("The patient has arrived")
        assert desk.violations() == []
        # When the walk-in is brought to the room, an hour later the visit would be an open end
        press(page, name, "In room")
        expect(on_board(page, name).get_by_role("img", name="In room")).to_be_visible()
        expect(open_ends(evening).filter(has_text=name)).to_have_count(1)
        # And is seen, and leaves
        press(page, name, "Start")
        press(page, name, "Done")
        expect(on_board(page, name).get_by_role("img", name="Completed")).to_be_visible()
        assert page.url.startswith(f"{desk.site.url}/board/")  # pressed in place, page by page
        assert hands.clicks <= MOST_CLICKS, hands
        assert hands.keys <= MOST_KEYS, hands
        # And somebody else, who was due, has not come
        absent = open_ends(desk).filter(has_text=stays_away)
        absent.get_by_role("button", name="No-show").press("Enter")
        expect(page.locator("#messages")).to_contain_text("is recorded as a no-show.")
        assert desk.violations() == []
        # Then at the end of the day neither is left; who is still open, is
        left = open_ends(evening)
        expect(left.filter(has_text=FORGOTTEN[1])).to_have_count(1)
        expect(left.filter(has_text=name)).to_have_count(0)
        expect(left.filter(has_text=stays_away)).to_have_count(0)
        assert desk.complaints == evening.complaints == []


def type_in(page: Page, *, first: str, last: str, born: str) -> None:
    """Fill in the walk-in form as fast as one types, and press Enter."""
    expect(page.get_by_label("First name")).to_be_focused()
    page.keyboard.type(first)
    for label, text in (("Family name", last), ("Date of birth", born)):
        tab_to(page, page.get_by_label(label))
        page.keyboard.type(text)
    page.locator("#id_provider").select_option(COLLEAGUE)
    tab_to(page, page.get_by_label("Reason for visit"))
    page.keyboard.type("Swollen ankle")
    page.keyboard.press("Enter")


def on_board(page: Page, name: str) -> Locator:
    """The walk-in on the board."""
    return page.locator(".board-entry", has_text=name)


def press(page: Page, name: str, step: str) -> None:
    """The next step of the walk-in, where it stands on the board."""
    page.wait_for_load_state()  # before it has loaded the visit opens as a page of its own
    on_board(page, name).locator("a").press("Enter")
    page.locator("#glance").get_by_role("button", name=step).press("Enter")
    expect(page.locator("#board-live[aria-busy]")).to_have_count(0)
    expect(page.locator("#messages")).to_contain_text(SAID[step])


def open_ends(someone: Visitor) -> Locator:
    """The visits on the end-of-day list."""
    page = someone.go("/end-of-day/")
    return page.locator(".leftovers li")
