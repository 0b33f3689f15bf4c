"""What a doctor comes for: the day, the chart, and nobody else's patients."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.journeys.behind import not_in_care_of
from tests.journeys.pages import DR_SMITH, ECG, JOHN, RECORD, SCHEMA_DAY
from tests.journeys.test_patient import downloaded

pytestmark = pytest.mark.browser


def test_any_day_shows_its_visits_and_a_visit_leads_to_the_patient(
    visiting: Callable[..., Any],
) -> None:
    with visiting() as doctor:
        # Given Dr. Smith has signed in
        page = doctor.sign_in(DR_SMITH)
        expect(page.locator("h1")).to_have_text("My day")
        # When she goes to the 15th of June 2025
        page.get_by_label("Go to day").fill(SCHEMA_DAY)
        page.get_by_role("button", name="Go", exact=True).click()
        # Then John Doe stands there at 17:00 on the clinic's clock
        visit = page.locator("li.visit", has_text="John Doe")
        expect(visit).to_contain_text("17:00")
        expect(visit).to_contain_text("Follow-up cardiac consultation")
        expect(visit).to_contain_text("Allergies")
        # And choosing him shows what to know before opening the door
        visit.get_by_role("link", name="John Doe").click()
        beside = page.locator("#patient")
        expect(beside).to_contain_text("Penicillin, Shellfish")
        expect(beside).to_contain_text("I25.9")
        beside.get_by_role("link", name="Open the chart").click()
        expect(page.locator("h1")).to_have_text("Chart")
        assert doctor.complaints == []


def test_the_chart_holds_problems_medicines_findings_and_documents(
    visiting: Callable[..., Any], cookies_of: Callable[[str], Any]
) -> None:
    with visiting(storage_state=cookies_of(DR_SMITH)) as doctor:
        # Given her list of patients
        page = doctor.go("/my-patients/")
        page.get_by_role("link", name="John Doe").click()
        # When she reads the chart
        chart = page.locator("main")
        for words in ("I25.9", "Chronic ischemic heart disease", "Amlodipine", "Heart rate"):
            expect(chart).to_contain_text(words)
        # A medicine of long ago is marked as what it is, here and on the whole lists
        row = chart.get_by_role("row").filter(has_text="Atorvastatin").first
        expect(row).to_contain_text("ended")
        page.get_by_role("link", name="All lists").first.click()
        expect(chart).to_contain_text("Atorvastatin")
        page.go_back()
        expect(page.locator(".patient-banner")).to_contain_text("Penicillin, Shellfish")
        # And opens the entry of 1 June 2025
        page.locator(f"main a[href$='/records/{RECORD}/']").click()
        # Then the temperature stands as it was written, and in the other unit
        expect(chart).to_contain_text("98.6 °F")
        expect(chart).to_contain_text("37.0 °C")
        # And the ECG is at hand
        name, content = downloaded(page, f"main a[href*='/documents/{ECG}/']")
        assert name == "ecg_report_20250601.pdf"
        assert content.startswith(b"%PDF")
        assert doctor.complaints == []


def test_a_patient_in_somebody_elses_care_is_not_there(
    visiting: Callable[..., Any], cookies_of: Callable[[str], Any]
) -> None:
    with visiting(storage_state=cookies_of(DR_SMITH)) as doctor:
        stranger = not_in_care_of(doctor.site, DR_SMITH)
        refused = doctor.go(f"/patients/{stranger}/").content()
        assert doctor.page.locator("h1").is_visible()
        assert stranger not in refused
        absent = doctor.go("/patients/patient_of_nobody/").content()
        assert refused == absent
        assert f"patients/{JOHN}" not in refused
