"""What work at the desk takes in clicks and keys, until it is said that it is done."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys.busy.hands import Hands
from tests.journeys.busy.people import DAY, LEFT, LEFTOVER, OPEN, TWELVE, left_open
from tests.journeys.desk import new_birth_date, new_name
from tests.journeys.site import Site
from tests.journeys.tries import next_try, this_try

pytestmark = pytest.mark.browser
AtDesk = Callable[..., Any]
NEXT = DAY + timedelta(days=1)
MOVED = (("15:00", "09:30"), ("12:30", "10:30"), ("11:00", "11:30"))  # of each try, from and to
ILL = ("provider_busy_11", "provider_busy_10", "provider_busy_09")
ONE, OTHER = "provider_busy_03", "provider_busy_04"


def entry(page: Page, provider_id: str, clock: str) -> Locator:
    """A visit on the board, by its doctor and time."""
    column = page.locator(f".board-column:has([data-provider={provider_id}])")
    return column.locator(".board-entry > a", has_text=clock)


def said(page: Page, words: str) -> None:
    expect(page.locator("#messages")).to_contain_text(words)


def test_a_walk_in_takes_two_clicks_and_what_is_typed(at_desk: AtDesk) -> None:
    with at_desk() as desk:
        page, name = desk.go("/board/"), new_name()
        hands = Hands(page)
        hands.goes(page.get_by_role("link", name="Walk-in"))
        born = new_birth_date()
        hands.types("Walid")
        for label, text in (("Family name", name), ("Date of birth", born)):
            hands.tab_to(page.get_by_label(label))
            hands.types(text)
        hands.tab_to(page.locator("#id_provider"))
        hands.types("Dr. Ali S")
        hands.tab_to(page.get_by_label("Reason for visit"))
        with page.expect_navigation():
            hands.press("Enter")
        said(page, "The patient has arrived")
        assert hands.clicks <= 2
        assert hands.keys - len(f"Walid{name}{born}Dr. Ali S") <= 9
        assert desk.complaints == []


def test_a_visit_goes_to_another_day_and_doctor_in_nine_clicks(at_desk: AtDesk, site: Site) -> None:
    was_at, will_be_at = MOVED[next_try(site, "a move").number % len(MOVED)]
    with at_desk() as desk:
        page = desk.go(TWELVE)
        hands = Hands(page)
        hands.click(entry(page, ONE, was_at))
        hands.goes(page.locator("#glance").get_by_role("link", name="Move to…"))
        hands.chooses(page.locator("#id_provider"), "provider_thirty_07")
        expect(page.locator("#free-times")).to_contain_text("Rahman7")
        expect(page.locator(".htmx-request")).to_have_count(0)
        hands.goes(page.locator(f"button[name=other_day][value='{NEXT}']"))
        hands.click(page.locator("label.slot", has_text=will_be_at))
        expect(page.locator("#free-times [data-clock]")).to_be_visible()  # held meanwhile
        hands.goes(page.get_by_role("button", name="Move visit"))
        said(page, "The visit is moved.")
        expect(page.locator("h1")).to_contain_text(f"{NEXT.day} {NEXT:%B %Y}")
        assert hands.clicks <= 9
        assert desk.violations() == []
        assert desk.complaints == []


def test_two_visits_are_swapped_in_four_clicks_and_swapped_back_in_one(at_desk: AtDesk) -> None:
    with at_desk() as desk:
        page = desk.go(TWELVE)
        names = [entry(page, who, "13:30").locator("b").inner_text() for who in (ONE, OTHER)]
        hands = Hands(page)
        hands.click(entry(page, ONE, "13:30"))
        hands.goes(page.locator("#glance").get_by_role("link", name="Swap with…"))
        other = page.locator(".form-check", has=page.get_by_text(names[1], exact=True))
        hands.click(other.locator("input"))
        hands.goes(page.get_by_role("button", name="Swap their times"))
        said(page, "The two visits are swapped.")
        assert hands.clicks <= 4
        assert desk.violations() == []
        hands.goes(page.get_by_role("button", name="Undo the swap"))
        said(page, "The swap is undone.")
        assert hands.clicks <= 5
        page = desk.go(TWELVE)
        again = [entry(page, who, "13:30").locator("b").inner_text() for who in (ONE, OTHER)]
        assert again == names
        assert desk.complaints == []


def test_an_ill_doctors_patients_are_all_answered(at_desk: AtDesk, site: Site) -> None:
    ill = ILL[next_try(site, "an illness").number % len(ILL)]
    with at_desk() as desk:
        column = desk.page.locator(f".board-column:has([data-provider={ill}])")
        desk.go(TWELVE)
        count = column.locator(".board-entry").count()
        assert count
        page = desk.go(f"/providers/{ill}/time-off/")
        hands = Hands(page)
        # Off: the reason, the day, one press
        hands.chooses(page.get_by_label("Why"), "SICK")
        page.get_by_label("First day").fill(DAY.isoformat())
        hands.keys += len("dd.mm.yyyy")
        hands.goes(page.get_by_role("button", name="Add time off"))
        said(page, "No visit was cancelled.")
        rows = page.locator("main table.data-table tbody tr")
        expect(rows).to_have_count(count)
        assert desk.violations() == []
        # One answers the phone and takes the held time; one does not answer, and later is left word
        [first, second] = [rows.nth(n).locator("th a").first.inner_text() for n in (0, 1)]
        hands.goes(page.get_by_role("button", name=f"Accept held time : {first}"))
        said(page, "The visit is moved to the held time.")
        expect(rows).to_have_count(count - 1)
        of_second = rows.filter(has_text=second)
        of_second.get_by_label("Call note").fill("Rang twice")
        hands.goes(of_second.get_by_role("button", name="No answer"))
        expect(of_second).to_contain_text("Rang twice")
        hands.goes(of_second.get_by_role("button", name="Left a message"))
        expect(of_second).to_contain_text("left a message")
        # The others go to one colleague, and nothing is left
        hands.chooses(page.get_by_label("Or give all of these visits to a colleague"), OTHER)
        hands.goes(page.get_by_role("button", name=f"Give {count - 1} visits"))
        said(page, f"{count - 1} visits are given to the colleague.")
        expect(page.locator("main")).to_contain_text("No visit is booked in this time.")
        assert hands.clicks <= 12
        desk.go(TWELVE)
        expect(column.get_by_role("img", name="seen by a stand-in")).to_have_count(count - 1)
        assert desk.complaints == []


def test_ninety_open_visits_are_closed_as_they_ended_in_eight_clicks(
    at_desk: AtDesk, site: Site
) -> None:
    family = this_try(site, left_open).named(LEFTOVER)
    with at_desk() as desk:
        page = desk.go("/board/")
        hands = Hands(page)
        hands.goes(
            page.get_by_role("navigation", name="Lists").get_by_role("link", name="To close")
        )
        hands.goes(page.get_by_role("link", name="Open the whole list"))
        left = page.locator(".leftovers li", has_text=family)
        expect(left).to_have_count(OPEN)
        # One did not come, one came and left without being seen; the others were seen
        waited = left.filter(has_text=LEFT)
        for gone, end in ((left.nth(5), "No-show"), (waited, "Left without being seen")):
            hands.click(gone.get_by_role("checkbox"))
            assert desk.violations() == []
            hands.goes(page.locator(".close-many").get_by_role("button", name=end))
            said(page, "1 visit is closed.")
        expect(left).to_have_count(OPEN - 2)
        hands.click(page.get_by_role("button", name="Select all"))
        hands.goes(page.get_by_role("button", name="Seen", exact=True))
        said(page, "visits are closed.")
        expect(left).to_have_count(0)
        assert hands.clicks <= 8
        assert desk.complaints == []
