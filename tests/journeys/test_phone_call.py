"""F1: somebody calls. Four of one name have one number; the right one is booked in 30 seconds."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys.guests import COLLEAGUE, MOHAMEDS, PHONE_DAY
from tests.journeys.hands import watch
from tests.journeys.keys import tab_to, type_at_cursor
from tests.journeys.pages import REEM
from tests.journeys.site import Site
from tests.journeys.tries import next_try

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("guests")]

# Seconds of the hands, from the first letter to "booked": of half a minute, ten are left to four
# pages, which say in `make bench` what they take. A clock here would measure how busy the
# machine is.
WITHIN = 20
# What a trained hand and head take in seconds (Card, Moran and Newell, 1980): a key pressed, the
# mouse pointed and clicked, a thing thought about.
KEY, POINTING, THOUGHT = 0.2, 1.2, 1.35
# Who calls, born when, and the time they take: of each try another one.
CALLS = (
    ("patient_mohamed_3", "1 July 2009", "09:30"),
    ("patient_mohamed_4", "14 May 2014", "10:30"),
    ("patient_mohamed_2", "20 November 1978", "08:30"),
)
# The person, the day and the time; the rest of the keys is what was said on the phone.
MOST_CLICKS, MOST_KEYS = 3, 55


@dataclass
class Clerk:
    """Somebody at the desk; `seconds` is how long their hands and head have taken so far."""

    page: Page
    seconds: float = 0.0

    def types(self, text: str) -> None:
        type_at_cursor(self.page, text)
        self.seconds += KEY * len(text)

    def presses(self, key: str) -> None:
        self.page.keyboard.press(key)
        self.seconds += KEY

    def reads_and_clicks(self, target: Locator) -> None:
        target.click()
        self.seconds += THOUGHT + POINTING

    def tabs_to(self, target: Locator) -> None:
        self.seconds += KEY * tab_to(self.page, target)


def test_one_of_four_on_one_number_is_booked_in_half_a_minute(
    visiting: Callable[..., Any], cookies_of: Callable[[str], Any], site: Site
) -> None:
    caller, born_on, clock = CALLS[next_try(site, "a call").number % len(CALLS)]
    with visiting(storage_state=cookies_of(REEM)) as desk:
        page = desk.go("/board/")
        expect(page.get_by_role("searchbox")).to_be_focused()
        clerk, hands = Clerk(page), watch(page)
        # When the clerk types part of the name and of the number
        clerk.types("mohamed 33")
        clerk.presses("Enter")
        # Then the four of that number stand there, told apart by their birth dates
        rows = page.locator("tbody tr")
        expect(rows.filter(has_text="0017")).to_have_count(len(MOHAMEDS))
        for name, born in MOHAMEDS.values():
            row = rows.filter(has=page.get_by_role("link", name=name, exact=True))
            expect(row).to_contain_text(born[:4])
        # When the right one is chosen, and the doctor, the day and the time
        [name, _born] = MOHAMEDS[caller]
        clerk.reads_and_clicks(rows.get_by_role("link", name=f"Book : {name}", exact=True))
        expect(page.locator(".patient-banner")).to_contain_text(born_on)
        clerk.tabs_to(page.locator("#id_provider"))
        clerk.types("Dr. Hana")
        expect(page.locator("#id_provider")).to_have_value(COLLEAGUE)
        expect(page.locator("#free-times")).to_contain_text("Dr. Hana Sabah")
        expect(page.locator(".htmx-request")).to_have_count(0)
        clerk.reads_and_clicks(page.locator(f"button[name=other_day][value='{PHONE_DAY}']"))
        clerk.reads_and_clicks(page.locator("label.slot", has_text=clock))
        expect(page.locator("#free-times [data-clock]")).to_be_visible()  # kept meanwhile
        clerk.tabs_to(page.get_by_label("Reason for visit"))
        clerk.types("Knee hurts since football")
        clerk.tabs_to(page.get_by_role("button", name="Book this visit"))
        clerk.presses("Enter")
        # Then it is booked for him, and the caller has not waited long
        expect(page.locator("#messages")).to_contain_text("The visit is booked.")
        assert clerk.seconds < WITHIN
        assert hands.clicks <= MOST_CLICKS, hands
        assert hands.keys <= MOST_KEYS, hands
        assert f"/patients/{caller}/visits/" in page.url
        expect(page.locator("h1")).to_contain_text(f"{PHONE_DAY.day} {PHONE_DAY:%B %Y}")
        expect(page.locator("main")).to_contain_text("Knee hurts since football")
        assert desk.violations() == []
        assert desk.complaints == []
