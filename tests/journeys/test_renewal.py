"""A patient runs out of a medicine, asks, is answered on the doctor's day, opens the paper."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.journeys.desk import new_name
from tests.journeys.pages import DR_SMITH, JOHN, MARIAM
from tests.journeys.test_patient import downloaded

pytestmark = pytest.mark.browser


def test_a_medicine_is_asked_for_checked_prescribed_and_printed(
    visiting: Callable[..., Any], cookies_of: Callable[[str], Any]
) -> None:
    words = f"Two weeks left, {new_name()}."
    with visiting(storage_state=cookies_of(JOHN)) as john:
        # Given John reads how to take his medicines
        page = john.go("/my/health/")
        free = page.locator("#medicines li", has_text="Ask for it again").first
        medicine = free.locator("p bdi").first.inner_text()
        mine = page.locator("#medicines li", has_text=medicine)
        expect(mine).to_contain_text("once a day")
        # When he asks for one again
        mine.get_by_text("Ask for it again").click()
        mine.get_by_role("textbox").fill(words)
        mine.get_by_role("button", name="Ask the doctor").click()
        expect(mine).to_contain_text("your doctor has not answered yet")
        assert john.complaints == []
    with visiting(storage_state=cookies_of(DR_SMITH)) as doctor:
        # Then Dr. Smith finds it on her day, and what the checks say
        page = doctor.go("/day/")
        asked = page.locator("li", has_text=words)
        expect(asked).to_contain_text("John Doe")
        asked.get_by_role("link", name="John Doe").click()
        expect(page.locator("h1")).to_have_text("A medicine again")
        expect(page.locator("main")).to_contain_text("What the checks found")
        assert doctor.violations() == []
        # And prescribes it with a word
        page.get_by_label("A word to the patient").fill("Measure your pressure.")
        page.get_by_role("button", name="Prescribe it again").click()
        expect(page.locator("h1")).to_have_text("My day")
        expect(page.locator("main")).not_to_contain_text(words)
        assert doctor.complaints == []
    with visiting(storage_state=cookies_of(JOHN)) as john:
        # John reads her word and opens the prescription
        page = john.go("/my/health/")
        expect(page.locator("#medicines li", has_text=medicine)).to_contain_text("Measure your")
        mine = page.locator("#medicines li", has_text=medicine)
        mine.get_by_role("link", name="Open the prescription").click()
        name, content = downloaded(page, "main a[href$='/pdf/']")
        assert name.startswith("prescription-")
        assert content.startswith(b"%PDF")
        # Whoever holds it checks it by its number and his birth date, and sees nobody's name
        number = page.locator("main .value-id").first.inner_text()
        page.get_by_role("link", name="Check a letter").click()
        page.get_by_label("Number of the letter").fill(number.lower())
        page.get_by_label("Birth date of the patient").fill("15/6/1985")
        page.get_by_role("button", name="Check", exact=True).click()
        expect(page.locator("main")).to_contain_text("Genuine and valid")
        expect(page.locator("main")).to_contain_text(medicine, ignore_case=True)
        expect(page.locator("main")).not_to_contain_text("John")
        assert john.complaints == []


def test_another_patient_finds_no_such_letter(
    visiting: Callable[..., Any], cookies_of: Callable[[str], Any]
) -> None:
    with visiting(storage_state=cookies_of(MARIAM)) as mariam:
        refused = mariam.go(f"/patients/{JOHN}/letters/").content()
        assert refused == mariam.go("/patients/patient_of_nobody/letters/").content()
