"""Every page of every role: two widths, two languages, two schemes, without one complaint."""

from collections.abc import Callable, Iterator
from http import HTTPStatus
from typing import Any

import pytest

from tests.journeys.browser import OF_COLOURS, PHONE, WIDE, Visitor, axe_script
from tests.journeys.pages import JOHN, NOBODY, PAGES, Stop
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


def looking(
    visiting: Callable[..., Any],
    cookies: Any,
    language: str,
    stops: list[Stop],
    at: Site | None = None,
) -> list[str]:
    """Whatever is wrong with the pages, `at` another door to the site if one is named.

    A wide screen and a phone go from page to page side by side: while axe thinks in the one
    browser, the other one loads.
    """
    with (
        visiting(width=WIDE, storage_state=cookies) as wide,
        visiting(width=PHONE, storage_state=cookies) as phone,
        wide.reading(language),
        phone.reading(language),
    ):
        both = {f"{WIDE} wide": wide, f"{PHONE} wide": phone}
        for someone in both.values():
            someone.site = at or someone.site
            someone.page.context.add_init_script(axe_script())
        return [
            f"{stop.path}, {screen}: {finding}"
            for stop in stops
            for screen, finding in findings_on(both, stop, language)
        ]


def findings_on(both: dict[str, Visitor], stop: Stop, language: str) -> Iterator[tuple[str, str]]:
    """(screen, whatever is wrong there with one page) in both colour schemes."""
    for screen, someone in both.items():
        someone.page.emulate_media(color_scheme="light")
        someone.complaints.clear()
        someone.go(stop.path)
        if stop.then:
            stop.then(someone.page)
        yield from ((screen, each) for each in frame_findings(someone, stop, language))
        someone.begin_axe()
    for screen, someone in both.items():
        yield from ((screen, f"in the light, {each}") for each in someone.found_by_axe())
        someone.page.emulate_media(color_scheme="dark")
        someone.begin_axe(OF_COLOURS)
    for screen, someone in both.items():
        yield from ((screen, f"in the dark, {each}") for each in someone.found_by_axe())
        yield from ((screen, each) for each in complaints_of(someone, stop))


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
