"""The board of a full morning: what fits on it, and how few clicks and keys work takes."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.journeys.busy.hands import Hands
from tests.journeys.busy.people import CHECKS_IN, DAY, THIRTY, TWELVE, arriving
from tests.journeys.busy_day import DEPARTMENTS, name_of_doctor
from tests.journeys.site import Site
from tests.journeys.tries import this_try

pytestmark = pytest.mark.browser
AtDesk = Callable[..., Any]
INSIDE = "c => c.getBoundingClientRect().left >= 0 && c.getBoundingClientRect().right <= 361"
TALL, WIDE = 800, 1280
# Closes the visit and goes to the last one at once; whether that has the focus when all is heard.
GOES_ON = """
() => new Promise((done) => {
  const last = [...document.querySelectorAll(".board-entry > a")].at(-1);
  const glance = document.getElementById("glance");
  glance.addEventListener("toggle", () => done(document.activeElement === last));
  glance.hidePopover();
  last.focus();
})
"""
SIZES = [(1280, 800), (1920, 1080)]
GRID_BEGINS = 130  # pixels from the top
DRAWER = 280
LIGHT = 70_000  # bytes of a board of twelve doctors with ten visits each, before compression
MOST_CLICKS, MOST_KEYS = 4, 30


def test_twelve_doctors_are_in_sight_and_only_the_grid_scrolls(at_desk: AtDesk) -> None:
    with at_desk() as desk:
        desk.page.set_viewport_size({"width": WIDE, "height": TALL})
        answer = desk.page.goto(desk.site.url + TWELVE)
        assert answer is not None
        assert len(answer.body()) <= LIGHT
        page = desk.page
        columns = page.locator(".board-column")
        expect(columns).to_have_count(12)
        for n in range(12):
            box = columns.nth(n).bounding_box()
            assert box is not None
            assert box["x"] >= 0
            assert box["x"] + box["width"] <= WIDE
        frame = page.locator(".board-frame").bounding_box()
        assert frame is not None
        assert frame["y"] <= GRID_BEGINS
        scrolls = "document.scrollingElement.scrollHeight - innerHeight"
        assert page.evaluate(scrolls) <= 0
        assert desk.overflow() == 0
        assert desk.violations() == []
        assert desk.complaints == []


def test_arrow_keys_walk_the_grid_and_enter_opens_what_is_there(at_desk: AtDesk) -> None:
    with at_desk() as desk:
        page = desk.go(TWELVE)
        hands = Hands(page)
        # The whole grid is one stop of the Tab key
        grid = page.locator(".board-cells a[tabindex='0']")
        hands.tab_to(grid)
        assert hands.keys <= MOST_KEYS
        focused = page.locator(".board-cells a:focus")
        first = focused.inner_text()
        hands.press("ArrowRight")
        assert page.locator(".board-column").nth(1).locator("a:focus").count() == 1
        hands.press("ArrowLeft")
        assert focused.inner_text() == first
        # Enter opens the visit where it stands, and Escape leads back to it
        hands.press("Home")
        hands.press("Enter")
        glance = page.locator("#glance")
        expect(glance).to_be_visible()
        expect(glance.locator(":focus")).to_have_count(1)
        hands.press("Escape")
        expect(glance).to_be_hidden()
        expect(focused).to_have_count(1)
        # Down through a gap goes by quarters of an hour, and Enter takes the one that is marked
        for _ in range(10):
            hands.press("ArrowDown")
        while not page.locator(".board-free a:focus").count():
            hands.press("ArrowDown")
        time = page.locator(".board-quarter").inner_text()
        with page.expect_navigation():
            hands.press("Enter")
        assert f"time={time.replace(':', '%3A')}" in page.url
        assert desk.complaints == []


def test_hands_that_are_quicker_than_the_closing_of_a_visit_stay_where_they_went(
    at_desk: AtDesk,
) -> None:
    with at_desk() as desk:
        page = desk.go(TWELVE)
        page.locator(".board-entry > a").first.press("Enter")
        expect(page.locator("#glance :focus")).to_have_count(1)
        assert page.evaluate(GOES_ON)


def test_a_phone_call_takes_four_clicks(at_desk: AtDesk) -> None:
    with at_desk() as desk:
        page = desk.go("/board/")
        expect(page.get_by_role("searchbox")).to_be_focused()
        hands = Hands(page)
        hands.types("doe john")
        hands.press("Enter")
        hands.click(page.get_by_role("link", name="Book : John Doe"))
        department = page.get_by_role("button", name="Busy", exact=True)
        hands.click(department)
        soonest = page.locator("#next-title ~ ul button", has_text=name_of_doctor(0)).first
        hands.click(soonest)
        hands.click(page.get_by_role("button", name="Book this visit"))
        expect(page.locator("#messages")).to_contain_text("The visit is booked.")
        assert hands.clicks <= MOST_CLICKS
        assert hands.keys <= MOST_KEYS


def test_a_phone_call_takes_thirty_keys(at_desk: AtDesk) -> None:
    with at_desk() as desk:
        page = desk.go("/board/")
        hands = Hands(page)
        hands.types("phones")
        hands.press("Enter")
        row = page.get_by_role("row").filter(has_text="patient_phones")
        expect(row).to_be_visible()  # a key pressed before is one on the board
        hands.tab_to(row.get_by_role("link", name="Book"))
        hands.press("Enter")
        expect(page.locator("h1")).to_contain_text("Book a visit")
        hands.tab_to(page.locator("#next-title ~ ul button").first)
        hands.press("Enter")
        expect(page.locator("input[name=starts_at]:checked")).to_have_count(1)
        hands.tab_to(page.get_by_role("button", name="Book this visit"))
        hands.press("Enter")
        expect(page.locator("#messages")).to_contain_text("The visit is booked.")
        assert hands.keys <= MOST_KEYS


def test_checking_in_takes_two_clicks_from_the_search_result(at_desk: AtDesk, site: Site) -> None:
    who = this_try(site, arriving).of(CHECKS_IN)
    with at_desk() as desk:
        page = desk.go("/patients/find/")
        hands = Hands(page)
        hands.types("checks in")
        hands.press("Enter")
        row = page.get_by_role("row").filter(has_text=who)
        hands.click(row.get_by_role("button", name="Check in"))
        expect(page.locator("#messages")).to_contain_text("has arrived.")
        assert hands.clicks <= 2


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_thirty_doctors_stand_by_department_with_the_same_rules(
    at_desk: AtDesk, width: int, height: int
) -> None:
    with at_desk() as desk:
        page = desk.page
        page.set_viewport_size({"width": width, "height": height})
        # Without a department named the first one is shown; each of them is one choice away
        day = DAY + timedelta(days=1)
        page.goto(f"{desk.site.url}/board/?date={day}")
        names = page.locator("#department option")
        assert {*DEPARTMENTS} <= {*names.all_inner_texts()}
        hands = Hands(page)
        for department in DEPARTMENTS:
            with page.expect_navigation():
                hands.chooses(page.locator("#department"), department)
            columns = page.locator(".board-column")
            expect(columns).to_have_count(THIRTY // len(DEPARTMENTS))
            frame = page.locator(".board-frame").bounding_box()
            assert frame is not None
            assert frame["y"] <= GRID_BEGINS
            for column in columns.all():
                box = column.bounding_box()
                assert box is not None
                assert box["x"] + box["width"] <= frame["x"] + frame["width"]
            assert desk.overflow() == 0
        drawer = page.locator(".board-drawer")
        assert drawer.is_visible() == (width > WIDE)
        if width > WIDE:
            box = drawer.bounding_box()
            assert box is not None
            assert box["width"] >= DRAWER
        assert desk.violations() == []


def test_on_a_phone_one_doctor_fills_the_screen(at_desk: AtDesk) -> None:
    with at_desk(width=360) as desk:
        page = desk.go(TWELVE)
        shown = [c.evaluate(INSIDE) for c in page.locator(".board-column").all()]
        assert shown == [True] + [False] * 11
        page.locator(".board-doctors a").nth(3).click()
        expect(page.locator(".board-column").nth(3)).to_be_in_viewport(ratio=0.2)
        assert desk.overflow() == 0
        assert desk.violations() == []


def test_a_visit_opens_as_a_page_without_a_script(at_desk: AtDesk) -> None:
    with at_desk(java_script_enabled=False) as desk:
        page = desk.go(TWELVE)
        page.locator(".board-entry > a").first.click()
        expect(page.get_by_role("heading", name="The visit", exact=True)).to_be_visible()
