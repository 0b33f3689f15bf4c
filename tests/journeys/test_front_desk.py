"""What the front desk does all day: find, register, book, cancel, look at the board."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.desk import (
    book_for_john,
    choose_time,
    height_of_a_quarter,
    new_birth_date,
    new_name,
    open_booking,
    quiet_monday,
    register,
    send,
)
from tests.journeys.keys import tab_to
from tests.journeys.pages import JOHN, OF_JOHN, REEM, SCHEMA_DAY

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("typed", ["doe john", "+974 1234 5678", JOHN, "john.doe@email.com"])
def test_a_patient_is_found_by_whatever_is_known(
    visiting: Callable[..., Any], cookies_of: Callable[[str], Any], typed: str
) -> None:
    with visiting(storage_state=cookies_of(REEM)) as desk:
        page = desk.go("/board/")
        page.keyboard.press("Escape")
        page.get_by_role("searchbox").fill(typed)
        page.keyboard.press("Enter")
        row = page.get_by_role("row").filter(has_text=JOHN)
        expect(row).to_contain_text("15 June 1985")
        assert "john" not in page.url.lower()
        row.get_by_role("link", name="John Doe", exact=True).click()
        expect(page.locator(".patient-banner")).to_contain_text("John Doe")
        assert desk.complaints == []


def test_a_second_registration_of_one_person_is_questioned_first(
    visiting: Callable[..., Any], cookies_of: Callable[[str], Any]
) -> None:
    name, born = new_name(), new_birth_date()
    with visiting(storage_state=cookies_of(REEM)) as desk:
        # Given a patient has been registered
        page = register(desk, "Zainab", name, born)
        expect(page.locator("#messages")).to_contain_text("The patient is registered.")
        # When somebody of the same name and birth date is registered
        page = register(desk, "zainab", name.upper(), born)
        # Then nothing is stored yet, and what was typed is still there
        expect(page.get_by_role("alert")).to_contain_text("Is it one of these?")
        expect(page.get_by_label("Family name")).to_have_value(name.upper())
        expect(page.get_by_role("alert").get_by_role("row", name=name)).to_have_count(1)
        # And it can be registered all the same
        page.get_by_role("button", name="None of these: register anyway").click()
        expect(page.locator("#messages")).to_contain_text("The patient is registered.")
        assert desk.complaints == []


def test_a_visit_is_booked_with_the_keyboard_alone(
    visiting: Callable[..., Any], cookies_of: Callable[[str], Any]
) -> None:
    with visiting(storage_state=cookies_of(REEM)) as desk:
        # Given the board; the search has the focus
        page = desk.go("/board/")
        expect(page.get_by_role("searchbox")).to_be_focused()
        page.keyboard.type(JOHN)
        page.keyboard.press("Enter")
        page.wait_for_url("**/patients/find/")
        expect(page.get_by_role("searchbox")).to_be_focused()  # the page is ready for keys
        # When John Doe is found and a doctor chosen
        tab_to(page, book_for_john(page))
        page.keyboard.press("Enter")
        page.wait_for_url(f"**{OF_JOHN}/book/")
        tab_to(page, page.locator("#id_provider"))
        page.keyboard.type("Dr. Sarah")
        # Each letter chose a doctor and asked for times, one after the other; the last are shown
        expect(page.locator(".htmx-request")).to_have_count(0)
        expect(page.locator("#free-times")).to_contain_text("Dr. Sarah Smith")
        # And a day, a time and a reason
        tab_to(page, page.locator("button[name=other_day]").last)
        with page.expect_navigation():
            page.keyboard.press("Enter")
        tab_to(page, page.locator("input[name=starts_at]:not(:disabled)"))
        page.keyboard.press("Space")
        tab_to(page, page.get_by_label("Reason for visit"))
        page.keyboard.type("Chest pain on stairs")
        tab_to(page, page.get_by_role("button", name="Book this visit"))
        page.keyboard.press("Enter")
        # Then it is booked
        expect(page.locator("#messages")).to_contain_text("The visit is booked.")
        expect(page.locator("main")).to_contain_text("Chest pain on stairs")
        # And it can be cancelled, before John asks elsewhere for his next visit
        page.get_by_role("link", name="Cancel this visit").press("Enter")
        page.get_by_label("Why is it cancelled?").fill("Booked by mistake")
        page.get_by_role("button", name="Cancel visit").press("Enter")
        expect(page.locator("#messages")).to_contain_text("Its time is free again")
        assert desk.complaints == []


def test_of_two_desks_that_want_one_time_one_is_told_and_keeps_what_was_typed(
    visiting: Callable[..., Any], cookies_of: Callable[[str], Any]
) -> None:
    with (
        visiting(storage_state=cookies_of(REEM)) as quick,
        visiting(storage_state=cookies_of("staff_00002"), java_script_enabled=False) as slow,
    ):
        # Given both have the same free time before them, and no script tells the other meanwhile
        day = quiet_monday()
        first, second = open_booking(quick, day), open_booking(slow, day)
        wanted = choose_time(first, 2)
        assert choose_time(second, 2) == wanted
        second.get_by_label("Reason for visit").fill("Ohrensausen – طنين الأذن")
        # When the one books it
        send(first)
        expect(first.locator("#messages")).to_contain_text("The visit is booked.")
        # Then the other is told, is offered the nearest times, and has lost nothing
        send(second)
        expect(second.locator("#error-summary")).to_be_visible()
        expect(second.get_by_role("heading", name="Nearest free times")).to_be_visible()
        expect(second.get_by_label("Reason for visit")).to_have_value("Ohrensausen – طنين الأذن")
        offered = second.locator("input[name=starts_at]:not(:disabled)")
        assert offered.count() > 0
        assert f"{wanted:%H:%M}" not in second.locator("label.slot").all_inner_texts()
        # And one press later the visit is booked at one of them
        choose_time(second)
        send(second)
        expect(second.locator("#messages")).to_contain_text("The visit is booked.")
        assert quick.complaints == slow.complaints == []


def test_who_chooses_a_time_somebody_else_fills_in_is_told_at_once_and_loses_nothing(
    visiting: Callable[..., Any], cookies_of: Callable[[str], Any]
) -> None:
    with (
        visiting(storage_state=cookies_of(REEM)) as quick,
        visiting(storage_state=cookies_of("staff_00002")) as slow,
    ):
        # Given both have the same free time before them, and the one has chosen it
        day = quiet_monday()
        first, second = open_booking(quick, day), open_booking(slow, day)
        wanted = choose_time(first, 2)
        expect(first.locator("[data-kept]")).to_be_visible()
        # When the other chooses it
        second.get_by_label("Reason for visit").fill("Ohrensausen – طنين الأذن")
        assert choose_time(second, 2) == wanted
        # Then the nearest times take its place
        expect(second.get_by_role("heading", name="Nearest free times")).to_be_visible()
        expect(second.get_by_label("Reason for visit")).to_have_value("Ohrensausen – طنين الأذن")
        assert quick.complaints == slow.complaints == []


def test_free_times_that_could_not_be_fetched_are_said_to_be_missing(
    visiting: Callable[..., Any], cookies_of: Callable[[str], Any]
) -> None:
    with visiting(storage_state=cookies_of(REEM)) as desk:
        page = open_booking(desk)
        expect(page.locator("#not-loaded")).to_be_hidden()
        # When the answer about another length does not come
        page.route("**/book/", lambda route: route.fulfill(status=503))
        page.get_by_label("Length").select_option("60")
        # Then the page says that the times shown are not those
        expect(page.locator("#not-loaded")).to_be_visible()
        # And no longer, once they have come
        page.unroute("**/book/")
        page.get_by_label("Length").select_option("45")
        expect(page.locator("#not-loaded")).to_be_hidden()


def test_a_cancelled_visit_frees_its_time_on_the_board(
    visiting: Callable[..., Any], cookies_of: Callable[[str], Any]
) -> None:
    with visiting(storage_state=cookies_of(REEM)) as desk:
        # Given a visit that was just booked
        page = open_booking(desk)
        time = choose_time(page, 5)
        send(page)
        visit = page.url.removeprefix(desk.site.url)
        # When it is called off without a reason, it is asked for one
        page.get_by_role("link", name="Cancel this visit").click()
        page.get_by_role("button", name="Cancel visit").click()
        expect(page.locator("#error-summary")).to_contain_text("Say why")
        page.get_by_label("Why is it cancelled?").fill("The patient is travelling")
        page.get_by_role("button", name="Cancel visit").click()
        expect(page.locator("#messages")).to_contain_text("Its time is free again")
        expect(page.locator("main")).to_contain_text("The patient is travelling")
        # Then its time is free on the board, and the visit stands among the cancelled ones
        page = desk.go(f"/board/?date={time:%Y-%m-%d}")
        taken = doctors_column(page).locator(".board-entry", has_text=f"{time:%H:%M}")
        expect(taken).to_have_count(0)
        page.get_by_role("link", name="To close").click()
        page.get_by_text("cancelled visit").click()
        expect(page.locator(f"details a[href='{visit}']")).to_be_visible()


def test_the_board_of_any_day_shows_its_visits(
    visiting: Callable[..., Any], cookies_of: Callable[[str], Any]
) -> None:
    with visiting(storage_state=cookies_of(REEM)) as desk:
        page = desk.go(f"/board/?date={SCHEMA_DAY}")
        visit = doctors_column(page).locator(".board-entry > a", has_text="John Doe")
        expect(visit).to_contain_text("17:00")
        # A press shows it where it stands, and leads on to its page
        visit.click()
        expect(page.locator("#glance")).to_contain_text("John Doe")
        assert desk.violations() == []
        page.locator("#glance").get_by_role("link", name="Open the visit").click()
        expect(page.locator("h1")).to_contain_text("15 June 2025")


def test_a_free_time_of_the_board_is_booked_for_a_patient_who_is_searched_for_then(
    visiting: Callable[..., Any], cookies_of: Callable[[str], Any]
) -> None:
    with visiting(storage_state=cookies_of(REEM)) as desk:
        # Given a free time on the board of a day to come
        page = open_booking(desk)
        day = choose_time(page)
        page = desk.go(f"/board/?date={day:%Y-%m-%d}")
        free = doctors_column(page).locator(".board-free > a").last
        hour, minute = map(int, free.inner_text()[:5].split(":"))
        at = f"{hour + 1:02}:{minute:02}"  # the fifth quarter of an hour of the gap
        free.click(position={"x": 20, "y": 4.5 * height_of_a_quarter(free)})
        # When the patient is found
        page.get_by_role("searchbox").fill("doe john")
        page.keyboard.press("Enter")
        book_for_john(page).click()
        # Then that time is chosen already
        chosen = page.locator("label.slot:has(input:checked)")
        expect(chosen).to_contain_text(at)
        send(page)
        expect(page.locator("#messages")).to_contain_text("The visit is booked.")


def doctors_column(page: Page) -> Any:
    """The column of Dr. Smith on the board."""
    return page.get_by_role("region", name="Dr. Sarah Smith").and_(page.locator(".board-column"))
