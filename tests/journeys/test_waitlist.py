"""A patient waits for a sooner time; a visit is cancelled; one press moves his visit there."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.journeys.browser import PHONE
from tests.journeys.guests import GIVEN_UP, GIVES_UP, TOO_LATE, WAITING_DAY, given_up
from tests.journeys.pages import JOHN, OF_JOHN, REEM
from tests.journeys.site import Site
from tests.journeys.tries import this_try

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("guests")]


def test_a_time_that_comes_free_is_kept_for_who_waits_and_taken_with_one_press(
    visiting: Callable[..., Any], cookies_of: Callable[[str], Any], site: Site
) -> None:
    this = this_try(site, given_up)
    day = this.day(WAITING_DAY)
    with (
        visiting(storage_state=cookies_of(JOHN), width=PHONE) as john,
        visiting(storage_state=cookies_of(REEM)) as desk,
    ):
        # Given John would come sooner
        john.go("/")
        john.choose_language("en")
        page = john.go(f"{OF_JOHN}/visits/{this.of(TOO_LATE)}/")
        page.get_by_role("link", name="Tell me if an earlier time becomes available").click()
        page.get_by_label("From").fill(f"{day}")
        page.get_by_label("Until").fill(f"{day}")
        with page.expect_navigation():
            page.get_by_role("button", name="Join the waitlist").click()
        # When the desk cancels another visit of that doctor
        desk.go("/")
        desk.choose_language("en")
        front = desk.go(f"/patients/{this.of(GIVES_UP)}/visits/{this.of(GIVEN_UP)}/cancel/")
        front.get_by_label("Why is it cancelled?").fill("feels better")
        with front.expect_navigation():
            front.locator("main form [type=submit]").first.click()
        # Then its time is kept for John, who finds it and says yes
        page = john.go("/my/waitlist/")
        page.get_by_role("link", name="See and answer").first.click()
        expect(page.locator("h1")).to_have_text("A time is available")
        assert john.violations() == []
        page.emulate_media(color_scheme="dark")
        assert john.violations() == []
        assert john.overflow() == 0
        offer = page.url.removeprefix(john.site.url)
        with page.expect_navigation():
            page.get_by_role("button", name="Yes, move my visit to this time").click()
        expect(page.locator("main")).to_contain_text("08:30")
        # And the old link says that it is his
        expect(john.go(offer).locator("h1")).to_have_text("This time is yours")
        assert john.complaints == []
        assert desk.complaints == []
