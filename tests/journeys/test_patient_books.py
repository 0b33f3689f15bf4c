"""P1: a patient books for herself; while she fills in the form, nobody else can have the time.

Clicks are counted, and what is told is read from outbox and mail.
"""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys.behind import stored_item
from tests.journeys.browser import Visitor
from tests.journeys.guests import NIGHT_DAY, a_night, at
from tests.journeys.hands import watch
from tests.journeys.letters import letters_to
from tests.journeys.pages import JOHN, MARIAM, NIGHT_DOCTOR, REEM
from tests.journeys.site import Site
from tests.journeys.tries import Try, this_try

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("guests")]

FEWEST_CLICKS = 5  # look, the day, the time, book; and where to begin
MOST_CLICKS = FEWEST_CLICKS + 1


@pytest.fixture
def this(site: Site) -> Try:
    """A night doctor whose times nobody has taken in an earlier try."""
    return this_try(site, a_night)


def at_night(this: Try, clock: str) -> datetime:
    """That time of the night; by UTC it may still be the day before."""
    return at(this.day(NIGHT_DAY), clock)


def slot(this: Try, clock: str) -> str:
    return f"{this.of(NIGHT_DOCTOR)}@{at_night(this, clock):%Y-%m-%dT%H:%M:%SZ}"


def test_a_time_is_kept_for_her_booked_and_stands_on_the_board_of_its_local_day(
    visiting: Callable[..., Any], cookies_of: Callable[[str], Any], this: Try
) -> None:
    with (
        visiting() as mariam,
        visiting(storage_state=cookies_of(JOHN)) as john,
        visiting(storage_state=cookies_of(REEM)) as desk,
    ):
        # Given Mariam has signed in, and she and John see the same free time
        mariam.sign_in(MARIAM)
        mariam.choose_language("en")
        hers, his = free_times(mariam, this), free_times(john, this)
        wanted = slot(this, "00:30")
        expect(time_button(hers, wanted)).to_have_text("00:30")
        # When she chooses it, it is kept for her, and the minutes run
        time_button(hers, wanted).press("Enter")
        expect(hers.locator("h1")).to_have_text("Confirm your visit")
        expect(hers.locator("[data-clock]")).to_be_visible()
        expect(hers.locator("[data-clock]")).to_have_text(re.compile(r"^(9:\d\d|10:00)$"))
        assert mariam.violations() == []
        # Then John, who still sees it, is told and offered others, and the desk cannot take it
        time_button(his, wanted).click()
        expect(his.get_by_role("alert")).to_contain_text("Someone else is booking this time")
        assert wanted not in [value_of(each) for each in his.locator(".time-button").all()]
        assert his.locator("button[name=slot]").count() > 0
        assert john.violations() == []
        expect(on_board(desk, this, 0).locator(".board-hold")).to_contain_text(
            "Being booked right now"
        )
        # When she books it, it goes into her own calendar
        visit = book(hers)
        file = calendar_file(hers)
        assert "DTSTART:" + f"{at_night(this, '00:30'):%Y%m%dT%H%M%SZ}" in file
        assert f"UID:{visit}@" in file
        assert "SEQUENCE:0" in file
        # And she is reminded a day before
        a_day_before = at_night(this, "00:30") - timedelta(days=1)
        reminder = stored_item(mariam.site, f"USER#{MARIAM}", f"REMINDER#{visit}#DAY_BEFORE")
        assert reminder["status"]["S"] == "PENDING"
        assert reminder["dueAt"]["S"].startswith(f"{a_day_before:%Y-%m-%dT%H:%M}")
        # And she is told at once that it is booked
        news = stored_item(mariam.site, f"USER#{MARIAM}", f"REMINDER#{visit}#BOOKED")
        assert (news["status"]["S"], news["by"]["S"]) == ("PENDING", "SELF")
        hers.reload()
        expect(hers.locator("#told-title + ul")).to_contain_text("Visit booked: being sent")
        # And the visit is on the board of its day at the clinic, not of its day by UTC
        hers_on_board = f".board-entry > a[href*='{visit}']"
        expect(on_board(desk, this, 0).locator(hers_on_board)).to_contain_text("00:30")
        expect(on_board(desk, this, -1).locator(hers_on_board)).to_have_count(0)
        assert mariam.complaints == john.complaints == desk.complaints == []


def test_from_home_to_booked_takes_five_clicks(
    visiting: Callable[..., Any], cookies_of: Callable[[str], Any], this: Try
) -> None:
    with visiting(storage_state=cookies_of(JOHN)) as john:
        john.go("/")
        john.choose_language("en")
        page, clicks = john.page, 0
        hands = watch(page)
        for step in (
            lambda: page.get_by_role("link", name="Book a visit"),
            lambda: page.get_by_role("button", name="Show free times"),
            lambda: page.locator(f"a.day-tile[href*='day={this.day(NIGHT_DAY)}']"),
            lambda: page.locator(f"button[name=slot][value='{slot(this, '01:15')}']"),
            lambda: page.get_by_role("button", name="Book this visit"),
        ):
            if page.locator("#id_whom").count() and not clicks > 1:
                page.locator("#id_whom").select_option(this.of(NIGHT_DOCTOR))  # with the arrow keys
            with page.expect_navigation():
                step().click()
            clicks += 1
        expect(page.locator("#messages")).to_contain_text("Your visit is booked.")
        assert clicks <= FEWEST_CLICKS
        assert hands.clicks <= MOST_CLICKS, hands  # the doctor's name is chosen out of a list
        assert hands.keys == 0, hands
        visit = page.url.rstrip("/").rpartition("/")[2]
        # And one letter tells him when it is, and how to change it
        [text] = [text for _subject, text in letters_to(john.site, JOHN) if visit in text]
        assert "01:15 (Qatar time, UTC+3)" in text
        assert "move it or cancel it (until" in text
        page.reload()
        expect(page.locator("#told-title + ul")).to_contain_text("Visit booked: sent by e-mail")
        # And he can give it up again, before others ask for his next visit
        page.get_by_role("link", name="Cancel visit").click()
        page.get_by_role("button", name="Cancel visit").click()
        expect(page.locator("#messages")).to_contain_text("cancelled")
        assert john.complaints == []


def free_times(someone: Visitor, this: Try) -> Page:
    """Look for the free times of the night doctor on that day, as a patient does."""
    page = someone.go("/my/visits/book/")
    page.locator("#id_whom").select_option(this.of(NIGHT_DOCTOR))
    with page.expect_navigation():
        page.locator("main form[method=get] button[type=submit]").click()
    with page.expect_navigation():
        page.locator(f"a.day-tile[href*='day={this.day(NIGHT_DAY)}']").click()
    return page


def time_button(page: Page, wanted: str) -> Locator:
    return page.locator(f"button[name=slot][value='{wanted}']")


def value_of(button: Locator) -> str:
    return button.get_attribute("value") or ""


def book(page: Page) -> str:
    """Say why, and confirm; the visit's id."""
    page.locator("[name=reason]").fill("I wake up at night – أستيقظ ليلاً")
    page.get_by_role("button", name="Book this visit").press("Enter")
    expect(page.locator("#messages")).to_contain_text("Your visit is booked.")
    expect(page.locator("main")).to_contain_text("أستيقظ ليلاً")
    return page.url.rstrip("/").rpartition("/")[2]


def calendar_file(page: Page) -> str:
    """What "Add to calendar" on the visit's page hands over."""
    with page.expect_download() as arriving:
        page.get_by_role("link", name="Add to calendar").click()
    assert arriving.value.suggested_filename == "visit.ics"
    return Path(arriving.value.path()).read_text(encoding="utf-8")


def on_board(desk: Visitor, this: Try, days: int) -> Page:
    """The night doctor's column so many days from that day."""
    day = this.day(NIGHT_DAY) + timedelta(days=days)
    return desk.go(f"/board/?date={day}&doctor={this.of(NIGHT_DOCTOR)}")
