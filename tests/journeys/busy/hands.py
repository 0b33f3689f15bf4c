"""Somebody at the desk whose clicks and keys are counted."""

from dataclasses import dataclass

from playwright.sync_api import Locator, Page

from tests.journeys.keys import tab_to, type_at_cursor


@dataclass
class Hands:
    """What a piece of work takes; choosing from a list is two clicks: opened, and one taken."""

    page: Page
    clicks: int = 0
    keys: int = 0

    def click(self, target: Locator) -> None:
        target.click()
        self.clicks += 1

    def goes(self, target: Locator) -> None:
        """A click that leads to another page."""
        with self.page.expect_navigation():
            self.click(target)

    def chooses(self, target: Locator, value: str) -> None:
        target.select_option(value)
        self.clicks += 2

    def types(self, text: str) -> None:
        type_at_cursor(self.page, text)
        self.keys += len(text)

    def press(self, key: str) -> None:
        self.page.keyboard.press(key)
        self.keys += 1

    def tab_to(self, target: Locator) -> None:
        self.keys += tab_to(self.page, target)
