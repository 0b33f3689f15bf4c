"""P2: a patient moves her visit: the kept time lapses, she tries again, and one visit remains."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.behind import stored_item
from tests.journeys.browser import Visitor
from tests.journeys.guests import MOVED_FAST, MOVING_DAY, TO_MOVE, at, moved_fast, to_be_moved
from tests.journeys.hands import watch
from tests.journeys.letters import letters_to
from tests.journeys.pages import JOHN, MARIAM, NIGHT_DOCTOR, REEM, TO_COME_DAY
from tests.journeys.site import Site
from tests.journeys.tries import Try, this_try

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("guests")]

MOST_CLICKS = 3  # Move, the time, and one confirmation
OLD, NEW, NEWER = "10:00", "11:00", "11:30"


def slot(this: Try, day: date, clock: str) -> str:
    return f"{this.of(NIGHT_DOCTOR)}@{at(this.day(day), clock):%Y-%m-%dT%H:%M:%SZ}"


def test_a_lapsed_hold_is_said_and_renewed_and_one_visit_remains(
    visiting: Callable[..., Any], cookies_of: Callable[[str], Any], an_hour_later: Site, site: Site
) -> None:
    """Nobody waits ten minutes: the page is opened again at a door whose clock is an hour ahead."""
    this = this_try(site, to_be_moved)
    with visiting(storage_state=cookies_of(MARIAM)) as mariam:
        mariam.go("/")
        mariam.choose_language("en")
        # Given she has chosen another time for her visit, and it is kept for her
        page = mariam.go(f"/patients/{MARIAM}/visits/{this.of(TO_MOVE)}/")
        page.get_by_role("link", name="Move", exact=True).click()
        expect(page.locator("main")).to_contain_text("Your visit now:")
        assert mariam.violations() == []
        page.locator(f"button[name=slot][value='{slot(this, MOVING_DAY, NEW)}']").click()
        expect(page.locator("[data-kept]")).to_contain_text("This time is held for you until")
        link = page.url.removeprefix(mariam.site.url)
        # When she comes back to it an hour later, she is told that it is no longer kept
        late = Visitor(page, an_hour_later, mariam.complaints)
        late.go(link)
        expect(page.locator("main")).to_contain_text("no longer held for you, but it is still free")
        # And tries again, and confirms
        page.get_by_role("button", name="Hold it for me again").click()
        expect(page.locator("[data-kept]")).to_contain_text("This time is held for you until")
        assert mariam.violations() == []
        page.get_by_role("button", name="Move the visit").click()
        expect(page.locator("#messages")).to_contain_text("Your visit is moved.")
        # And she is told who moved it, and where it was
        news = stored_item(mariam.site, f"USER#{MARIAM}", f"REMINDER#{this.of(TO_MOVE)}#MOVED")
        assert (news["status"]["S"], news["by"]["S"]) == ("PENDING", "SELF")
        assert news["wasAt"]["S"] == slot(this, MOVING_DAY, OLD).partition("@")[2]
        # Then her visit is at the new time, the only one, and its page says that it was changed
        expect(page.locator(".page-lead")).to_contain_text("11:00")
        expect(page.locator("main")).to_contain_text("This visit was changed after booking")
        assert mariam.violations() == []
        # And the old link explains itself and moves nothing
        late.go(link)
        expect(page.locator("#messages")).to_contain_text("The visit is already at this time.")
        stale = link.replace(*(in_address(this, clock) for clock in (NEW, NEWER)))
        late.go(stale)
        expect(page.get_by_role("alert").first).to_contain_text("was changed meanwhile")
        page.get_by_role("link", name="Keep the current time").click()
        expect(page.locator(".page-lead")).to_contain_text("11:00")
        assert mariam.complaints == []
    assert_one_visit_and_free_old_time(visiting, cookies_of, this)


def in_address(this: Try, clock: str) -> str:
    """A time of that day, as it stands in an address."""
    return slot(this, MOVING_DAY, clock).partition("@")[2].replace(":", "%3A")


def assert_one_visit_and_free_old_time(
    visiting: Callable[..., Any], cookies_of: Callable[[str], Any], this: Try
) -> None:
    """On the board one visit stands at the new time; somebody else may book the old one."""
    with visiting(storage_state=cookies_of(REEM)) as desk:
        day, whose = this.day(MOVING_DAY), this.of(NIGHT_DOCTOR)
        page: Page = desk.go(f"/board/?date={day}&doctor={whose}")
        visits = page.locator(".board-entry > a")
        expect(visits).to_have_count(1)
        expect(visits).to_contain_text("11:00")
        gaps = page.locator(".board-free > a")  # from the morning's begin to the visit, and after
        expect(gaps.first).to_contain_text("08:00")
        expect(gaps).to_have_count(2)
    with visiting(storage_state=cookies_of(JOHN)) as john:
        page = john.go(f"/my/visits/book/?whom={whose}&day={day}")
        for clock, count in ((OLD, 1), (NEW, 0)):
            button = f"button[name=slot][value='{slot(this, MOVING_DAY, clock)}']"
            expect(page.locator(button)).to_have_count(count)
        assert john.complaints == []


def test_from_the_visit_to_another_time_takes_three_clicks_and_one_letter(
    visiting: Callable[..., Any], cookies_of: Callable[[str], Any], site: Site
) -> None:
    this = this_try(site, moved_fast)
    visit = this.of(MOVED_FAST)
    with visiting(storage_state=cookies_of(JOHN)) as john:
        page = john.page
        page.set_viewport_size({"width": 1280, "height": 800})
        john.go("/")
        john.choose_language("en")
        john.go(f"/patients/{JOHN}/visits/{visit}/")
        hands = watch(page)
        page.get_by_role("link", name="Move", exact=True).click()
        page.locator(f"button[name=slot][value='{slot(this, TO_COME_DAY, '08:30')}']").click()
        page.get_by_role("button", name="Move the visit").click()
        expect(page.locator("#messages")).to_contain_text("Your visit is moved.")
        assert hands.clicks <= MOST_CLICKS, hands
        assert hands.keys == 0, hands
        # And one letter tells him where it was and where it is now
        told = [text for _subject, text in letters_to(john.site, JOHN)
                if visit in text and "You moved your visit." in text]  # fmt: skip
        assert len(told) == 1
        assert told[0].index("08:00") < told[0].index("It is now:") < told[0].index("08:30")
        page.reload()
        expect(page.locator("#told-title + ul")).to_contain_text("Visit moved: sent by e-mail")
        assert john.complaints == []
