"""What a doctor comes for: the day, the chart, and nobody else's patients."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys.behind import not_in_care_of
from tests.journeys.browser import soon
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
        row = chart.get_by_role("row").filter(has_text="ended").first
        expect(row).to_be_visible()
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
        page.locator(f"main a[href$='/documents/{ECG}/']").click()
        name, content = downloaded(page, f"main a[href*='/documents/{ECG}/download/']")
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


def test_an_ecg_is_read_in_place_by_keyboard(
    visiting: Callable[..., Any], cookies_of: Callable[[str], Any]
) -> None:
    with visiting(storage_state=cookies_of(DR_SMITH)) as doctor:
        # Given the entry of John Doe to which it belongs
        page = doctor.go(f"/patients/{JOHN}/records/{RECORD}/")
        # When she goes to the ECG by the keyboard alone
        page.locator(f"main a[href$='/documents/{ECG}/']").focus()
        page.keyboard.press("Enter")
        expect(page.locator("h1")).to_have_text("12-Lead ECG Report")
        # Then it is there as a picture, with its words
        sheet = page.get_by_alt_text("12-Lead ECG Report, page 1")
        expect(sheet).to_be_visible()
        before = sheet.evaluate("(drawn) => [drawn.naturalWidth, drawn.clientWidth]")
        page.wait_for_load_state()  # no page says that it hears keys
        page.get_by_role("group", name="The page.").focus()
        # And larger by +, in as many points more, moved by the arrows
        page.keyboard.press("+")
        page.wait_for_url("**zoom=150**")
        after = sheet.evaluate("(drawn) => [drawn.naturalWidth, drawn.clientWidth]")
        assert [round(now / then, 1) for now, then in zip(after, before, strict=True)] == [1.5, 1.5]
        frame = page.get_by_role("group", name="The page.")
        expect(frame).to_be_focused()
        assert soon(lambda: moved(page, frame))
        page.keyboard.press("-")
        page.wait_for_url("**zoom=100**")
        page.get_by_text("The words of this page").focus()
        page.keyboard.press("Enter")
        expect(page.locator("pre")).to_contain_text("Sinus rhythm")
        # And nothing was downloaded
        assert doctor.complaints == []


def moved(page: Page, frame: Locator) -> bool:
    """Press the arrow as often as it takes: what is not drawn yet does not move."""
    page.keyboard.press("ArrowRight")
    return bool(frame.evaluate("(it) => it.scrollLeft > 0"))


A_FINGER, BORDER = 44, 2
ANOTHER_FLAG = """all => all.forEach((each) => {
  const flag = Object.assign(document.createElement("span"), { className: "flag" });
  flag.textContent = "You stand in";
  each.prepend(flag);
})"""
HEIGHTS = "all => all.map((each) => each.getBoundingClientRect().height)"
BEYOND = "all => all.filter((each) => each.scrollWidth > each.clientWidth + 1).length"


@pytest.mark.parametrize("language", ["en", "ar"])
def test_each_row_of_the_day_is_as_high_as_a_finger_whatever_is_to_be_flagged(
    visiting: Callable[..., Any], cookies_of: Callable[[str], Any], language: str
) -> None:
    with (
        visiting(storage_state=cookies_of(DR_SMITH)) as doctor,
        doctor.reading(language),
    ):
        page = doctor.go(f"/day/?date={SCHEMA_DAY}")
        page.locator(".visit-what").evaluate_all(ANOTHER_FLAG)
        heights = page.locator(".visit-line").evaluate_all(HEIGHTS)
        assert heights
        assert max(heights) <= A_FINGER + BORDER
        # And where there is no room for columns, nothing stands beyond its row
        for width in (1280, 1024, 360):
            page.set_viewport_size({"width": width, "height": 900})
            assert page.locator(".visit-line").evaluate_all(BEYOND) == 0
