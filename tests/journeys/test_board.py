"""The board of a full morning: what fits on it, and how few clicks and keys work takes.

It has a clinic of its own: a dozen doctors more would change the boards of all other journeys.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from medisecure.clock import now
from tests.journeys.browser import visitor
from tests.journeys.busy_day import full_day, name_of_doctor
from tests.journeys.guests import bring_in, day_to_come, patient, visit
from tests.journeys.keys import tab_to
from tests.journeys.pages import DR_SMITH, REEM
from tests.journeys.site import Site, running_site

pytestmark = pytest.mark.browser
AtDesk = Callable[..., Any]
INSIDE = "c => c.getBoundingClientRect().left >= 0 && c.getBoundingClientRect().right <= 361"
TALL, WIDE = 800, 1280
GRID_BEGINS = 130  # pixels from the top
LIGHT = 70_000  # bytes of a board of twelve doctors with ten visits each, before compression
MOST_CLICKS, MOST_KEYS = 4, 30
DAY = day_to_come(3)
TWELVE = f"/board/?date={DAY}&department=Busy"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A small clinic, and beside it twelve doctors with ten visits each on a day to come."""
    with running_site(tmp_path_factory.mktemp("busy"), patients=5) as running:
        bring_in(running, [*full_day(DAY, now(), department="Busy"), *arriving_today()])
        yield running


@pytest.fixture(scope="module")
def state(site: Site, chrome: Browser) -> Any:
    """The cookies of somebody at the desk."""
    with visitor(chrome, site) as someone:
        return someone.sign_in(REEM).context.storage_state()


@pytest.fixture
def at_desk(site: Site, chrome: Browser, state: Any) -> Callable[..., Any]:
    """`with at_desk(width=360) as desk:` – somebody at the desk with a fresh browser."""
    return partial(visitor, chrome, site, storage_state=state)


@dataclass
class Hands:
    """Somebody at the desk whose clicks and keys are counted."""

    page: Page
    clicks: int = 0
    keys: int = 0

    def click(self, target: Locator) -> None:
        target.click()
        self.clicks += 1

    def types(self, text: str) -> None:
        self.page.keyboard.type(text)
        self.keys += len(text)

    def press(self, key: str) -> None:
        self.page.keyboard.press(key)
        self.keys += 1

    def tab_to(self, target: Locator) -> None:
        self.keys += tab_to(self.page, target)


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


def test_a_phone_call_takes_four_clicks(at_desk: AtDesk) -> None:
    with at_desk() as desk:
        page = desk.go("/board/")
        expect(page.get_by_role("searchbox")).to_be_focused()
        hands = Hands(page)
        hands.types("doe john")
        hands.press("Enter")
        hands.click(page.get_by_role("link", name="Book : John Doe"))
        department = page.get_by_role("link", name="Busy", exact=True)
        hands.click(department)
        soonest = page.locator("#next-title ~ ul a", has_text=name_of_doctor(0)).first
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
        hands.tab_to(row.get_by_role("link", name="Book"))
        hands.press("Enter")
        expect(page.locator("h1")).to_contain_text("Book a visit")
        hands.tab_to(page.locator("#next-title ~ ul a").first)
        hands.press("Enter")
        expect(page.locator("input[name=starts_at]:checked")).to_have_count(1)
        hands.tab_to(page.get_by_role("button", name="Book this visit"))
        hands.press("Enter")
        expect(page.locator("#messages")).to_contain_text("The visit is booked.")
        assert hands.keys <= MOST_KEYS


def test_checking_in_takes_two_clicks_from_the_search_result(at_desk: AtDesk) -> None:
    with at_desk() as desk:
        page = desk.go("/patients/find/")
        hands = Hands(page)
        hands.types("checks in")
        hands.press("Enter")
        hands.click(page.get_by_role("button", name="Check in"))
        expect(page.locator("#messages")).to_contain_text("Noted: Arrived.")
        assert hands.clicks <= 2


def arriving_today() -> Iterator[Any]:
    """Somebody who phones and has no visit yet, and somebody who has one this very hour."""
    yield patient("patient_phones", "Zahra Phones Phones", "+97455667799")
    yield patient("patient_checks_in", "Zahra Checksin Checks", "+97455667788")
    starts = now().replace(minute=0, second=0, microsecond=0)
    yield visit("appointment_checks_in", "patient_checks_in", DR_SMITH, starts)


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
