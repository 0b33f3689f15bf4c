"""P2: a patient moves her visit: the kept time lapses, she tries again, and one visit remains."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.behind import stored_item
from tests.journeys.browser import Visitor
from tests.journeys.guests import MOVING_DAY, at
from tests.journeys.hands import watch
from tests.journeys.letters import letters_to
from tests.journeys.pages import JOHN, MARIAM, NIGHT_DOCTOR, REEM, TO_COME_DAY
from tests.journeys.site import Site

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("guests")]

MOST_CLICKS = 3  # Move, the time, and one confirmation
VISIT = "appointment_to_move"
ITS_PAGE = f"/patients/{MARIAM}/visits/{VISIT}/"
FAST = "appointment_moved_fast"
LATER = f"{NIGHT_DOCTOR}@{at(TO_COME_DAY, '08:30'):%Y-%m-%dT%H:%M:%SZ}"
OLD, NEW = at(MOVING_DAY, "10:00"), at(MOVING_DAY, "11:00")


def slot(starts_at: Any) -> str:
    return f"{NIGHT_DOCTOR}@{starts_at:%Y-%m-%dT%H:%M:%SZ}"


def test_a_lapsed_hold_is_said_and_renewed_and_one_visit_remains(
    visiting: Callable[..., Any], cookies_of: Callable[[str], Any], an_hour_later: Site
) -> None:
    """Nobody waits ten minutes: the page is opened again at a door whose clock is an hour ahead."""
    with visiting(storage_state=cookies_of(MARIAM)) as mariam:
        mariam.go("/")
        mariam.choose_language("en")
        # Given she has chosen another time for her visit, and it is kept for her
        page = mariam.go(ITS_PAGE)
        page.get_by_role("link", name="Move", exact=True).click()
        expect(page.locator("main")).to_contain_text("Your visit now:")
        assert mariam.violations() == []
        page.locator(f"button[name=slot][value='{slot(NEW)}']").click()
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
        news = stored_item(mariam.site, f"USER#{MARIAM}", f"REMINDER#{VISIT}#MOVED")
        assert (news["status"]["S"], news["by"]["S"]) == ("PENDING", "SELF")
        assert news["wasAt"]["S"] == f"{OLD:%Y-%m-%dT%H:%M:%SZ}"
        # Then her visit is at the new time, the only one, and its page says that it was changed
        expect(page.locator(".page-lead")).to_contain_text("11:00")
        expect(page.locator("main")).to_contain_text("This visit was changed after booking")
        assert mariam.violations() == []
        # And the old link explains itself and moves nothing
        late.go(link)
        expect(page.locator("#messages")).to_contain_text("The visit is already at this time.")
        stale = link.replace(slot(NEW).partition("@")[2].replace(":", "%3A"), at_half_past())
        late.go(stale)
        expect(page.get_by_role("alert").first).to_contain_text("was changed meanwhile")
        page.get_by_role("link", name="Keep the current time").click()
        expect(page.locator(".page-lead")).to_contain_text("11:00")
        assert mariam.complaints == []
    assert_one_visit_and_free_old_time(visiting, cookies_of)


def at_half_past() -> str:
    """Another time of that day, as it stands in an address."""
    return f"{at(MOVING_DAY, '11:30'):%Y-%m-%dT%H%%3A%M%%3A%SZ}"


def assert_one_visit_and_free_old_time(
    visiting: Callable[..., Any], cookies_of: Callable[[str], Any]
) -> None:
    """On the board one visit stands at the new time; somebody else may book the old one."""
    with visiting(storage_state=cookies_of(REEM)) as desk:
        page: Page = desk.go(f"/board/?date={MOVING_DAY}&doctor={NIGHT_DOCTOR}")
        visits = page.locator(".board-entry > a")
        expect(visits).to_have_count(1)
        expect(visits).to_contain_text("11:00")
        gaps = page.locator(".board-free > a")  # from the morning's begin to the visit, and after
        expect(gaps.first).to_contain_text("08:00")
        expect(gaps).to_have_count(2)
    with visiting(storage_state=cookies_of(JOHN)) as john:
        page = john.go(f"/my/visits/book/?whom={NIGHT_DOCTOR}&day={MOVING_DAY}")
        expect(page.locator(f"button[name=slot][value='{slot(OLD)}']")).to_have_count(1)
        expect(page.locator(f"button[name=slot][value='{slot(NEW)}']")).to_have_count(0)
        assert john.complaints == []


def test_from_the_visit_to_another_time_takes_three_clicks_and_one_letter(
    visiting: Callable[..., Any], cookies_of: Callable[[str], Any]
) -> None:
    with visiting(storage_state=cookies_of(JOHN)) as john:
        page = john.page
        page.set_viewport_size({"width": 1280, "height": 800})
        john.go("/")
        john.choose_language("en")
        john.go(f"/patients/{JOHN}/visits/{FAST}/")
        hands = watch(page)
        page.get_by_role("link", name="Move", exact=True).click()
        page.locator(f"button[name=slot][value='{LATER}']").click()
        page.get_by_role("button", name="Move the visit").click()
        expect(page.locator("#messages")).to_contain_text("Your visit is moved.")
        assert hands.clicks <= MOST_CLICKS, hands
        assert hands.keys == 0, hands
        # And one letter tells him where it was and where it is now
        told = [text for _subject, text in letters_to(john.site, JOHN)
                if FAST in text and "You moved your visit." in text]  # fmt: skip
        assert len(told) == 1
        assert told[0].index("08:00") < told[0].index("It is now:") < told[0].index("08:30")
        page.reload()
        expect(page.locator("#told-title + ul")).to_contain_text("Visit moved: sent by e-mail")
        assert john.complaints == []
