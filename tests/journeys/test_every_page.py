"""Every page of every role: two widths, two languages, two schemes, without one complaint."""

from collections.abc import Callable, Iterator
from http import HTTPStatus
from typing import Any

import pytest

from tests.journeys.browser import PHONE, WIDE, Visitor
from tests.journeys.pages import DR_SMITH, JOHN, NOBODY, PAGES, REEM, Stop
from tests.journeys.site import Site

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("guests")]

LANGUAGES = {"en": "ltr", "ar": "rtl"}
NAMES = {
    "patient_12345": "patient",
    "provider_98765": "doctor",
    "staff_00001": "front desk",
    "compliance_00001": "compliance",
    NOBODY: "nobody",
}
# Asked in one question, for each goes to the browser and back.
FRAME = """
() => ({
  status: performance.getEntriesByType("navigation")[0].responseStatus,
  headlines: document.querySelectorAll("h1").length,
  told: [document.documentElement.lang, document.documentElement.dir],
})
"""
TIMES_SLOWER = 8
STILL = 0.02  # the sum of layout shifts that nobody notices; "good" is 0.1


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("user_id", PAGES, ids=NAMES.get)
def test_every_page_is_accessible_quiet_and_still(
    visiting: Callable[..., Any], cookies_of: Callable[[str], Any], user_id: str, language: str
) -> None:
    findings = looking(visiting, cookies_of(user_id), language, PAGES[user_id])
    assert findings == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_so_is_the_page_of_a_clinic_that_takes_no_visits_online(
    visiting: Callable[..., Any], cookies_of: Callable[[str], Any], language: str, no_booking: Site
) -> None:
    closed = [Stop("/my/visits/book/"), Stop("/my/visits/book/confirm/")]
    assert looking(visiting, cookies_of(JOHN), language, closed, at=no_booking) == []


# Rows, columns and days that come in while the page is drawn already; only a slow machine shows it.
GROWING = {
    JOHN: [Stop(f"/patients/{JOHN}/documents/")],
    REEM: [Stop(f"/board/?doctor={DR_SMITH}&view=week"),
           Stop(f"/board/?patient={JOHN}&department=Pediatrics")],
}  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("user_id", GROWING, ids=NAMES.get)
def test_nothing_moves_on_a_slow_machine_either(
    visiting: Callable[..., Any], cookies_of: Callable[[str], Any], user_id: str, language: str
) -> None:
    for width in (WIDE, PHONE):
        with (
            visiting(width=width, storage_state=cookies_of(user_id)) as someone,
            someone.reading(language),
        ):
            browser = someone.page.context.new_cdp_session(someone.page)
            for stop in GROWING[user_id]:
                browser.send("Emulation.setCPUThrottlingRate", {"rate": TIMES_SLOWER})
                someone.go(stop.path)
                moved, what = someone.shifted()
                browser.send("Emulation.setCPUThrottlingRate", {"rate": 1})
                assert moved <= STILL, (stop.path, width, what)


def looking(
    visiting: Callable[..., Any],
    cookies: Any,
    language: str,
    stops: list[Stop],
    at: Site | None = None,
) -> list[str]:
    """Whatever is wrong with the pages, `at` another door to the site if one is named.

    A page is loaded at both widths, for what moves while it loads, and is looked at in both
    schemes as it stands.
    """
    with (
        visiting(width=WIDE, storage_state=cookies) as wide,
        visiting(width=PHONE, storage_state=cookies) as phone,
        wide.reading(language),
        phone.reading(language),
    ):
        for someone in (wide, phone):
            someone.site = at or someone.site
        return [
            f"{stop.path}, {width} wide: {finding}"
            for stop in stops
            for width, someone in ((WIDE, wide), (PHONE, phone))
            for finding in findings_on(someone, stop, language)
        ]


def findings_on(someone: Visitor, stop: Stop, language: str) -> Iterator[str]:
    """Whatever is wrong with one page at one width, in both colour schemes."""
    someone.complaints.clear()
    someone.go(stop.path)
    if stop.then:
        stop.then(someone.page)
    yield from frame_findings(someone, stop, language)
    yield from someone.violations()
    yield from (f"in the dark, {each}" for each in someone.in_the_dark())
    yield from complaints_of(someone, stop)


def frame_findings(someone: Visitor, stop: Stop, language: str) -> Iterator[str]:
    """The answer, headline, direction, width, stillness."""
    page = someone.page.evaluate(FRAME)
    if page["status"] != stop.status:
        yield f"answers {page['status']}"
    if page["headlines"] != 1:
        yield f"{page['headlines']} first headlines"
    if page["told"] != [language, LANGUAGES[language]]:
        yield f"says it is {page['told']}"
    if someone.overflow() > 0:
        yield f"{someone.overflow()} pixels wider than the screen"
    moved, what = someone.shifted()
    if moved > STILL:
        yield f"layout shift {moved:.3f} of {what}"


def complaints_of(someone: Visitor, stop: Stop) -> Iterator[str]:
    """What the browser said; that a refused page is refused, it may say."""
    refused = f"status of {stop.status}"
    for each in someone.complaints:
        if stop.status == HTTPStatus.OK or refused not in each:
            yield each
