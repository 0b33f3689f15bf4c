"""What a patient comes for: the next visit, the record, the documents, and who looked."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, Response, expect

from tests.journeys.behind import stored_file
from tests.journeys.pages import DR_SMITH, ECG, JOHN, OF_JOHN, RECORD

pytestmark = pytest.mark.browser

ECG_KEY = f"documents/{JOHN}/ecg_2025-06-01.pdf"


def test_from_home_a_patient_reaches_the_next_visit_and_the_record(
    visiting: Callable[..., Any],
) -> None:
    with visiting() as john:
        # Given John has signed in
        page = john.sign_in(JOHN)
        expect(page.locator("h1")).to_have_text("Hello, John Doe")
        # When he opens his next visit
        coming = page.locator("section", has=page.get_by_role("heading", name="Next visit"))
        expect(page.locator("footer")).to_contain_text("Qatar time, UTC+3")
        # (whatever other journeys have booked for him: the visit is compared with what home says)
        doctor, *_rest = coming.locator("dd").all_inner_texts()
        prepares = coming.get_by_role("heading", name="How to prepare").count()
        coming.get_by_role("link", name="See this visit").click()
        # Then he sees with whom, and how to prepare
        expect(page.locator("main")).to_contain_text(doctor)
        expect(page.get_by_role("heading", name="How to prepare")).to_have_count(prepares)
        # And among his records is the one of 1 June 2025
        page.get_by_role("navigation", name="Main").get_by_role("link", name="My health").click()
        page.get_by_role("link", name="All records").click()
        page.locator(f"main a[href$='/records/{RECORD}/']").click()
        for words in ("I25.9", "Atorvastatin", "98.6 °F", "120/80 mmHg", "Low-sodium diet"):
            expect(page.locator("main")).to_contain_text(words)
        assert john.complaints == []


def test_on_paper_the_record_names_the_patient_and_drops_the_site_around_it(
    visiting: Callable[..., Any], cookies_of: Callable[[str], Any]
) -> None:
    with visiting(storage_state=cookies_of(JOHN)) as john:
        page = john.go(f"{OF_JOHN}/records/{RECORD}/")
        banner = page.locator(".patient-banner")
        expect(banner).to_be_hidden()
        page.emulate_media(media="print")
        expect(banner).to_contain_text("John Doe")
        expect(banner).to_contain_text("15 June 1985")
        expect(banner).to_be_visible()
        expect(page.locator("main")).to_contain_text("I25.9")
        expect(page.get_by_role("navigation", name="Main")).to_be_hidden()
        expect(page.locator("details.account")).to_be_hidden()
        assert page.pdf().startswith(b"%PDF")


def test_the_ecg_report_arrives_as_a_file_with_its_name_and_every_byte(
    visiting: Callable[..., Any], cookies_of: Callable[[str], Any]
) -> None:
    with visiting(storage_state=cookies_of(JOHN)) as john:
        page = john.go(f"{OF_JOHN}/documents/")
        kept: list[Response] = []
        page.context.on("response", lambda answer: kept.append(answer))  # noqa: PLW0108
        name, content = downloaded(page, f"main a[href*='/documents/{ECG}/download/']")
        assert name == "ecg_report_20250601.pdf"
        assert content == stored_file(john.site, ECG_KEY)
        assert content.startswith(b"%PDF")
        file = next(each for each in kept if ECG_KEY in each.url)
        assert file.headers["content-disposition"].startswith("attachment")
        assert "X-Amz-Expires=60" in file.url


def test_a_patient_sees_that_the_doctor_opened_the_chart(
    visiting: Callable[..., Any], cookies_of: Callable[[str], Any]
) -> None:
    # Given Dr. Smith has just read the chart of John Doe
    with visiting(storage_state=cookies_of(DR_SMITH)) as doctor:
        doctor.go(f"{OF_JOHN}/")
    with visiting(storage_state=cookies_of(JOHN)) as john:
        # When John asks who looked
        page = john.go("/home/")
        page.get_by_role("link", name="Everyone who looked").click()
        # Then she stands there, as what, and why
        looks = page.locator(".timeline-item", has_text="Dr. Sarah Smith")
        expect(looks.first).to_contain_text("Doctor")
        expect(looks.filter(has_text="Read the chart, for treatment").first).to_be_visible()
        assert john.complaints == []


def test_another_patients_pages_do_not_exist_for_a_patient(
    visiting: Callable[..., Any], cookies_of: Callable[[str], Any]
) -> None:
    with visiting(storage_state=cookies_of(JOHN)) as john:
        pages = [
            john.go(f"/patients/{somebody}/{place}/").content()
            for somebody in ("patient_00001", "patient_of_nobody")
            for place in ("records", "documents", "visits", "viewed-by")
        ]
        assert len(set(pages)) == 1
        assert "404" not in john.page.locator("h1").inner_text()


def downloaded(page: Page, link: str) -> tuple[str, bytes]:
    """Follow a link to a file: its suggested name, and what is in it."""
    with page.expect_download() as arriving:
        page.locator(link).first.click()
    return arriving.value.suggested_filename, Path(arriving.value.path()).read_bytes()
