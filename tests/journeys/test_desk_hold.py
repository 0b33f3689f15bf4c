"""A time the desk has chosen is kept while the form is filled in, and free again on leaving."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.journeys.browser import soon
from tests.journeys.desk import choose_time, open_booking, quiet_monday
from tests.journeys.pages import OF_JOHN, REEM

pytestmark = pytest.mark.browser


def test_a_chosen_time_is_kept_for_the_clerk_and_given_back_on_leaving(
    visiting: Callable[..., Any], cookies_of: Callable[[str], Any]
) -> None:
    day, signed_in = quiet_monday(), cookies_of(REEM)
    with visiting(storage_state=signed_in) as one, visiting(storage_state=signed_in) as other:
        # When a clerk types and chooses a time
        page = open_booking(one, day)
        page.get_by_label("Reason for visit").fill("Knee since Friday")
        clock = f"{choose_time(page):%H:%M}"
        # Then it is kept for them, with the minutes running, and nothing typed is lost
        kept = page.locator("[data-kept]")
        expect(kept).to_contain_text(f"{clock} is held for you until")
        expect(kept).to_contain_text(re.compile(r"Time left: (9:\d\d|10:00)"))
        expect(page.get_by_label("Reason for visit")).to_have_value("Knee since Friday")
        # And another clerk sees that somebody is booking it
        theirs = open_booking(other, day).locator("label.slot").filter(has_text=clock)
        expect(theirs).to_contain_text("being booked")
        # When the first one leaves without booking
        page.get_by_role("link", name="Go back").click()
        page.wait_for_url(f"**{OF_JOHN}/details/")

        # Then the time is free for the other, once it is told: no page says that it was
        def is_free() -> bool:
            slots = open_booking(other, day).locator("label.slot").filter(has_text=clock)
            return "being booked" not in slots.inner_text()

        assert soon(is_free)
        assert one.complaints == other.complaints == []


def test_without_a_script_a_press_keeps_the_time_and_another_gives_it_back(
    visiting: Callable[..., Any], cookies_of: Callable[[str], Any]
) -> None:
    with visiting(storage_state=cookies_of(REEM), java_script_enabled=False) as desk:
        page = open_booking(desk)
        clock = f"{choose_time(page):%H:%M}"
        page.get_by_role("button", name="Hold this time for 10 minutes").click()
        expect(page.locator("[data-kept]")).to_contain_text(f"{clock} is held for you until")
        page.get_by_role("button", name="Release this time").click()
        expect(page.locator("[data-kept]")).to_have_count(0)
        assert desk.complaints == []
