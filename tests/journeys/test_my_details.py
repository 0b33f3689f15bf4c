"""A patient asks for a passport number on a phone; the desk sees that it waits, and accepts."""

from collections.abc import Callable
from secrets import randbelow
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys.browser import PHONE, soon
from tests.journeys.pages import JOHN, OF_JOHN, REEM

pytestmark = pytest.mark.browser


def test_a_change_is_asked_for_seen_in_the_navigation_and_accepted(
    visiting: Callable[..., Any],
) -> None:
    wanted = f"P{randbelow(10**7):07}"
    with visiting() as desk, visiting(width=PHONE) as someone:
        someone.sign_in(JOHN)
        # Given a number that the clinic does not keep yet
        page = someone.go(f"{OF_JOHN}/my-details/")
        page.get_by_role("link", name="Ask for a change").click()
        page.get_by_label("Passport number").fill(wanted)
        page.get_by_label("A word to the front desk").fill("My new passport")
        assert someone.violations() == []
        assert someone.overflow() == 0
        page.get_by_role("button", name="Ask the front desk").click()
        expect(page.locator("#messages")).to_contain_text("The front desk was asked")
        expect(page.get_by_text("Waits for the front desk").first).to_be_visible()
        assert someone.violations() == []
        assert someone.overflow() == 0
        # When the desk comes to its pages, a number says that something waits
        desk.sign_in(REEM)
        place = desk.page.locator(".site-nav").get_by_role("link", name="Requests")
        assert soon(lambda: is_counted(desk.page, place))
        place.click()
        assert desk.violations() == []
        desk.page.locator("main li a.btn").last.click()
        expect(desk.page.get_by_role("cell", name=wanted)).to_be_visible()
        assert desk.violations() == []
        desk.page.get_by_role("button", name="Change it as asked").click()
        expect(desk.page.locator("#messages")).to_contain_text("Changed as asked")
        assert desk.violations() == []
        # Then the patient reads so, and has the number
        page.reload()
        expect(page.get_by_text("Changed as asked").first).to_be_visible()
        expect(page.locator("dd").filter(has_text=wanted).first).to_be_visible()
        assert desk.complaints + someone.complaints == []


def is_counted(page: Page, place: Locator) -> bool:
    """Whether the page's number says so; the server counts at most every ten seconds."""
    shown = place.locator(".nav-count").is_visible()
    if not shown:
        page.wait_for_timeout(1000)
        page.reload()
    return shown
