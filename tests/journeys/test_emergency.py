"""A doctor breaks the glass, the patient reads it, and compliance closes the review."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.behind import not_in_care_of
from tests.journeys.pages import DR_SMITH, OMAR
from tests.journeys.site import Site

pytestmark = pytest.mark.browser
WORDS = "Found unconscious in the lobby, no relatives"


def shown(page: Page, name: str) -> None:
    """Keep a picture where one is asked for (`PICTURES=folder`)."""
    if folder := os.environ.get("PICTURES"):
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


def choose_who_is_found(doctor: Any, mark: str) -> None:
    """Look who is meant by what was typed, and choose the one there is."""
    page = doctor.page
    page.locator("main [name=find]").click()
    expect(page.locator("#meant [name=chosen]")).to_have_count(1)
    shown(page, f"meant-{mark}")
    assert doctor.violations() == []
    assert doctor.overflow() == 0
    page.locator("#meant [name=chosen]").check()


@pytest.mark.parametrize(("language", "width"), [("en", 1280), ("ar", 360)])
def test_a_closed_chart_opens_for_an_hour_and_somebody_asks_why(
    visiting: Callable[..., Any], site: Site, language: str, width: int
) -> None:
    stranger, mark = not_in_care_of(site, DR_SMITH), f"{language}-{width}"
    chart = f"/patients/{stranger}/"
    with visiting(width=width) as doctor:
        # Given a doctor who has just signed in, and a patient who is not theirs
        doctor.sign_in(DR_SMITH)
        with doctor.reading(language):
            assert doctor.page.request.get(site.url + chart).status == 404
            page = doctor.go("/my-patients/")
            shown(page, f"my-patients-{mark}")
            page.locator("main a[href='/emergency/']").click()
            shown(page, f"emergency-{mark}")
            assert doctor.violations() == []
            assert doctor.overflow() == 0
            # When something is missing, it is said and nothing is lost
            page.fill("main [name=patient]", stranger)
            page.locator("main form button[type=submit]").last.click()
            expect(page.locator("#error-summary")).to_be_visible()
            expect(page.locator("main [name=patient]")).to_have_value(stranger)
            choose_who_is_found(doctor, mark)
            # When it is all said
            page.locator("main [name=reason][value=UNCONSCIOUS]").check()
            page.fill("main [name=words]", WORDS)
            page.locator("main form button[type=submit]").last.click()
            # Then the chart is open, and says so on every page of the patient
            page.wait_for_url(f"**{chart}")
            expect(page.locator(".break-glass")).to_be_visible()
            shown(page, f"chart-{mark}")
            assert doctor.violations() == []
            assert doctor.overflow() == 0
            expect(doctor.go(f"{chart}records/").locator(".break-glass")).to_be_visible()
            assert doctor.complaints == []
    with visiting(width=width) as omar:
        # And compliance finds it in the queue
        omar.sign_in(OMAR)
        with omar.reading(language):
            page = omar.go("/oversight/emergencies/")
            shown(page, f"queue-{mark}")
            page.locator(f"a[href*='{stranger}/emergency_']").first.click()
            expect(page.get_by_text(WORDS)).to_be_visible()
            shown(page, f"review-{mark}")
            assert omar.violations() == []
            assert omar.overflow() == 0
            page.locator("main [name=outcome][value=JUSTIFIED]").check()
            page.fill("main [name=words]", "The ward confirms it")
            page.locator("main form button[type=submit]").last.click()
            page.wait_for_url("**/oversight/emergencies/")
            page = omar.go(f"{chart}access/")
            expect(page.locator(".data-table .flag").first).to_be_visible()
            shown(page, f"access-{mark}")
            assert omar.violations() == []
            assert omar.overflow() == 0
            shown(omar.go("/oversight/colleagues/?who=staff_00001"), f"colleagues-{mark}")
            assert omar.complaints == []
