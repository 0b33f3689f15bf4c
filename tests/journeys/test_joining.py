"""A person who was registered twice becomes one record, and two again when that was a mistake."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.journeys.desk import new_birth_date, new_name, register
from tests.journeys.hands import watch
from tests.journeys.pages import REEM

pytestmark = pytest.mark.browser
WHY = "same QID seen"
# The other one, one field that differs, what will happen, and that it shall.
MOST_CLICKS = 4


@pytest.mark.parametrize("width", [1280, 360])
def test_two_records_are_compared_joined_and_parted(
    visiting: Callable[..., Any], cookies_of: Callable[[str], Any], width: int
) -> None:
    name, born = new_name(), new_birth_date()
    with visiting(storage_state=cookies_of(REEM), width=width) as desk:
        # Given somebody who was registered twice, under two spellings
        page = register(desk, "Mariam", name, born)
        expect(page.locator("#messages")).to_contain_text("The patient is registered.")
        here = page.url
        page = register(desk, "Maryam", name, born)
        page.get_by_role("button", name="None of these: register anyway").click()
        expect(page.locator("#messages")).to_contain_text("The patient is registered.")
        there = page.url
        # When the desk searches for the name, both are marked
        page = desk.go("/patients/find/")
        hands = watch(page)
        page.get_by_role("main").get_by_role("searchbox").press_sequentially(name)
        page.keyboard.press("Enter")
        row = page.get_by_role("row").filter(has_text=f"Mariam {name}").first
        row.get_by_role("link", name="May be the same person as").click()
        # Then both stand side by side, what differs marked
        expect(page.get_by_role("heading", level=1)).to_have_text("Compare two records")
        expect(page.locator(".compare-differs")).not_to_have_count(0)
        assert desk.overflow() == 0
        assert desk.violations() == []
        page.get_by_role("row").filter(has_text="First name").get_by_label("Maryam").check()
        page.get_by_label("Why they are the same person").press_sequentially(WHY)
        page.get_by_role("button", name="See what will happen").click()
        # And nothing happens before it is confirmed
        expect(page.get_by_text("Nothing has been changed yet.")).to_be_visible()
        assert desk.overflow() == 0
        assert desk.violations() == []
        page.get_by_role("button", name="Join the two records").click()
        expect(page.locator("#messages")).to_contain_text("The two records are one now.")
        expect(page.locator(".patient-banner")).to_contain_text(f"Maryam {name}")
        survivor = page.url
        assert hands.clicks <= MOST_CLICKS, hands
        assert hands.keys <= len(name) + 1 + len(WHY), hands
        # Then the old id leads to the one that stays
        desk.page.goto(there if survivor == here else here)
        expect(page).to_have_url(survivor)
        # And it can be undone
        page.get_by_role("link", name="Part again").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Part two records")
        assert desk.violations() == []
        page.get_by_role("button", name="Part the two records").click()
        expect(page.locator("#messages")).to_contain_text("The two records are apart again.")
        desk.page.goto(there)
        expect(page).to_have_url(there)
        assert desk.complaints == []
