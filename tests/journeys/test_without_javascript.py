"""Each role's main job with JavaScript switched off, sign-in and sign-out included."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.journeys.desk import book_for_john, choose_time, open_booking, send
from tests.journeys.pages import DR_SMITH, ECG, JOHN, OF_JOHN, OMAR, REEM, SCHEMA_DAY
from tests.journeys.test_compliance import ask, entries
from tests.journeys.test_patient import downloaded

pytestmark = pytest.mark.browser


def test_a_patient_reads_and_downloads(visiting: Callable[..., Any]) -> None:
    with visiting(java_script_enabled=False) as john:
        page = john.sign_in(JOHN)
        menu = page.get_by_role("navigation", name="Main")
        menu.get_by_role("link", name="My health").click()
        page.get_by_role("link", name="All records").click()
        expect(page.locator("main")).to_contain_text("Regular cardiac checkup")
        menu.get_by_role("link", name="Documents").click()
        name, _ = downloaded(page, f"main a[href*='/documents/{ECG}/download/']")
        assert name == "ecg_report_20250601.pdf"
        john.sign_out()
        assert john.complaints == []


def test_a_doctor_sees_a_day_and_reads_the_chart(visiting: Callable[..., Any]) -> None:
    with visiting(java_script_enabled=False) as doctor:
        page = doctor.sign_in(DR_SMITH)
        page.get_by_label("Go to day").fill(SCHEMA_DAY)
        page.get_by_role("button", name="Go", exact=True).click()
        page.locator("li.visit").get_by_role("link", name="John Doe").click()
        page.get_by_role("link", name="Open the chart").click()
        expect(page.locator("main")).to_contain_text("I25.9")
        # The values behind a line of vital signs open without a script
        page.locator("details.chart-table summary").first.click()
        expect(page.locator("details.chart-table[open] table").first).to_be_visible()
        assert doctor.complaints == []


def test_the_front_desk_books_and_cancels(visiting: Callable[..., Any]) -> None:
    with visiting(java_script_enabled=False) as desk:
        page = desk.sign_in(REEM)
        page.get_by_role("searchbox").fill("doe john")
        page.get_by_role("button", name="Find").click()
        book_for_john(page).click()
        # The doctor is chosen, and the free times come with a press
        page.locator("#id_provider").select_option(DR_SMITH)
        page.get_by_role("button", name="Show free times").click()
        expect(page.locator("#free-times")).to_contain_text("Dr. Sarah Smith")
        page = open_booking(desk)
        choose_time(page)
        page.get_by_label("Reason for visit").fill("Without a script")
        send(page)
        expect(page.locator("#messages")).to_contain_text("The visit is booked.")
        page.get_by_role("link", name="Cancel this visit").click()
        page.get_by_label("Why is it cancelled?").fill("Only tried")
        page.get_by_role("button", name="Cancel visit").click()
        expect(page.locator("#messages")).to_contain_text("The visit is cancelled.")
        assert desk.complaints == []


def test_compliance_asks_about_a_patient(visiting: Callable[..., Any]) -> None:
    with visiting(java_script_enabled=False) as omar:
        page = omar.sign_in(OMAR)
        ask(page, "patient", JOHN)
        expect(entries(page).first).to_be_visible()
        omar.sign_out()
        assert omar.complaints == []


def test_the_language_turns(visiting: Callable[..., Any], cookies_of: Callable[[str], Any]) -> None:
    with visiting(java_script_enabled=False, storage_state=cookies_of(JOHN)) as john:
        with john.reading("ar"):
            expect(john.go(f"{OF_JOHN}/records/").locator("html")).to_have_attribute("dir", "rtl")
        assert john.complaints == []
