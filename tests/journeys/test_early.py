"""What is typed or chosen before a slow line has brought a page's scripts is heard when it has."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from secrets import randbelow
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.journeys.browser import Visitor, held_back
from tests.journeys.keys import type_at_cursor
from tests.journeys.pages import DR_SMITH, HOURS, OF_JOHN, REEM, SCHEMA_DAY

pytestmark = pytest.mark.browser
Early = Callable[..., Any]
TOLD = """
window.told = [];
addEventListener("change", (event) => { if (event.early) window.told.push(event.target.name); });
"""


@pytest.fixture
def early(visiting: Callable[..., Any], cookies_of: Callable[[str], Any]) -> Early:
    """`with early(user_id, path, script) as (someone, the_script_comes):` – not there yet."""

    @contextmanager
    def at(user_id: str, path: str, script: str) -> Iterator[tuple[Visitor, Callable[[], None]]]:
        with visiting(storage_state=cookies_of(user_id)) as someone:
            page = someone.page
            late = held_back(page, script)
            with page.expect_request(script):
                page.goto(someone.site.url + path, wait_until="commit")

            def comes() -> None:
                [route] = late
                route.continue_()
                page.unroute(script)  # other pages have it from now on

            yield someone, comes
            assert someone.complaints == []

    return at


def test_a_medicine_that_was_typed_is_looked_up(early: Early) -> None:
    with early(DR_SMITH, "/medicines/", "**/htmx.min*.js") as (doctor, the_script_comes):
        type_at_cursor(doctor.page, "amoxi")
        the_script_comes()
        expect(doctor.page.locator("#found")).to_contain_text("Amoxicillin")


def test_of_a_doctor_who_was_chosen_the_free_times_come(early: Early) -> None:
    with early(REEM, f"{OF_JOHN}/book/", "**/htmx.min*.js") as (desk, the_script_comes):
        desk.page.locator("#id_provider").select_option(DR_SMITH)
        the_script_comes()
        expect(desk.page.locator("#free-times")).to_contain_text("Dr. Sarah Smith")


def test_of_a_department_that_was_chosen_the_board_comes(early: Early) -> None:
    board = f"/board/?date={SCHEMA_DAY}"
    with early(REEM, board, "**/js/board*.js") as (desk, the_script_comes):
        desk.page.locator("#department").select_option("Pediatrics")
        the_script_comes()
        desk.page.wait_for_url("**department=Pediatrics**")
        # And whoever goes back is there, and stays
        desk.page.go_back()
        expect(desk.page).to_have_url(desk.site.url + board)
        desk.shifted()
        expect(desk.page).to_have_url(desk.site.url + board)


def test_a_day_that_was_picked_stands_in_words(early: Early) -> None:
    with early(REEM, f"{HOURS}/time-off/", "**/js/frame*.js") as (desk, the_script_comes):
        desk.page.get_by_label("First day").fill("2031-01-04")
        the_script_comes()
        expect(desk.page.locator("[data-day-words]").first).to_have_text("4 January 2031")


def test_a_note_saves_what_was_typed_in_a_section_that_stays_open(
    early: Early, visiting: Callable[..., Any], cookies_of: Callable[[str], Any]
) -> None:
    note, typed = f"{OF_JOHN}/note/", f"{100 + randbelow(80)}/{50 + randbelow(40)}"
    with early(DR_SMITH, note, "**/js/note*.js") as (doctor, the_script_comes):
        # Given the section was folded the last time
        page = doctor.page
        page.evaluate("localStorage.setItem('folds', JSON.stringify({'part-vitals': false}))")
        page.locator("[name=blood_pressure]").click()
        page.keyboard.press("ControlOrMeta+A")
        page.keyboard.type(typed)
        with page.expect_response(is_saved):
            the_script_comes()
        expect(page.locator("[name=blood_pressure]")).to_be_focused()
        expect(page.locator("#part-vitals")).to_have_attribute("open", "")
    with visiting(storage_state=cookies_of(DR_SMITH)) as doctor:
        expect(doctor.go(note).locator("[name=blood_pressure]")).to_have_value(typed)


def test_a_day_that_is_none_was_not_typed_before(
    visiting: Callable[..., Any], cookies_of: Callable[[str], Any]
) -> None:
    with visiting(storage_state=cookies_of(REEM)) as desk:
        desk.page.add_init_script(TOLD)
        # Given a day that a browser without a calendar let through, and shows again
        page = desk.go(f"{HOURS}/time-off/")
        day = page.get_by_label("First day")
        day.evaluate("(box) => { box.type = 'text'; box.value = 'soon'; }")
        with page.expect_navigation():
            page.get_by_role("button", name="Add time off").click()
        expect(day).to_have_attribute("value", "soon")
        # Then the page does not take what this browser leaves out of it for something typed
        assert page.evaluate("window.told") == []


def is_saved(answer: Any) -> bool:
    """Whether the note was stored by itself."""
    sent = answer.request.post_data or ""
    return answer.ok and "save=auto" in sent
