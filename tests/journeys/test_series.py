"""The front desk repeats a visit, with and without scripts, on a screen and on a phone."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.browser import PHONE, WIDE, Visitor
from tests.journeys.desk import choose_time, open_booking, quiet_monday
from tests.journeys.pages import REEM

pytestmark = pytest.mark.browser


def press(page: Page, name: str) -> None:
    with page.expect_navigation():
        page.get_by_role("button", name=name).click()


def is_well(someone: Visitor) -> None:
    """Nothing to complain of, for anybody."""
    assert someone.violations() == []
    someone.page.emulate_media(color_scheme="dark")
    assert someone.violations() == []
    someone.page.emulate_media(color_scheme="light")
    assert someone.overflow() == 0
    assert someone.complaints == []


@pytest.mark.parametrize(
    "options", [{"width": WIDE}, {"width": PHONE, "java_script_enabled": False}]
)
def test_a_series_is_booked_moved_called_off_and_taken_back(
    visiting: Callable[..., Any], cookies_of: Callable[[str], Any], options: dict[str, Any]
) -> None:
    scripts = options.get("java_script_enabled", True)
    with visiting(storage_state=cookies_of(REEM), **options) as desk:
        # Given a visit is being booked
        page = open_booking(desk, quiet_monday())
        choose_time(page)
        page.get_by_text("Repeat this visit?").click()
        page.get_by_label("Repeat").select_option("1")
        page.get_by_label("How many in all").select_option("3")
        # When all its dates are looked at
        press(page, "Review all dates")
        expect(page.locator(".series-date")).to_have_count(3)
        if scripts:
            is_well(desk)
        # Then they can be booked together, those that are not free left out or at another time
        for row in page.locator(".series-date-off").all():
            row.locator("label.slot").first.click()
        count = page.locator("input[type=radio]:checked:not([value=leave])").count()  # a holiday?
        press(page, "Book all of these")
        expect(page.locator("#messages")).to_contain_text(f"{count} visits are booked")
        if scripts:
            is_well(desk)
        # And moved together from the second on
        with page.expect_navigation():
            page.locator(".series-date a").nth(1).click()
        page.get_by_role("link", name="Move this and the following ones").click()
        day = page.get_by_label("New day of this visit").input_value()
        page.get_by_label("New time for all").fill("16:00")
        press(page, "Review all dates")
        assert page.get_by_label("New day of this visit").input_value() == day
        expect(page.locator(".series-date")).to_have_count(count - 1)
        for row in page.locator(".series-date-off").all():
            row.locator("label.slot").last.click()
        page.locator(".series-date").first.locator("label.slot").first.click()
        if scripts:
            is_well(desk)
        press(page, "Move these visits")
        expect(page.locator("#messages")).to_contain_text("moved")
        # And called off together, and taken back
        page.get_by_role("link", name="Cancel several").click()
        press(page, "All upcoming visits")
        expect(page.locator("input[name=visit]:checked")).not_to_have_count(0)
        for box in page.locator("input[name=visit]").all():
            box.check()
        page.get_by_label("Why is it cancelled?").fill("recovered")
        if scripts:
            is_well(desk)
        press(page, "Cancel these visits")
        expect(page.locator("#messages")).to_contain_text(f"{count} visits are cancelled")
        press(page, "Undo the cancellation")
        expect(page.locator("#messages")).to_contain_text(f"{count} visits take place again")
