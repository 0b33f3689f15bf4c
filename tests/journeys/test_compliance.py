"""What compliance comes for: who looked at whose record, and who was refused."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.pages import DR_SMITH, JOHN, OF_JOHN, OMAR

pytestmark = pytest.mark.browser
MOST_PAGES = 40  # of a day on which other journeys were busy


def test_accesses_just_made_are_found_by_day_by_person_and_by_patient(
    visiting: Callable[..., Any], cookies_of: Callable[[str], Any]
) -> None:
    # Given a doctor has just read a chart, and a patient was refused another one's record
    with visiting(storage_state=cookies_of(DR_SMITH)) as doctor:
        doctor.go(f"{OF_JOHN}/")
    with visiting(storage_state=cookies_of(JOHN)) as john:
        john.go("/patients/patient_00001/records/")
    with visiting() as omar:
        # When Omar opens today
        page = omar.sign_in(OMAR)
        # Then both stand there
        turn_to(page, JOHN, "patients:records", "Refused")
        page.goto(page.url.partition("?")[0])
        reading = turn_to(page, DR_SMITH, "Read the medical record", JOHN, "Allowed")
        expect(reading).to_contain_text(JOHN)
        expect(reading).to_contain_text("treatment")
        # When he asks about the doctor
        ask(page, "person", DR_SMITH)
        expect(entries(page, "Read the medical record", JOHN, "Allowed").first).to_be_visible()
        # And about the patient
        page.goto(page.url.partition("?")[0])
        ask(page, "patient", JOHN)
        expect(entries(page, DR_SMITH, "Allowed").first).to_be_visible()
        # And about the one whose record was asked for in vain
        page.goto(page.url.partition("?")[0])
        ask(page, "patient", "patient_00001")
        expect(entries(page, JOHN, "Refused").first).to_be_visible()
        assert omar.complaints == []


def test_asking_is_itself_in_the_trail_and_a_wrong_id_is_explained(
    visiting: Callable[..., Any], cookies_of: Callable[[str], Any]
) -> None:
    with visiting(storage_state=cookies_of(OMAR)) as omar:
        page = omar.go("/oversight/")
        ask(page, "patient", "no such id!")
        expect(page.locator("#error-summary")).to_be_visible()
        expect(page.locator("main [name=patient]")).to_have_value("no such id!")
        omar.go(f"/oversight/?person={OMAR}")
        expect(entries(page, "Searched the audit trail").first).to_be_visible()


def test_an_answer_on_paper_keeps_its_question_and_no_button(
    visiting: Callable[..., Any], cookies_of: Callable[[str], Any]
) -> None:
    with visiting(storage_state=cookies_of(OMAR)) as omar:
        page = omar.go(f"/oversight/?person={OMAR}")
        page.emulate_media(media="print")
        expect(page.locator("main [name=person]")).to_be_visible()
        expect(entries(page, OMAR).first).to_be_visible()
        expect(page.get_by_role("button", name="Show")).to_be_hidden()


def test_oversight_reads_no_chart(
    visiting: Callable[..., Any], cookies_of: Callable[[str], Any]
) -> None:
    with visiting(storage_state=cookies_of(OMAR)) as omar:
        charts = {omar.go(f"{OF_JOHN}/{place}").content() for place in ("", "records/")}
        absent = omar.go("/patients/patient_of_nobody/").content()
        assert charts == {absent}


def ask(page: Page, name: str, wanted: str) -> None:
    """Fill in one of the two questions and send it."""
    page.locator(f"main [name={name}]").fill(wanted)
    with page.expect_navigation():
        page.get_by_role("button", name="Show").click()


def turn_to(page: Page, *words: str) -> Any:
    """The newest row with these words; others may have filled the first pages meanwhile."""
    older = page.get_by_role("link", name="Older", exact=True)
    for _ in range(MOST_PAGES):
        if entries(page, *words).count() or not older.count():
            break
        with page.expect_navigation():
            older.click()
    expect(entries(page, *words).first).to_be_visible()
    return entries(page, *words).first


def entries(page: Page, *words: str) -> Any:
    """The rows of the trail with all these words."""
    rows = page.locator(".trail tbody tr")
    for each in words:
        rows = rows.filter(has_text=each)
    return rows
